import { describe, expect, test } from '@jest/globals';
import { heartbeatText } from '../../../lib/core/heartbeat.ts';
import { fenceOf } from '../../../lib/ports/task.ts';
import { CLAIM_LASTS } from '../../../lib/runtime/batch/coverage.ts';
import { gatherParts } from '../../../lib/runtime/batch/gather-parts.ts';
import { mapItem } from '../../../lib/runtime/batch/map-item.ts';
import { planRun } from '../../../lib/runtime/batch/plan-run.ts';
import { publishRun } from '../../../lib/runtime/batch/publish-run.ts';
import { runBatch } from '../../../lib/runtime/batch/run-batch.ts';
import { nthRecord, orders, orderText } from '../../support/batch/batch-shop.ts';
import { type BatchWorld, batchWorld } from '../../support/batch/batch-world.ts';
import { shop } from '../../support/definitions/shop.ts';

const SHARD = 'shardId-0';
const RANGE = { from: 0, to: 20_000 };

const order = (id: string, at: number) => ({ id, customer: 'ada', country: 'de', at, cents: 100 });

/** Two orders in time, one that comes 20 s late for its window, and a heartbeat behind them. */
const RECORDS = [
  orderText(order('a', 1_000)),
  orderText(order('b', 25_000)),
  orderText(order('late', 2_000)),
  heartbeatText({ at: 40_000 }),
].map((text, i) => nthRecord(i, text, i === 3 ? 'heartbeat' : 'ada'));

async function streamed(archived = RECORDS.length): Promise<BatchWorld> {
  const made = batchWorld(orders, [SHARD]);
  await made.archive(SHARD, RECORDS.slice(0, archived));
  for (const record of RECORDS) await made.speed(SHARD, [record]);
  return made;
}

const run = ({ definition, ports }: BatchWorld, name: string, range = RANGE) =>
  runBatch(definition, ports, { run: name, ...range });

const rowsOf = ({ world }: BatchWorld) =>
  Object.fromEntries(
    world.rows.rows().map(({ view, key, start, acc }) => [`${view} ${key} ${start}`, acc]),
  );

describe('a batch run', () => {
  test('counts the event that came late, says by which run, and reports what it did', async () => {
    const made = await streamed();
    expect(rowsOf(made)['by_customer ada 0']).toEqual([1, 100]);

    const report = await run(made, 'r1');

    const row = { view: 'by_customer', key: 'ada', start: 0 };
    expect(rowsOf(made)['by_customer ada 0']).toEqual([2, 200]);
    expect(made.world.rows.runOf(row)).toBe('r1');
    expect(report.views.find(({ view }) => view === 'by_customer')).toEqual({
      ...{ view: 'by_customer', ...RANGE, reads: RANGE },
      ...{ compared: 1, equal: 0, healed: 1, missing: 0, kept: 0, removed: 0, recovered: 1 },
    });
    expect(report.counts).toEqual({ records: 3, accepted: 3, duplicates: 0, deadLetters: 0 });
  });

  test('covers what it has computed, and no window that is still open', async () => {
    const made = await streamed();

    await run(made, 'r1', { from: 0, to: 90_000 });

    const { ranges, claims } = await made.ports.coverage.read('by_country');
    expect(ranges).toEqual([{ from: 0, to: 35_000, run: 'r1' }]);
    expect(claims).toEqual([]);
  });

  test('refuses to heal from a lake that lacks what the speed layer has counted', async () => {
    const made = await streamed(2);
    const before = rowsOf(made);

    await expect(run(made, 'r1')).rejects.toMatchObject({ code: 'BATCH_LAKE_BEHIND' });

    expect(rowsOf(made)).toEqual(before);
  });

  test('waits for the archive lane, up to where the speed layer was at the beginning', async () => {
    const made = await streamed(2);
    const waited: number[] = [];
    const ports = {
      ...made.ports,
      async waitForLake(tries: number) {
        waited.push(tries);
        if (tries === 2) await made.archive(SHARD, RECORDS);
        return true;
      },
    };

    await run({ ...made, ports }, 'r1');

    expect(waited).toEqual([1, 2]);
    expect(rowsOf(made)['by_customer ada 0']).toEqual([2, 200]);
  });

  test.each([
    [1, 'heals'],
    [9, 'refuses'],
  ])('lists again if a list holds a chain by half, %s times: %s', async (times, what) => {
    const made = await streamed(1);
    await made.archive(SHARD, RECORDS.slice(1)); // a second object
    let left = times;
    const lake = {
      ...made.lake,
      async *list(...all: Parameters<typeof made.lake.list>) {
        const isHalf = all[0] === 'lake/orders/' && left-- > 0;
        for await (const object of made.lake.list(...all)) {
          if (isHalf && object.name.endsWith(`${'0'.repeat(56)}.parquet`)) continue;
          yield object;
        }
      },
    };
    const done = run({ ...made, ports: { ...made.ports, lake } }, 'r1');

    if (what === 'heals') expect((await done).counts.accepted).toBe(3);
    else await expect(done).rejects.toMatchObject({ code: 'BATCH_LAKE_BROKEN' });
  });

  test('goes on under the same name once the lake has caught up', async () => {
    const made = await streamed(2);
    await expect(run(made, 'r1')).rejects.toMatchObject({ code: 'BATCH_LAKE_BEHIND' });
    await made.archive(SHARD, RECORDS);

    await run(made, 'r1');

    expect(rowsOf(made)['by_customer ada 0']).toEqual([2, 200]);
  });

  test('refuses a range that another run is computing, until that one is done or counts as dead', async () => {
    const made = await streamed();
    const { definition, ports } = made;
    await planRun(definition, ports, { run: 'r1', ...RANGE });

    await expect(run(made, 'r2')).rejects.toMatchObject({ code: 'BATCH_RUN_OVERLAPS' });

    const later = { ...ports, now: () => ports.now() + CLAIM_LASTS };
    await expect(run({ ...made, ports: later }, 'r2')).resolves.toMatchObject({ run: 'r2' });
    await expect(run(made, 'r1')).resolves.toMatchObject({ run: 'r1' });
  });

  test('lets runs of ranges that only touch go on beside each other', async () => {
    const made = await streamed();
    await planRun(made.definition, made.ports, { run: 'r1', from: 0, to: 10_000 });

    await run(made, 'r2', { from: 10_000, to: 20_000 });
    await run(made, 'r1', { from: 0, to: 10_000 });

    const { ranges } = await made.ports.coverage.read('by_customer');
    expect(ranges).toEqual([{ from: 0, to: 20_000, run: 'r1' }]);
  });

  test('publishes nothing while a part of it is not done', async () => {
    const made = await streamed();
    const { definition, ports } = made;
    const { items } = await planRun(definition, ports, { run: 'r1', ...RANGE });
    const unfinished = { code: 'BATCH_RUN_UNFINISHED' };

    await expect(gatherParts(definition, ports.files, 'r1')).rejects.toMatchObject(unfinished);
    for (const item of items.keys()) await mapItem(definition, ports, { run: 'r1', item });
    await gatherParts(definition, ports.files, 'r1');
    await expect(publishRun(definition, ports, 'r1')).rejects.toMatchObject(unfinished);

    expect((await ports.coverage.read('by_customer')).ranges).toEqual([]);
  });

  test('L7: is never continued for another range or by another definition', async () => {
    const made = await streamed();
    const { definition, ports } = made;
    await planRun(definition, ports, { run: 'r1', ...RANGE });
    const other = batchWorld(shop, []).definition;
    const foreign = { code: 'BATCH_RUN_FOREIGN' };

    await expect(run(made, 'r1', { from: 0, to: 10_000 })).rejects.toMatchObject(foreign);
    await expect(runBatch(other, ports, { run: 'r1', ...RANGE })).rejects.toMatchObject(foreign);
  });

  test('says so if no window of the range is closed', async () => {
    const made = await streamed();

    await expect(run(made, 'r1', { from: 40_000, to: 50_000 })).rejects.toMatchObject({
      code: 'BATCH_NOTHING_CLOSED',
    });
  });

  test('L22: what it has healed stays, whoever of the speed layer comes to life again', async () => {
    const made = await streamed();
    const [old] = made.world.rows.rows().filter(({ view }) => view === 'by_customer');
    await run(made, 'r1');
    const healed = rowsOf(made);

    await made.world.rows.write(old === undefined ? [] : [old], fenceOf(1, 4));

    expect(rowsOf(made)).toEqual(healed);
  });

  test('L22: the speed layer goes on beside it, and neither undoes the other', async () => {
    const made = await streamed();
    const more = [
      nthRecord(4, orderText(order('c', 45_000)), 'ada'),
      nthRecord(5, orderText(order('later', 3_000)), 'ada'),
    ];
    await made.archive(SHARD, more);

    await Promise.all([run(made, 'r1'), made.speed(SHARD, more)]);
    await run(made, 'r2');

    expect(rowsOf(made)['by_customer ada 0']).toEqual([3, 300]);
    expect(rowsOf(made)['by_customer ada 40000']).toEqual([1, 100]);
  });
});
