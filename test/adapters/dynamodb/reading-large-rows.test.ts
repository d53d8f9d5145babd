import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { MAX_PLAIN_BYTES } from '../../../lib/adapters/dynamodb/content.ts';
import { PARTS_PREFIX } from '../../../lib/adapters/dynamodb/parts.ts';
import { dynamoRowReader } from '../../../lib/adapters/dynamodb/row-reader.ts';
import { dynamoRowStore } from '../../../lib/adapters/dynamodb/row-store.ts';
import { fenceOf } from '../../../lib/ports/task.ts';
import { noise } from '../../support/aws/noise.ts';
import { type FakeDynamo, fakeDynamo } from '../../support/dynamodb/fake-dynamodb.ts';
import { COLUMNS, EVER, LAYOUTS, sale, texts } from '../../support/rows/sample-rows.ts';

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

describe('whoever reads a large row', () => {
  test('gets the row that has taken its place meanwhile, with what belongs to that', async () => {
    const dynamo = fakeDynamo();
    const store = storeOf(dynamo);
    const reader = dynamoRowReader(dynamo.client, 'views', COLUMNS);
    await store.write([large(1)], fenceOf(1, 1));
    let writes = 0;
    const readings = dynamo.fails;
    dynamo.fails = (operation) => {
      // replaced after the row was read, before its parts are: twice
      if (operation === 'BatchGetItem' && writes < 2) {
        const item = dynamo
          .table('views')
          .all()
          .find((each) => each['pk']?.['S'] === 'texts#a');
        for (const pk of new Set(parts(dynamo))) {
          for (const each of dynamo.table('views').partition(pk)) {
            dynamo.table('views').remove({ pk: each['pk'] ?? {}, sk: each['sk'] ?? {} });
          }
        }
        writes++;
        const acc = { S: JSON.stringify(texts('a', ['new']).acc) };
        if (writes === 2 && item !== undefined) dynamo.table('views').put({ ...item, acc });
      }
      return undefined;
    };

    const [row] = await reader.rowsOfKey(key, EVER, { withAccumulators: true });

    dynamo.fails = readings;
    expect(row?.acc).toEqual(texts('a', ['new']).acc);
  });

  test('from an index that lags behind gets the row of now', async () => {
    const dynamo = fakeDynamo();
    const store = storeOf(dynamo);
    const reader = dynamoRowReader(dynamo.client, 'views', COLUMNS);
    await store.write([large(1), sale('b', 0)], fenceOf(1, 1));
    dynamo.table('views').freezeIndex();
    await store.write([large(5)], fenceOf(1, 2));

    const [row] = await reader.rowsOfWindow(key, { withAccumulators: true });

    expect(row?.acc).toEqual(large(5).acc);
  });

  test('gets nothing of one that was merged away behind an index that lags', async () => {
    const dynamo = fakeDynamo();
    const store = storeOf(dynamo);
    const reader = dynamoRowReader(dynamo.client, 'views', COLUMNS);
    await store.write([large(1)], fenceOf(1, 1));
    dynamo.table('views').freezeIndex();
    await store.write([{ ...large(1), acc: [], mergedInto: -5 }], fenceOf(1, 2));

    await expect(reader.rowsOfWindow(key, { withAccumulators: true })).resolves.toEqual([]);
  });

  test('is told to come again, not that there is nothing, if its parts are nowhere', async () => {
    const dynamo = fakeDynamo();
    await storeOf(dynamo).write([large(1)], fenceOf(1, 1));
    for (const pk of new Set(parts(dynamo))) {
      for (const each of dynamo.table('views').partition(pk)) {
        dynamo.table('views').remove({ pk: each['pk'] ?? {}, sk: each['sk'] ?? {} });
      }
    }

    await expect(storeOf(dynamo).read([key])).rejects.toThrow(/change while they are read/);
  });
});

describe('the accumulators of a row', () => {
  const formOf = async (characters: number): Promise<string> => {
    const dynamo = fakeDynamo();
    const image = { ...sale('a', 0), view: 'of_tomorrow', acc: [noise(characters)] };
    await storeOf(dynamo).write([image], fenceOf(1, 1));
    const item = dynamo
      .table('views')
      .all()
      .find((each) => each['acc'] !== undefined);
    const text = String(item?.['acc']?.['S']);
    return text.startsWith('[') ? 'plain' : text.replace(/ .*/, '');
  };

  test('are text up to 64 KB, compressed while the item holds them, and in parts beyond', async () => {
    await expect(formOf(MAX_PLAIN_BYTES - 4)).resolves.toBe('plain');
    await expect(formOf(MAX_PLAIN_BYTES - 3)).resolves.toBe('zstd');
    await expect(formOf(500_000)).resolves.toBe('zstd');
    await expect(formOf(560_000)).resolves.toBe('parts');
  });

  test('are read in the form that they always had', async () => {
    const { client } = fakeDynamo();
    const Item = {
      ...{ pk: { S: 'sums#a' }, sk: { S: '1970-01-01T00:00:00.000Z' }, fence: { S: '1' } },
      acc: { S: '[1,"1.500"]' },
    };
    await client.send(new PutItemCommand({ TableName: 'views', Item }));
    const store = dynamoRowStore(client, 'views', TABLE);

    const found = await store.read([{ view: 'sums', key: 'a', start: 0 }]);

    expect(found).toMatchObject([{ acc: [1, '1.500'] }]);
  });

  test('in a new form are no JSON to whoever knows the old one only', async () => {
    const dynamo = fakeDynamo();
    await storeOf(dynamo).write([large(1)], fenceOf(1, 1));
    const item = dynamo
      .table('views')
      .all()
      .find((each) => each['acc'] !== undefined);

    expect(() => JSON.parse(String(item?.['acc']?.['S']))).toThrow(SyntaxError);
  });
});

describe('a view with more columns than an expression names', () => {
  test('is read whole', async () => {
    const names = Array.from({ length: 700 }, (_, i) => `column_${i}`);
    const dynamo = fakeDynamo();
    const columns = names.map((name) => ({ name, type: { kind: 'int' } as const }));
    const reader = dynamoRowReader(dynamo.client, 'views', new Map([['wide', columns]]));
    const values = Object.fromEntries(names.map((name, i) => [name, { N: String(i) }]));
    const own = { key: { S: 'a' }, viewWindow: { S: 'wide#1970-01-01T00:00:00.000Z' } };
    const keys = { pk: { S: 'wide#a' }, sk: { S: '1970-01-01T00:00:00.000Z' } };
    dynamo.table('views').put({ ...keys, ...own, ...values });

    const [ofKey] = await reader.rowsOfKey({ view: 'wide', key: 'a' }, EVER);
    const [ofWindow] = await reader.rowsOfWindow({ view: 'wide', start: 0 });

    expect(ofKey?.values['column_699']).toBe(699);
    expect(ofWindow).toEqual(ofKey);
  });
});
