import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DuckDb, openDuckDb, sqlText } from '../../lib/adapters/duckdb/duckdb.ts';
import { lakeFileEncoder } from '../../lib/adapters/parquet/encode-lake-file.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import { archivedRecord } from '../../lib/runtime/archive/archived-records.ts';
import { toSql } from '../../lib/serving/sql/to-sql.ts';
import { decoderOf } from '../support/definitions/every-type.ts';
import {
  anOrder,
  arrivalsOf,
  countedOnce,
  DAY,
  grouped,
  HOUR,
  MAX,
  MINUTE,
  type Sent,
  textOf,
} from '../support/definitions/sql-orders.ts';
import { Order, sqlShop } from '../support/definitions/sql-shop.ts';
import { runs } from '../support/property.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** For nightly runs, which ask for many; milliseconds. */
const LONG = 600_000;
const thousandths = (units: bigint) => ({ units, scale: 3 });
const add = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);
const byCodePoint = (a: string, b: string): number =>
  Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Files so far: DuckDB may take one of the same name and size for the one that it has read before. */
let files = 0;

describe('toSql', () => {
  const folder = temporaryFolder();
  const encode = lakeFileEncoder(Order.fields);
  const decode = decoderOf(Order);
  const plan = planOf(sqlShop);
  let duckdb: DuckDb;

  beforeAll(async () => {
    duckdb = await openDuckDb();
  });
  afterAll(() => duckdb.close());

  /** Rows of a view as SQL gives them, by key and window. */
  async function bySql(view: string, orders: readonly Sent[]) {
    const path = join(folder, `orders-${files++}.parquet`);
    const arrivals = arrivalsOf(orders);
    const rows = orders.map((order, i) => {
      const data = Buffer.from(textOf(order));
      const partitionKey = order.isAtHome ? order.customer : `${order.customer}?`;
      const position = { sequence: `${i}`, sub: 0, arrival: arrivals[i] ?? 0, partitionKey };
      return archivedRecord({ ...position, data, start: 0, end: data.length }, decode);
    });
    writeFileSync(path, encode(rows, { shard: 's' }));
    const relation = `read_parquet(${sqlText(path)})`;
    const answer = toSql({ plan, view }, { dialect: 'duckdb', relation });
    if (!answer.ok) throw new Error(JSON.stringify(answer.reasons));
    const result = await duckdb.query(answer.sql);
    expect(result.columns).toEqual(answer.columns.map(({ name }) => name));
    const keys = answer.columns.filter(({ role }) => role === 'key').map(({ name }) => name);
    return new Map(
      result.rows.map((row) => [
        JSON.stringify([keys.map((key) => row[key]), row['windowStart']]),
        row,
      ]),
    );
  }

  const someOrders = fc.array(anOrder, { maxLength: 80 });

  test(
    'computes tumbling windows by several keys as adding up with bigints does',
    () =>
      fc.assert(
        fc.asyncProperty(someOrders, async (orders) => {
          const rows = await bySql('by_country', orders);

          const expected = grouped(
            countedOnce(orders),
            { size: HOUR, slide: HOUR, offset: 0 },
            ({ country, express }) => [country, express],
          );
          expect([...rows.keys()].sort()).toEqual([...expected.keys()].sort());
          for (const [id, { start, key, orders: mine }] of expected) {
            const weights = mine.flatMap(({ weight }) => weight ?? []);
            const coupons = mine.flatMap(({ coupon }) => coupon ?? []);
            const prices = mine.map(({ price }) => BigInt(price)).sort((a, b) => Number(a - b));
            const { mean_price, ...row } = rows.get(id) ?? {};
            expect(row).toEqual({
              country: key[0],
              express: key[1],
              windowStart: start,
              windowEnd: start + HOUR,
              orders: BigInt(mine.length),
              coupons: BigInt(coupons.length),
              quantity: add(mine.map(({ quantity }) => BigInt(quantity))),
              revenue: thousandths(add(mine.map(({ revenue }) => revenue))),
              cheapest: thousandths(prices[0] ?? 0n),
              heaviest: weights.length === 0 ? null : Math.max(...weights),
              first_at: Math.min(...mine.map(({ at }) => at)),
              last_coupon: coupons.toSorted(byCodePoint).at(-1) ?? null,
              customers: BigInt(Math.min(3, new Set(mine.map(({ customer }) => customer)).size)),
            });
            const units = add(prices);
            const exactly = Number(units) / (mine.length * 1_000);
            if (units <= BigInt(MAX)) expect(mean_price).toBe(exactly);
          }
        }),
        runs(50),
      ),
    LONG,
  );

  test(
    'computes filtered sliding windows that are shifted, before 1970 too',
    () =>
      fc.assert(
        fc.asyncProperty(someOrders, async (orders) => {
          const rows = await bySql('sold', orders);

          const sold = countedOnce(orders).filter(
            ({ quantity, country, price }) =>
              quantity > 0 && (country === 'se' || country === "d'e") && price >= 1_500,
          );
          const windows = { size: HOUR, slide: 25 * MINUTE, offset: -7 * MINUTE };
          const expected = grouped(sold, windows, ({ customer }) => [customer]);
          expect([...rows].map(([id, { orders: n, revenue }]) => [id, n, revenue]).sort()).toEqual(
            [...expected]
              .map(([id, { orders: mine }]) => [
                id,
                BigInt(mine.length),
                thousandths(add(mine.map(({ revenue }) => revenue))),
              ])
              .sort(),
          );
        }),
        runs(50),
      ),
    LONG,
  );

  test(
    'computes sums of different values, bits and truths as walking through the events does',
    () =>
      fc.assert(
        fc.asyncProperty(someOrders, async (orders) => {
          const rows = await bySql('statistics', orders);

          const windows = { size: HOUR, slide: HOUR, offset: 0 };
          const expected = grouped(countedOnce(orders), windows, () => []);
          expect([...rows.keys()].sort()).toEqual([...expected.keys()].sort());
          for (const [id, { start, orders: mine }] of expected) {
            const quantities = [...new Set(mine.map(({ quantity }) => BigInt(quantity)))];
            const prices = [...new Set(mine.map(({ price }) => BigInt(price)))];
            const all = mine.map(({ quantity }) => BigInt(quantity));
            expect(rows.get(id)).toEqual({
              windowStart: start,
              windowEnd: start + HOUR,
              quantities: quantities.length > 3 ? null : add(quantities),
              prices: thousandths(add(prices)),
              all_bits: all.reduce((a, b) => a & b),
              some_bits: all.reduce((a, b) => a | b),
              odd_bits: all.reduce((a, b) => a ^ b),
              only_express: mine.every(({ express }) => express),
              some_express: mine.some(({ express }) => express),
            });
          }
        }),
        runs(50),
      ),
    LONG,
  );

  test(
    'computes keys that may be missing, doubles, and aggregates of some events as filtering does',
    () =>
      fc.assert(
        fc.asyncProperty(someOrders, async (orders) => {
          const rows = await bySql('by_coupon', orders);

          const windows = { size: HOUR, slide: HOUR, offset: 0 };
          const expected = grouped(countedOnce(orders), windows, ({ coupon, weight }) => [
            coupon ?? null,
            weight ?? null,
          ]);
          expect([...rows.keys()].sort()).toEqual([...expected.keys()].sort());
          for (const [id, { start, key, orders: mine }] of expected) {
            const dear = mine.filter(({ price }) => price >= 1_500);
            const bought = mine.filter(({ quantity }) => quantity > 0);
            expect(rows.get(id)).toEqual({
              coupon: key[0],
              weight: key[1],
              windowStart: start,
              windowEnd: start + HOUR,
              orders: BigInt(mine.length),
              express: BigInt(mine.filter(({ express }) => express).length),
              heavy: BigInt(mine.filter(({ weight = 0 }) => weight > 0).length),
              dear:
                dear.length === 0 ? null : thousandths(add(dear.map(({ price }) => BigInt(price)))),
              buyers: BigInt(new Set(bought.map(({ customer }) => customer)).size),
            });
          }
        }),
        runs(50),
      ),
    LONG,
  );

  test(
    'computes windows of all events together, an hour of the day',
    () =>
      fc.assert(
        fc.asyncProperty(someOrders, async (orders) => {
          const rows = await bySql('daily', orders);

          const windows = { size: DAY, slide: DAY, offset: 6 * HOUR };
          const expected = grouped(countedOnce(orders), windows, () => []);
          expect(
            [...rows].map(([id, { orders: n, customers }]) => [id, n, customers]).sort(),
          ).toEqual(
            [...expected]
              .map(([id, { orders: mine }]) => [
                id,
                BigInt(mine.length),
                BigInt(new Set(mine.map(({ customer }) => customer)).size),
              ])
              .sort(),
          );
        }),
        runs(50),
      ),
    LONG,
  );
});
