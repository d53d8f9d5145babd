import { describe, expect, test } from '@jest/globals';
import { dynamoCoverageStore } from '../../../lib/adapters/dynamodb/coverage-store.ts';
import { dynamoRowEraser } from '../../../lib/adapters/dynamodb/row-eraser.ts';
import { dynamoRowReader } from '../../../lib/adapters/dynamodb/row-reader.ts';
import { dynamoRowStore } from '../../../lib/adapters/dynamodb/row-store.ts';
import { dynamoViewVersions } from '../../../lib/adapters/dynamodb/view-versions.ts';
import { END_OF_TIME } from '../../../lib/core/time.ts';
import { fenceOf } from '../../../lib/ports/task.ts';
import { fakeDynamo } from '../../support/dynamodb/fake-dynamodb.ts';
import { COLUMNS, EVER, LAYOUTS, sale } from '../../support/rows/sample-rows.ts';

function table() {
  const dynamo = fakeDynamo();
  const { client } = dynamo;
  return {
    dynamo,
    store: dynamoRowStore(client, 'views', { layouts: LAYOUTS, now: () => 0 }),
    reader: dynamoRowReader(client, 'views', COLUMNS),
    eraser: dynamoRowEraser(client, 'views'),
    coverage: dynamoCoverageStore(client, 'views'),
    versions: dynamoViewVersions(client, 'views'),
  };
}

const NAMES = [
  '@watermark',
  '@coverage',
  '@version',
  '@',
  '@watermark#sums',
  '@parts#sums#a',
  'sums',
];
const range = { from: 0, to: 5, run: 'r' };
const toTwo = { view: 'sums', from: undefined, to: 2, at: 7 };

describe('what is kept of a view', () => {
  test.each(NAMES)('is out of reach of a key called %s', async (key) => {
    const { store, reader, eraser, coverage, versions } = table();
    await store.publishWatermark('sums', 'shardId-1', 50);
    await coverage.replace('sums', { ranges: [range], claims: [] }, 0);
    await versions.switchTo(toTwo);

    await store.write([sale(key, 0), sale(key, 3_600_000)], fenceOf(1, 1));
    const rows = await reader.rowsOfKey({ view: 'sums', key }, EVER);
    const told = await reader.watermarks('sums');
    const erased = await eraser.erase({ view: 'sums', key });

    expect(rows.map((row) => row.key)).toEqual([key, key]);
    expect(told).toEqual(new Map([['shardId-1', 50]]));
    expect(erased).toBe(2);
    expect(await reader.watermarks('sums')).toEqual(told);
    expect(await coverage.read('sums')).toMatchObject({ ranges: [range], version: 1 });
    expect(await versions.active('sums')).toMatchObject({ version: 2 });
  });
});

describe('what was kept where keys can reach', () => {
  const former = (kind: string, sk: string) => ({ pk: { S: `sums#@${kind}` }, sk: { S: sk } });

  test('still says how far tasks are, until they say more, and retires who was retired', async () => {
    const { dynamo, store, reader } = table();
    for (const [task, watermark] of [
      ['shardId-1', '50'],
      ['shardId-2', '8640000000000000'],
      ['@', '8640000000000000'],
    ] as const) {
      dynamo.table('views').put({ ...former('watermark', task), watermark: { N: watermark } });
    }
    dynamo.table('views').put(former('watermark', 'shardId-3'));
    await store.write([sale('@watermark', 0)], fenceOf(1, 1));

    await store.publishWatermark('sums', 'shardId-1', 40);
    await store.publishWatermark('sums', 'shardId-2', 40);
    await store.expectTasks('sums', ['shardId-1', 'shardId-3']);
    await store.expectTasks('sums', ['shardId-4'], '@');
    const before = await reader.watermarks('sums');
    await store.publishWatermark('sums', 'shardId-1', 60);

    expect(before).toEqual(
      new Map<string, number | undefined>([
        ['shardId-1', 50],
        ['shardId-2', END_OF_TIME],
        ['shardId-3', undefined],
        ['@', END_OF_TIME],
      ]),
    );
    expect((await reader.watermarks('sums')).get('shardId-1')).toBe(60);
  });

  test('is changed by who has seen it, and by one only', async () => {
    const { dynamo, coverage, versions } = table();
    const [covered, active] = [former('coverage', 'ranges'), former('version', 'active')];
    dynamo.table('views').put({ ...covered, version: { N: '4' }, ranges: { L: [] } });
    dynamo.table('views').put({ ...active, version: { N: '2' }, since: { S: '' } });
    const next = { ranges: [range], claims: [] };
    const toThree = { view: 'sums', from: 2, to: 3, at: 9 };

    expect(await coverage.read('sums')).toMatchObject({ version: 4 });
    expect(await versions.active('sums')).toMatchObject({ version: 2 });
    expect(await coverage.replace('sums', next, 0)).toBe(false);
    expect(await coverage.replace('sums', next, 3)).toBe(false);
    expect(await versions.switchTo(toTwo)).toBe(false);
    const covering = await Promise.all([1, 2].map(() => coverage.replace('sums', next, 4)));
    const switching = await Promise.all([1, 2].map(() => versions.switchTo(toThree)));

    expect(covering.filter(Boolean)).toHaveLength(1);
    expect(switching.filter(Boolean)).toHaveLength(1);
    expect(await coverage.read('sums')).toMatchObject({ ranges: [range], version: 5 });
    expect(await versions.active('sums')).toMatchObject({ version: 3, before: 2 });
    expect(dynamo.table('views').get(covered)).toBeUndefined();
    expect(dynamo.table('views').get(active)).toBeUndefined();
  });
});
