import { DynamoDBClient, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { Item } from '../../../lib/adapters/dynamodb/item.ts';
import { dynamoRecordHealer } from '../../../lib/adapters/dynamodb/record-healer.ts';
import { storedRecord } from '../../../lib/adapters/dynamodb/record-store.ts';
import { pair, RECORD_FIELDS } from '../../support/rows/sample-records.ts';

/** A table that answers every query with the same items, and remembers what was asked. */
function tableOf(items: readonly Item[]) {
  const asked: QueryCommandInput[] = [];
  const send = async ({ input }: { readonly input: QueryCommandInput }) => {
    asked.push(input);
    return { Items: items };
  };
  const client: DynamoDBClient = Object.assign(Object.create(DynamoDBClient.prototype), { send });
  return { asked, client };
}

const of = { view: 'pairs', stepKey: 'ada' };

describe('dynamoRecordHealer', () => {
  test.each([
    ['1999-11-30T23:59:59.999Z', '2000-02-01T00:00:00.000Z', '1999-11 1999-12 2000-01'],
    ['2000-01-01T00:00:00.000Z', '2000-01-01T00:00:00.001Z', '2000-01'],
    ['9999-12-31T00:00:00.000Z', '+010000-01-01T00:00:00.000Z', '9999-12'],
    ['0001-01-01T00:00:00.000Z', '0001-01-01T00:00:00.001Z', '0001-01'],
    ['2000-01-01T00:00:00.000Z', '2000-01-01T00:00:00.000Z', ''],
  ])(
    'looks in the index for what was made from %s to %s by month: %s',
    async (from, to, months) => {
      const { asked, client } = tableOf([]);

      await dynamoRecordHealer(client, 'views', RECORD_FIELDS).readMade(of, {
        from: Date.parse(from),
        to: Date.parse(to),
      });

      const places = asked.map(({ ExpressionAttributeValues: values = {} }) => values[':made']?.S);
      expect(places).toEqual(months.split(' ').flatMap((m) => (m === '' ? [] : `pairs#@${m}#ada`)));
    },
  );

  test('finds an item under what the item says of itself, whatever is in the two keys', async () => {
    const record = pair({ key: 'b#@2000-01#c', stepKey: 'ada#@x\n#' });
    const { item } = storedRecord(record, RECORD_FIELDS.get('pairs') ?? {}, { fence: 'fence' });
    const { asked, client } = tableOf([item]);

    const range = { from: record.time, to: record.time + 1 };
    const [live] = await dynamoRecordHealer(client, 'views', RECORD_FIELDS).readMade(
      { view: 'pairs', stepKey: 'ada#@x\n#' },
      range,
    );

    expect(asked[0]?.ExpressionAttributeValues?.[':made']).toEqual(item['viewWindow']);
    expect(live).toMatchObject({ key: 'b#@2000-01#c', stepKey: 'ada#@x\n#', run: null });
  });
});
