import { describe, expect, test } from '@jest/globals';
import { memoryLake } from '../../lib/adapters/memory/lake.ts';
import { lakeFileEncoder } from '../../lib/adapters/parquet/encode-lake-file.ts';
import { compileDecoder } from '../../lib/core/json/decoder.ts';
import type { Schema } from '../../lib/core/schema/schema.ts';
import { notingArchive } from '../../lib/functions/archive-layer.ts';
import type { Event } from '../../lib/pipeline/definition/definition.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import type { ExchangeMessage } from '../../lib/ports/effects.ts';
import type { TaskFailures } from '../../lib/ports/task-failures.ts';
import { archiveLane } from '../../lib/runtime/archive/archive-lane.ts';
import { startExchangeLane } from '../../lib/runtime/exchange/exchange-lane.ts';
import { exchangeLaneOf, sourceLaneOf } from '../../lib/runtime/lanes/lanes-of.ts';
import { startSourceLane } from '../../lib/runtime/speed/source-lane.ts';
import { decoderOf } from '../support/definitions/every-type.ts';
import { Sale, shop } from '../support/definitions/shop.ts';
import { emptyWorld, sourceRecords } from '../support/lanes/speed-world.ts';

const SHARD = 'shardId-000000000000';
const records = sourceRecords([
  '{"id":"1","customer":"ada","country":"France","at":1000,"amount":"1.00"}',
]);

/** The lanes of the shop in a world whose tables and lake fail while `isDown`. */
function lanes() {
  const noted: string[] = [];
  const named = ({ lane, shard }: { lane: string; shard: string }) => `${lane} ${shard}`;
  const failures: TaskFailures = {
    failed: async (task, error) => void noted.push(`${named(task)}: ${(error as Error).message}`),
    wentOn: async (task) => void noted.push(`${named(task)} goes on`),
  };
  const outage = { isDown: true };
  const world = emptyWorld([SHARD]);
  const lake = memoryLake();
  const failing =
    <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (outage.isDown) throw new Error('down');
      return work(...args);
    };
  const topology = { shards: async () => world.shards, membership: async () => () => true };
  const ports = {
    ...{ ...world, topology, failures, deadLetters: { put: async () => undefined } },
    rows: { ...world.rows, write: failing(world.rows.write) },
  };
  const plan = planOf(shop);
  const source = sourceLaneOf({ pipeline: shop, plan }, 'sales.speed', ({ schema }, wanted) =>
    compileDecoder(schema as Schema<Event>, wanted),
  );
  const archive = archiveLane(
    { name: 'sales', time: 'at', decode: decoderOf(Sale) },
    {
      ...{ topology, encode: lakeFileEncoder(Sale.fields) },
      lake: { ...lake, createObject: failing(lake.createObject) },
    },
  );
  return {
    ...{ noted, outage, world },
    speed: startSourceLane('shop', source, ports),
    exchange: startExchangeLane('shop', exchangeLaneOf(shop, plan), ports),
    archive: notingArchive(archive, failures, { pipeline: 'shop', lane: 'sales.archive' }),
  };
}

describe('a lane has it noted on which task it fails, and that it goes on:', () => {
  test('a lane that reads a stream, on a shard', async () => {
    const { speed, noted, outage } = lanes();

    await expect(speed.take(SHARD, records)).rejects.toThrow('down');
    outage.isDown = false;
    await speed.take(SHARD, records);

    expect(noted).toEqual([`sales.speed ${SHARD}: down`, `sales.speed ${SHARD} goes on`]);
  });

  test('the exchange lane, on a shard', async () => {
    const { speed, exchange, world, noted, outage } = lanes();
    outage.isDown = false;
    await speed.take(SHARD, records);
    const isTold = ({ deltas }: ExchangeMessage) => deltas.length > 0;
    const batch = world.exchange.batches().find(({ messages }) => messages.some(isTold));
    if (batch === undefined) throw new Error('nothing was sent');
    const { shard, messages } = batch;
    noted.length = 0;
    outage.isDown = true;

    await expect(exchange.take(shard, messages)).rejects.toThrow('down');
    outage.isDown = false;
    await exchange.take(shard, messages);

    expect(noted).toEqual([`exchange ${shard}: down`, `exchange ${shard} goes on`]);
  });

  test('an archive lane, on a shard', async () => {
    const { archive, noted, outage } = lanes();

    expect(await archive.take(SHARD, records)).toMatchObject({ ok: false });
    outage.isDown = false;
    expect(await archive.take(SHARD, records)).toEqual({ ok: true });

    expect(noted).toEqual([`sales.archive ${SHARD}: down`, `sales.archive ${SHARD} goes on`]);
  });
});
