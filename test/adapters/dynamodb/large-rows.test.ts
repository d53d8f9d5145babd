import { paginateQuery } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { PARTS_PREFIX } from '../../../lib/adapters/dynamodb/parts.ts';
import { dynamoRecordStore } from '../../../lib/adapters/dynamodb/record-store.ts';
import { dynamoRowEraser } from '../../../lib/adapters/dynamodb/row-eraser.ts';
import { dynamoRowHealer } from '../../../lib/adapters/dynamodb/row-healer.ts';
import { dynamoRowStore } from '../../../lib/adapters/dynamodb/row-store.ts';
import { fenceOf } from '../../../lib/ports/task.ts';
import { noise } from '../../support/aws/noise.ts';
import { type FakeDynamo, fakeDynamo } from '../../support/dynamodb/fake-dynamodb.ts';
import { PAIR_EVENT, pair, RECORD_FIELDS } from '../../support/rows/sample-records.ts';
import { LAYOUTS, sale, texts } from '../../support/rows/sample-rows.ts';

const parts = (dynamo: FakeDynamo): string[] =>
  dynamo
    .table('views')
    .all()
    .map((item) => String(item['pk']?.['S']))
    .filter((pk) => pk.startsWith(PARTS_PREFIX));

const large = (seed: number) => texts('a', [noise(500_000, seed), noise(500_000, seed + 1)]);
const key = { view: 'texts', key: 'a', start: 0 };
const TABLE = { layouts: LAYOUTS, now: () => Date.UTC(2026, 0, 1) };
const storeOf = ({ client }: FakeDynamo) => dynamoRowStore(client, 'views', TABLE);

describe('the parts of a row', () => {
  test('are where nobody sees them who asks for the rows of a key or of a window', async () => {
    const dynamo = fakeDynamo();
    await storeOf(dynamo).write([large(1), texts(PARTS_PREFIX, ['x'])], fenceOf(1, 1));
    const ask = async (IndexName: string | undefined, attribute: string, value: string) => {
      const pages = paginateQuery(
        { client: dynamo.client },
        {
          ...{ TableName: 'views', IndexName },
          KeyConditionExpression: `${attribute} = :of`,
          ExpressionAttributeValues: { ':of': { S: value } },
        },
      );
      const found = (await Array.fromAsync(pages)).flatMap(({ Items = [] }) => Items);
      return found.map((item) => item['key']?.S);
    };

    await expect(ask(undefined, 'pk', 'texts#a')).resolves.toEqual(['a']);
    await expect(ask('byWindow', 'viewWindow', 'texts#1970-01-01T00:00:00.000Z')).resolves.toEqual([
      PARTS_PREFIX,
      'a',
    ]);
    expect(parts(dynamo).length).toBeGreaterThan(1);
  });

  test('go with the row that named them, whatever takes its place', async () => {
    const dynamo = fakeDynamo();
    const store = storeOf(dynamo);
    await store.write([large(1)], fenceOf(1, 1));
    const one = parts(dynamo).length;

    await store.write([large(5)], fenceOf(1, 2));
    expect(parts(dynamo)).toHaveLength(one);

    await store.write([texts('a', ['x'])], fenceOf(1, 3));
    expect(parts(dynamo)).toEqual([]);

    await store.write([large(1)], fenceOf(1, 4));
    await storeOf(dynamo).write([{ ...large(1), acc: [], mergedInto: -5 }], fenceOf(1, 5));
    expect(parts(dynamo)).toEqual([]);
  });

  test('go with a row that another process reads and makes small', async () => {
    const dynamo = fakeDynamo();
    await storeOf(dynamo).write([large(1)], fenceOf(1, 1));
    const successor = storeOf(dynamo);

    await successor.read([key]);
    await successor.write([texts('a', ['x'])], fenceOf(1, 2));

    expect(parts(dynamo)).toEqual([]);
  });

  test('of somebody who was declared dead are not left, and take nothing from the row', async () => {
    const dynamo = fakeDynamo();
    const store = storeOf(dynamo);
    await store.write([large(5)], fenceOf(1, 2));
    const before = parts(dynamo).length;

    await store.write([large(1)], fenceOf(1, 1));
    await store.write([large(5)], fenceOf(1, 2));

    expect(parts(dynamo)).toHaveLength(before);
    await expect(store.read([key])).resolves.toMatchObject([{ acc: large(5).acc }]);
  });

  test('of a heal that lost the race are not left', async () => {
    const dynamo = fakeDynamo();
    const healer = dynamoRowHealer(dynamo.client, 'views', TABLE);
    await storeOf(dynamo).write([texts('a', ['x'])], fenceOf(1, 2));

    expect(await healer.heal({ row: large(1), run: 'r', expected: fenceOf(1, 1) })).toBe(false);

    expect(parts(dynamo)).toEqual([]);
  });

  test('that a process left when it died are those that the next one needs', async () => {
    const dynamo = fakeDynamo();
    dynamo.fails = (_, call) => {
      const { Item } = call as { Item?: { pk: { S: string } } };
      if (Item?.pk.S === 'texts#a') throw new Error('the process is gone');
      return undefined;
    };
    await expect(storeOf(dynamo).write([large(1)], fenceOf(1, 1))).rejects.toThrow('gone');
    const left = parts(dynamo);
    dynamo.fails = () => undefined;

    await storeOf(dynamo).write([large(1)], fenceOf(1, 1));

    expect(left.length).toBeGreaterThan(1);
    expect(parts(dynamo)).toEqual(left);
  });
});

describe('erasing', () => {
  const alone = [texts('b', ['x'])];

  test('takes the parts of rows and records under a key, also of somebody who died', async () => {
    const dynamo = fakeDynamo();
    const records = dynamoRecordStore(dynamo.client, 'views', RECORD_FIELDS);
    const ada = { view: 'pairs', key: 'ada' };
    await storeOf(dynamo).write([large(1), ...alone], fenceOf(1, 1));
    await records.append([pair({}, { ...PAIR_EVENT, note: noise(900_000) })], fenceOf(1, 1));
    const orphan = { pk: { S: `${PARTS_PREFIX}texts#a` }, sk: { S: 'left#behind#0000' } };
    dynamo.table('views').put(orphan);
    const eraser = dynamoRowEraser(dynamo.client, 'views');

    expect(await eraser.erase(key)).toBe(1);
    expect(await eraser.erase(ada)).toBe(1);

    expect(
      dynamo
        .table('views')
        .all()
        .map((item) => item['pk']?.['S']),
    ).toEqual(['texts#b']);
  });

  test('takes the parts of rows of windows', async () => {
    const dynamo = fakeDynamo();
    await storeOf(dynamo).write([large(1), ...alone], fenceOf(1, 1));

    await dynamoRowEraser(dynamo.client, 'views').eraseRows([key]);

    expect(
      dynamo
        .table('views')
        .all()
        .map((item) => item['pk']?.['S']),
    ).toEqual(['texts#b']);
  });
});

describe('what is left of a row that was merged away', () => {
  test('keeps its fence for a week from when it was written, however old its events are', async () => {
    const dynamo = fakeDynamo();
    const store = storeOf(dynamo);
    const old = { ...sale('a', 0), updatedAt: 5 };
    await store.write([{ ...old, acc: [], mergedInto: -5 }], fenceOf(1, 2));

    dynamo.expire(TABLE.now() + 6 * 86_400_000);
    await store.write([old], fenceOf(1, 1)); // somebody who was declared dead
    const within = await store.read([old]);
    dynamo.expire(TABLE.now() + 8 * 86_400_000);

    expect(within).toMatchObject([{ acc: [] }]);
    expect(dynamo.table('views').all()).toEqual([]);
  });
});
