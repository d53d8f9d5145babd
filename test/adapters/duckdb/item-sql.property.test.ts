import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { duckDbItems } from '../../../lib/adapters/duckdb/item-sql.ts';
import { memoryCoverageStore } from '../../../lib/adapters/memory/coverage-store.ts';
import { memoryLake } from '../../../lib/adapters/memory/lake.ts';
import { memoryRecordStore } from '../../../lib/adapters/memory/record-store.ts';
import { memoryRowStore } from '../../../lib/adapters/memory/row-store.ts';
import { lakeRecords } from '../../../lib/adapters/parquet/read-lake-records.ts';
import { lakeRunFiles } from '../../../lib/adapters/s3/run-files.ts';
import { count, max, mean, min, sum } from '../../../lib/core/aggregators/authoring.ts';
import { product, where } from '../../../lib/core/expression.ts';
import { instant, optional, string } from '../../../lib/core/field-type.ts';
import { heartbeatText } from '../../../lib/core/heartbeat.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { sliding, tumbling } from '../../../lib/core/windows/window.ts';
import { session } from '../../../lib/core/windows/window-kinds.ts';
import { batchDefinition } from '../../../lib/functions/batch/batch-definition.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import type { Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import type { ItemSql } from '../../../lib/ports/item-sql.ts';
import { runBatch } from '../../../lib/runtime/batch/run-batch.ts';
import { archivedLake, type Put } from '../../support/batch/archived-lake.ts';
import { Order } from '../../support/definitions/sql-shop.ts';
import { runs } from '../../support/property.ts';

const HOUR = 3_600_000;
const FAR = 1_000 * HOUR;

/** Views whose accumulators follow from what SQL gives. */
const shop = pipeline('shop', (p) => {
  const orders = p.stream('orders', Order, { key: 'customer', time: 'at' });
  orders
    .derive('revenue', product('quantity', 'price'))
    .groupBy('country', 'express')
    .window(tumbling('1h'))
    .aggregate({
      n: count(),
      coupons: count('coupon'),
      quantity: sum('quantity'),
      revenue: sum('revenue'),
      least: min('price'),
      heaviest: max('weight'),
      first: min('at'),
    })
    .view('by_country');
  orders
    .filter(where('quantity', '>', 0))
    .groupBy('customer')
    .window(sliding('1h', '25m', { offset: -7 * 60_000 }))
    .aggregate({ n: count(), most: max('quantity') })
    .view('by_customer');
  orders
    .groupBy('customer')
    .window(sliding('1h', '25m'), { rows: 'panes' })
    .aggregate({ n: count(), least: min('price') })
    .view('lately_by_customer');
  orders
    .filter("has(coupon) && coupon != 'b' || 12 / quantity > 1 || weight.orValue(1.0) < 0.5")
    .derive('twice', 'weight.orValue(0.25) * 2.0')
    .derive('kept', "country == 'a' ? quantity : quantity - 8")
    .filter('kept > -100 && price <= 9007199254740.990')
    .groupBy('country')
    .window(tumbling('1h'))
    .aggregate({
      n: count(),
      dear: count({ where: 'price * quantity >= 10.5 && customer.startsWith("a")' }),
      paid: sum('price * quantity', { where: 'quantity < 1000' }),
      kept: sum('kept * 3 - 1', { where: 'kept in [1, 7, -1]' }),
      most: max('twice'),
    })
    .view('by_expressions');
});

/** Rarely what keeps an item from SQL: text that may not be the payload's, a key of another shard. */
const text = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom('a', 'b', 'ü', '', '|') },
  { weight: 1, arbitrary: fc.constantFrom('\ufffd', "d'e") },
);

/** Payloads of every sort: events, what is none, heartbeats, keys that are not the record's own. */
const aPut: fc.Arbitrary<Put> = fc
  .record({
    customer: text,
    country: text,
    express: fc.boolean(),
    quantity: fc.constantFrom(0, 1, -1, 7, 2 ** 31, Number.MAX_SAFE_INTEGER),
    price: fc.constantFrom('0', '1.500', '-0.001', '9007199254740.991'),
    weight: fc.constantFrom(undefined, 0, -0, 0.1, -1e300),
    coupon: fc.option(text, { nil: undefined }),
    at: fc.integer({ min: -3, max: 6 }).map((n) => n * 25 * 60_000),
    shape: fc.constantFrom('event', 'event', 'event', 'event', 'torn', 'stray', 'heartbeat'),
  })
  .map(({ shape, price, at, ...order }) => {
    const json = JSON.stringify({ id: 'i', ...order, at, price: 0 });
    const exact = json.replace('"price":0', `"price":${price}`);
    const payload = shape === 'heartbeat' ? heartbeatText({ at }) : exact;
    return {
      text: shape === 'torn' ? payload.slice(0, -9) : payload,
      arrival: 0,
      partitionKey: shape === 'stray' ? 'z' : order.customer,
    };
  });

interface Outcome {
  readonly rows: readonly string[];
  readonly counts: unknown;
  /** Items that the engine computed. */
  readonly bySql: number;
}

/** A whole batch run over some payloads, with or without an engine. */
async function batch(of: Pipeline, puts: readonly Put[], withSql: boolean): Promise<Outcome> {
  const stream = { stream: 'orders', schema: Order, time: 'at', batch: 40 };
  const lake = memoryLake();
  await archivedLake(puts, { ...stream, lake });
  const definition = { ...batchDefinition(of), limits: { rowsPerItem: 60, rowsPerPart: 7 } };
  const engine = duckDbItems(definition, lake);
  let bySql = 0;
  const sql: ItemSql = {
    ...engine,
    async fold(item) {
      const folded = await engine.fold(item);
      if (folded !== undefined) bySql++;
      return folded;
    },
  };
  const rows = memoryRowStore();
  const report = await runBatch(
    definition,
    {
      lake,
      ...(withSql ? { sql } : {}),
      heads: { read: async () => undefined },
      topology: {
        shards: async () => [{ id: 'shardId-000000000000', parents: [], closed: false }],
        membership: async () => (key) => key !== "d'e",
      },
      reader: { watermarks: async () => new Map([['s', FAR]]), rowsOfKey: async () => [] },
      coverage: memoryCoverageStore(),
      files: lakeRunFiles(memoryLake()),
      records: lakeRecords(lake),
      healer: rows,
      recordHealer: memoryRecordStore(),
      lateEvents: async () => new Map(),
      results: { put: async () => undefined },
      now: () => 0,
    },
    { run: 'r', from: -3 * HOUR, to: 3 * HOUR, concurrency: 1 },
  );
  const lines = rows.rows().map((row) => JSON.stringify({ ...row }));
  return { rows: lines.sort(), counts: report.counts, bySql };
}

const orderAt = (i: number, more: Partial<Put> = {}): Put => ({
  text: `{"id":"i","customer":"a","country":"de","express":true,"quantity":${i},"price":1.5,"at":${i}}`,
  arrival: 0,
  partitionKey: 'a',
  ...more,
});

describe('batch tasks by DuckDB', () => {
  test('L26: give the accumulators, row for row and bit for bit, and the counts that events give', async () => {
    let bySql = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(aPut, { minLength: 1, maxLength: 90 }), async (puts) => {
        const [events, sql] = [await batch(shop, puts, false), await batch(shop, puts, true)];

        bySql += sql.bySql;
        expect(sql.rows).toEqual(events.rows);
        expect(sql.counts).toEqual(events.counts);
      }),
      runs(40),
    );
    expect(bySql).toBeGreaterThan(10); // it is not the events that were compared with themselves
  }, 120_000);

  const byCustomer = (p: Parameters<Parameters<typeof pipeline>[1]>[0], options = {}) =>
    p.stream('orders', Order, { key: 'customer', time: 'at', ...options }).groupBy('customer');
  const hours = tumbling('1h');
  const plain = (options = {}): Pipeline =>
    pipeline('shop', (p) => {
      byCustomer(p, options).window(hours).aggregate({ n: count() }).view('v');
    });

  test.each<[string, Pipeline, readonly Put[], number]>([
    ['what it knows to be exact', plain(), [orderAt(1)], 1],
    ['events with ids', plain({ id: 'id' }), [orderAt(1)], 0],
    [
      'a key on the wrong shard',
      plain(),
      [
        orderAt(1, {
          text: orderAt(1).text.toString().replace('"a"', `"d'e"`),
          partitionKey: "d'e",
        }),
      ],
      0,
    ],
    [
      'text that is no Unicode',
      plain(),
      [
        orderAt(1),
        orderAt(2, {
          text: orderAt(2).text.toString().replace('"a"', '"\\ud800"'),
          partitionKey: 'a',
        }),
      ],
      0,
    ],
    [
      'a mean, whose accumulator does not follow from it',
      pipeline('shop', (p) => {
        byCustomer(p)
          .window(hours)
          .aggregate({ m: mean('quantity') })
          .view('v');
      }),
      [orderAt(1)],
      0,
    ],
    [
      'a view beside it that needs the events',
      pipeline('shop', (p) => {
        const keyed = byCustomer(p);
        keyed.window(hours).aggregate({ n: count() }).view('v');
        keyed.window(session('1m')).aggregate({ n: count() }).view('visits');
      }),
      [orderAt(1)],
      0,
    ],
    [
      'files from before a field was declared',
      pipeline('shop', (p) => {
        const Later = schema({
          ...{ customer: string(), at: instant(), later: optional(string()) },
          ...Order.fields,
        });
        const stream = p.stream('orders', Later, { key: 'customer', time: 'at' });
        stream.groupBy('customer').window(hours).aggregate({ n: count() }).view('v');
      }),
      [orderAt(1)],
      0,
    ],
  ])('are done by it or left to the events: %s', async (_, of, puts, expected) => {
    const sql = await batch(of, puts, true);

    expect(sql.bySql).toBe(expected);
    expect({ ...sql, bySql: 0 }).toEqual(await batch(of, puts, false));
  });
});
