import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Fields } from '../../core/field-type.ts';
import type { RecordHealer } from '../../ports/record-healer.ts';
import { healedFence } from '../../ports/row-healer.ts';
import { contentText, recordContent } from '../record-content.ts';
import { isWritten } from './is-written.ts';
import { queryKey, windowOf } from './query-key.ts';
import { recordItem } from './record-store.ts';
import { valueFrom } from './value-from.ts';

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
  return {
    async readLive({ view, key }, range) {
      const types = Object.entries(fieldsOf(view));
      const attributes = ['sk', 'run', ...types.map(([name]) => name)];
      const items = await queryKey(client, table, { view, key, range, attributes });
      return items.map((item) => ({
        name: item['sk']?.S ?? '',
        content: contentText(
          windowOf(item).start,
          types.map(([name, { type }]) => valueFrom(item[name], type)),
        ),
        run: item['run']?.S ?? null,
      }));
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
