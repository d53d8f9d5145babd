import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import type { Fields } from '../../core/field-type.ts';
import { formatInstant } from '../../core/instant.ts';
import { eventCodec } from '../../core/operators/event-codec.ts';
import { shownField } from '../../core/shown-field.ts';
import { EARLIEST_EVENT_TIME, type EventTime, LATEST_EVENT_TIME } from '../../core/time.ts';
import type { RecordImage } from '../../ports/effects.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import type { StartRange } from '../../ports/row-reader.ts';
import { attributeOf } from './attribute.ts';
import { type StoredItem, withContent } from './content.ts';
import { cutShown } from './cut-shown.ts';
import type { Item } from './item.ts';
import { itemSize } from './item-size.ts';
import { DYNAMODB_LIMITS } from './limits.ts';
import { putStored } from './put-stored.ts';
import { namesIn, rowItemKey } from './row-item.ts';

/** Writes that are under way at once. */
const CONCURRENCY = 64;

/**
 * Records in the table of rows, one item each, sorted by time and then by what caused them.
 *
 * @param fields - Of the records of each view, by view id.
 */
export function dynamoRecordStore(
  client: DynamoDBClient,
  table: string,
  fields: ReadonlyMap<string, Fields>,
): RecordStore {
  /** Puts a record unless it is there. */
  const put = (image: RecordImage, of: Fields, fence: string): Promise<boolean> =>
    putStored(client, table, {
      stored: storedRecord(image, of, { fence }),
      at: WHOLE_RECORD,
      ConditionExpression: 'attribute_not_exists(pk)',
    });

  return {
    async append(records, fence) {
      await pMap(
        records,
        (image) => {
          const of = fields.get(image.view);
          return of === undefined ? undefined : put(image, of, fence); // a view may be removed
        },
        { concurrency: CONCURRENCY },
      );
    },
  };
}

/** Key in the index of windows of the records that were made of the events of one key, in one month. */
export const madeOf = (
  { view, stepKey }: { readonly view: string; readonly stepKey: string },
  month: string,
): AttributeValue.SMember => ({ S: `${view}#@${month}#${stepKey}` });

/** The key of the events that a record was made of, as the index has it; `null` if it has not. */
export const stepKeyIn = ({ viewWindow }: Item): string | null =>
  /^[^#]*#@[^#]*#(.*)$/s.exec(viewWindow?.S ?? '')?.[1] ?? null;

/** `2026-03` */
const monthOf = (time: EventTime): string => formatInstant(time).slice(0, 7);

/** Every month that a range touches. */
export function monthsIn({ from, to }: StartRange): string[] {
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

/** Where a record is whole that an item does not show so. No author's attribute has a dot. */
export const WHOLE_RECORD = { text: 'record.all', bytes: 'record.all.zstd' } as const;

/**
 * A record as plain items show it: its fields under the author's names, beside them when it came. One
 * that is too large for an item shows the beginning of its fields, with their names in `truncated`, and
 * is kept whole beside them.
 *
 * Records of all keys at one instant are nothing that anybody asks for, so the index of windows does
 * not have it; but those whose key is not that of the events that they were made of are found there
 * by the latter, month by month.
 */
export function storedRecord(
  image: RecordImage,
  fields: Fields,
  { fence, run }: { readonly fence: string; readonly run?: string },
): StoredItem {
  const { view, key, time, id, record, updatedAt, stepKey } = image;
  const event = eventCodec(fields).decode(record);
  const own: Item = {
    ...rowItemKey({ view, key, start: time }, id),
    key: { S: key },
    updatedAt: { S: formatInstant(updatedAt) },
    fence: { S: fence },
    ...(stepKey === undefined ? {} : { viewWindow: madeOf({ view, stepKey }, monthOf(time)) }),
    ...(run === undefined ? {} : { run: { S: run } }),
  };
  const all: Item = Object.fromEntries(
    Object.entries(fields).flatMap(([name, { type }]) => {
      const value = event[name];
      return value === undefined ? [] : [[name, attributeOf(shownField(value, type), type)]];
    }),
  );
  // fields may be called as what alerts have themselves, so they come last
  const item = { ...own, ...all };
  if (itemSize(item) <= DYNAMODB_LIMITS.itemBytes) return { item };
  const { item: shown, truncated } = cutShown(all);
  const cut = { ...own, ...namesIn('truncated', truncated), ...shown };
  return withContent(cut, WHOLE_RECORD, record);
}
