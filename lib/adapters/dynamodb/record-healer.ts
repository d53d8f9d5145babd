import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Fields } from '../../core/field-type.ts';
import type { LiveRecord, RecordHealer } from '../../ports/record-healer.ts';
import { healedFence } from '../../ports/row-healer.ts';
import { attributesOf, type ReadItem, readContents } from './content.ts';
import type { Item } from './item.ts';
import { deleteStored, putStored } from './put-stored.ts';
import { queryKey, queryMade, windowOf } from './query-key.ts';
import { contentText, recordContent } from './record-content.ts';
import { madeOf, monthsIn, stepKeyIn, storedRecord, WHOLE_RECORD } from './record-store.ts';
import { WINDOW_INDEX } from './row-reader.ts';
import { valueFrom } from './value-from.ts';

/** What is read of a record beside its fields. */
const OWN = [...attributesOf(WHOLE_RECORD), 'key', 'run', WINDOW_INDEX.partitionKey];

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
  const wanted = (view: string): string[] => [...OWN, ...Object.keys(fieldsOf(view))];

  async function liveRecords(view: string, items: readonly Item[]): Promise<LiveRecord[]> {
    const of = { items, at: WHOLE_RECORD, attributes: wanted(view) };
    return (await readContents(client, table, of)).map((read) => liveRecord(view, read));
  }

  const liveRecord = (view: string, { item, content }: ReadItem): LiveRecord => ({
    name: item['sk']?.S ?? '',
    key: item['key']?.S ?? '',
    stepKey: stepKeyIn(item),
    content:
      content === undefined
        ? shownContent(item, fieldsOf(view))
        : recordContent({ time: windowOf(item).start, record: content }, fieldsOf(view)),
    run: item['run']?.S ?? null,
  });

  return {
    async readLive({ view, key }, range) {
      const of = { view, key, range, attributes: wanted(view) };
      return liveRecords(view, await queryKey(client, table, of));
    },

    async readMade({ view, stepKey }, range) {
      const live: LiveRecord[] = [];
      for (const month of monthsIn(range)) {
        const made = madeOf({ view, stepKey }, month);
        const of = { index: WINDOW_INDEX, made, range, attributes: wanted(view) };
        const found = await liveRecords(view, await queryMade(client, table, of));
        for (const each of found) live.push(each);
      }
      return live;
    },

    contentOf: (image) => recordContent(image, fieldsOf(image.view)),

    async put(image, run) {
      const by = { fence: healedFence(run), run };
      await putStored(client, table, {
        stored: storedRecord(image, fieldsOf(image.view), by),
        at: WHOLE_RECORD,
        ConditionExpression: 'attribute_not_exists(pk)',
      });
    },

    async remove({ view, key }, name) {
      const Key = { pk: { S: `${view}#${key}` }, sk: { S: name } };
      await deleteStored(client, table, { Key, at: WHOLE_RECORD });
    },
  };
}

/** The content of a record that its item shows whole. */
const shownContent = (item: Item, fields: Fields): string =>
  contentText(
    windowOf(item).start,
    Object.entries(fields).map(([name, { type }]) => valueFrom(item[name], type)),
  );
