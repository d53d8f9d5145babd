import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Fields } from '../../core/field-type.ts';
import { EARLIEST_EVENT_TIME, type EventTime, LATEST_EVENT_TIME } from '../../core/time.ts';
import type { LiveRecord, RecordHealer } from '../../ports/record-healer.ts';
import { healedFence } from '../../ports/row-healer.ts';
import type { StartRange } from '../../ports/row-reader.ts';
import { contentText, recordContent } from '../record-content.ts';
import { isWritten } from './is-written.ts';
import { queryKey, queryMade, windowOf } from './query-key.ts';
import { madeOf, monthOf, recordItem, stepKeyIn } from './record-store.ts';
import type { Item } from './row-item.ts';
import { WINDOW_INDEX } from './row-reader.ts';
import { valueFrom } from './value-from.ts';

/** What is read of a record beside its fields. */
const OWN = ['sk', 'key', 'run', WINDOW_INDEX.partitionKey] as const;

/**
 * Heals records in the table that `dynamoRecordStore` writes.
 *
 * @param fields - Of the records of each view, by view id.
 */
export function dynamoRecordHealer(
  client: DynamoDBClient,
  table: string,
  fields: ReadonlyMap<string, Fields>,
): RecordHealer {
  const fieldsOf = (view: string): Fields => fields.get(view) ?? {};
  const attributesOf = (view: string): string[] => [...OWN, ...Object.keys(fieldsOf(view))];
  const liveRecord = (view: string, item: Item): LiveRecord => ({
    name: item['sk']?.S ?? '',
    key: item['key']?.S ?? '',
    stepKey: stepKeyIn(item),
    content: contentText(
      windowOf(item).start,
      Object.entries(fieldsOf(view)).map(([name, { type }]) => valueFrom(item[name], type)),
    ),
    run: item['run']?.S ?? null,
  });

  return {
    async readLive({ view, key }, range) {
      const of = { view, key, range, attributes: attributesOf(view) };
      return (await queryKey(client, table, of)).map((item) => liveRecord(view, item));
    },

    async readMade({ view, stepKey }, range) {
      const live: LiveRecord[] = [];
      for (const month of monthsIn(range)) {
        const made = madeOf({ view, stepKey }, month);
        const of = { index: WINDOW_INDEX, made, range, attributes: attributesOf(view) };
        for (const item of await queryMade(client, table, of)) live.push(liveRecord(view, item));
      }
      return live;
    },

    contentOf: (image) => recordContent(image, fieldsOf(image.view)),

    async put(image, run) {
      const item = recordItem(image, fieldsOf(image.view), healedFence(run));
      const Item = { ...item, run: { S: run } };
      const ConditionExpression = 'attribute_not_exists(pk)';
      await isWritten(client, new PutItemCommand({ TableName: table, Item, ConditionExpression }));
    },

    async remove({ view, key }, name) {
      const Key = { pk: { S: `${view}#${key}` }, sk: { S: name } };
      await client.send(new DeleteItemCommand({ TableName: table, Key }));
    },
  };
}

/** Every month that a range touches. */
function monthsIn({ from, to }: StartRange): string[] {
  const first = monthNumber(Math.max(from, EARLIEST_EVENT_TIME));
  const last = monthNumber(Math.min(Math.ceil(to) - 1, LATEST_EVENT_TIME));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const months = first + i;
    const year = String(Math.floor(months / 12)).padStart(4, '0');
    return `${year}-${String((months % 12) + 1).padStart(2, '0')}`;
  });
}

/** Months since the year 0. */
function monthNumber(time: EventTime): number {
  const [year = 0, month = 0] = monthOf(time).split('-').map(Number);
  return year * 12 + month - 1;
}
