import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import type { Fields } from '../../core/field-type.ts';
import { formatInstant } from '../../core/instant.ts';
import { eventCodec } from '../../core/operators/event-codec.ts';
import type { RecordImage } from '../../ports/effects.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import { shownField } from '../shown-field.ts';
import { attributeOf } from './attribute.ts';
import { isWritten } from './is-written.ts';
import { type Item, rowItemKey } from './row-item.ts';

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
    isWritten(
      client,
      new PutItemCommand({
        TableName: table,
        Item: recordItem(image, of, fence),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );

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

/**
 * A record as plain items show it: its fields under the author's names, beside them when it came.
 *
 * No index has it: records of all keys at one instant are nothing that anybody asks for.
 */
export function recordItem(image: RecordImage, fields: Fields, fence: string): Item {
  const { view, key, time, id, record, updatedAt } = image;
  const event = eventCodec(fields).decode(record);
  return {
    ...rowItemKey({ view, key, start: time }, id),
    key: { S: key },
    updatedAt: { S: formatInstant(updatedAt) },
    fence: { S: fence },
    ...Object.fromEntries(
      Object.entries(fields).flatMap(([name, { type }]) => {
        const value = event[name];
        return value === undefined ? [] : [[name, attributeOf(shownField(value, type), type)]];
      }),
    ),
  };
}
