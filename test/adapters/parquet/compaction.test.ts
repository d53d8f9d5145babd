import { describe, expect, test } from '@jest/globals';
import { lakeEngine } from '../../../lib/adapters/duckdb/lake-engine.ts';
import { memoryLake } from '../../../lib/adapters/memory/lake.ts';
import { lakeFileEncoder } from '../../../lib/adapters/parquet/encode-lake-file.ts';
import { lakeRecords } from '../../../lib/adapters/parquet/read-lake-records.ts';
import { lakeRunFiles } from '../../../lib/adapters/s3/run-files.ts';
import type { Event } from '../../../lib/core/event.ts';
import { optional, string } from '../../../lib/core/field-type.ts';
import { compileDecoder } from '../../../lib/core/json/decoder.ts';
import { type Schema, schema } from '../../../lib/core/schema/schema.ts';
import type { ReadLakeRecords } from '../../../lib/ports/lake-file.ts';
import { compactStream } from '../../../lib/runtime/archive/compact.ts';
import { listObjects, readLinks } from '../../../lib/runtime/archive/list-objects.ts';
import { archivedLake } from '../../support/batch/archived-lake.ts';
import { Order, sqlShop } from '../../support/definitions/sql-shop.ts';
import { payloadText } from '../../support/parquet/payload-text.ts';

const HOUR = 3_600_000;
const TEN = Date.UTC(2026, 2, 1, 10);

const order = (i: number) => ({
  text: `{"id":"o${i}","customer":"c${i % 3}","country":"de","express":true,"quantity":${i},"price":1.500,"at":${TEN}}`,
  arrival: TEN + i * 60_000,
  shard: `shardId-00000000000${i % 2}`,
  partitionKey: `c${i % 3}`,
});

/** Three hours of small objects, among them what is no event. */
async function smallObjects() {
  const lake = memoryLake();
  const puts = [
    ...Array.from({ length: 150 }, (_, i) => order(i)),
    { text: 'no JSON', arrival: TEN + 151 * 60_000, shard: 'shardId-000000000000' },
  ];
  await archivedLake(puts, { stream: 'orders', schema: Order, time: 'at', lake });
  return lake;
}

const compact = (
  lake: ReturnType<typeof memoryLake>,
  fields: Schema = Order,
  before = TEN + 9 * HOUR,
) =>
  compactStream(
    { name: 'orders', decode: compileDecoder(fields as Schema<Event>) },
    {
      lake,
      files: lakeRunFiles(lake),
      records: lakeRecords(lake),
      encode: lakeFileEncoder(fields.fields),
    },
    { before },
  );

async function stored(lake: ReturnType<typeof memoryLake>) {
  const objects = await listObjects(lake, { stream: 'orders' });
  const links = await readLinks(lake, objects);
  return objects.flatMap(({ name, size }, i) => {
    const link = links[i];
    return link?.kind === 'data' ? [{ name, size, from: link.from, to: link.to }] : [];
  });
}

async function texts(read: ReadLakeRecords, objects: Awaited<ReturnType<typeof stored>>) {
  const all: string[] = [];
  for (const object of objects) {
    for await (const records of read(object)) {
      all.push(...records.map((record) => `${record.sequence} ${payloadText(record)}`));
    }
  }
  return all;
}

async function answer(lake: ReturnType<typeof memoryLake>): Promise<unknown> {
  const engine = await lakeEngine(sqlShop, lake);
  const sql = `select hh, _kind, count(*) as n, sum(quantity) as pieces from orders group by 1, 2 order by 1, 2`;
  return (await engine.query(sql).finally(() => engine.close())).rows;
}

describe('compacted Parquet', () => {
  test('holds every payload in the same order and the same hours, in few files', async () => {
    const lake = await smallObjects();
    const small = await stored(lake);
    const before = { texts: await texts(lakeRecords(lake), small), rows: await answer(lake) };

    const report = await compact(lake);

    const large = await stored(lake);
    expect(await texts(lakeRecords(lake), large)).toEqual(before.texts);
    expect(await answer(lake)).toEqual(before.rows);
    expect(small.length).toBeGreaterThan(40);
    // two shards in two hours that they have left, and what is in the third
    expect(report).toMatchObject({ compacted: 4 });
    expect(large.filter(({ name }) => /\d{56}-\d{56}\.parquet$/.test(name))).toHaveLength(4);
  });

  test('is read by whoever listed the small files before, from wherever it was', async () => {
    const lake = await smallObjects();
    const small = await stored(lake);
    const expected = await texts(lakeRecords(lake), small);
    await compact(lake);

    expect(await texts(lakeRecords(lake), small)).toEqual(expected);
  });

  test('leaves the hour alone that a chain is in, and what ended too lately', async () => {
    const lake = await smallObjects();

    const report = await compact(lake, Order, TEN + HOUR);

    expect(report.compacted).toBe(2);
    expect((await compact(lake, Order, TEN + 9 * HOUR)).compacted).toBe(4);
    const last = (await stored(lake)).filter(({ name }) => name.includes('hh=12'));
    expect(last.every(({ name }) => !/\d-\d+\.parquet$/.test(name))).toBe(true);
  });

  test('has columns for fields that were declared since', async () => {
    const lake = await smallObjects();
    const Later = schema({ ...Order.fields, channel: optional(string()) });

    await compact(lake, Later);

    expect(await answer(lake)).toHaveLength(4);
  });
});
