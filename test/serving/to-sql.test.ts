import { describe, expect, test } from '@jest/globals';
import {
  approxDistinct,
  count,
  first,
  quantile,
  sum,
  topK,
  topRows,
  variance,
} from '../../lib/core/aggregators/authoring.ts';
import { product, where } from '../../lib/core/expression.ts';
import { bigint, double, instant, optional, string } from '../../lib/core/field-type.ts';
import { schema } from '../../lib/core/schema/schema.ts';
import { tumbling } from '../../lib/core/windows/window.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import type { Stream } from '../../lib/pipeline/definition/stream.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import { toSql } from '../../lib/serving/sql/to-sql.ts';
import { sqlShop } from '../support/definitions/sql-shop.ts';

const Reading = schema({
  sensor: string(),
  at: instant(),
  value: double(),
  serial: bigint(),
  note: optional(string()),
});
type Reading = { sensor: string; at: number; value: number; serial: bigint; note?: string };

/** The reasons for which a view of readings is not SQL. */
function reasons(declare: (readings: Stream<Reading>) => void) {
  const readings = pipeline('plant', (p) =>
    declare(p.stream('readings', Reading, { key: 'sensor', time: 'at' }) as Stream<Reading>),
  );
  const answer = toSql({ plan: planOf(readings), view: 'v' }, { dialect: 'athena', relation: 't' });
  return answer.ok ? [] : answer.reasons;
}

const by = (readings: Stream<Reading>) => readings.groupBy('sensor').window(tumbling('1h'));

describe('toSql', () => {
  test('writes a query that people can read, for DuckDB', () => {
    const answer = toSql(
      { plan: planOf(sqlShop), view: 'daily' },
      { dialect: 'duckdb', relation: "read_parquet('lake/*.parquet')" },
    );

    expect(answer.ok && answer.sql).toBe(`WITH accepted_ AS (
  SELECT *, lag(epoch_ms("_arrival")) OVER (PARTITION BY "_partition_key", "id" ORDER BY "_sequence", "_subsequence", "_shard") AS "_before"
  FROM read_parquet('lake/*.parquet')
  WHERE "_kind" = 'event'
    AND "customer" = "_partition_key"
    AND strlen("customer") + 0 BETWEEN 1 AND 1024
    AND coalesce(abs(CAST("quantity" AS DECIMAL(19, 0)) * CAST("price" AS DECIMAL(19, 3))) <= CAST('9007199254740.991' AS DECIMAL(38, 3)), TRUE)
    AND strlen(replace(replace("country", '\\', '\\\\'), '|', '\\|')) + strlen(replace(replace(CAST("express" AS VARCHAR), '\\', '\\\\'), '|', '\\|')) + 1 BETWEEN 1 AND 1024
    AND coalesce(strlen(replace(replace("coupon", '\\', '\\\\'), '|', '\\|')), 2) + coalesce(strlen(replace(replace(CAST("weight" AS VARCHAR), '\\', '\\\\'), '|', '\\|')), 2) + 1 BETWEEN 1 AND 1024
    AND (NOT (coalesce(CAST("quantity" AS DOUBLE) > CAST('0' AS DOUBLE), FALSE) AND coalesce("country" IN ('se', 'd''e'), FALSE) AND coalesce(CAST(CAST(CAST("price" AS DECIMAL(22, 3)) * CAST('1000' AS DECIMAL(16, 0)) AS BIGINT) AS DOUBLE) >= CAST('1500' AS DOUBLE), FALSE)) OR strlen("customer") + 0 BETWEEN 1 AND 1024)
), counted_ AS (
  SELECT "customer" AS a1, epoch_ms("at") AS t
  FROM accepted_
  WHERE ("_before" IS NULL OR epoch_ms("_arrival") - "_before" > 3600000)
), latest_ AS (
  SELECT *, t - mod(mod((t - (21600000)), 86400000) + 86400000, 86400000) AS latest_start
  FROM counted_
), windowed_ AS (
  SELECT *, latest_start - i * 86400000 AS start
  FROM latest_ CROSS JOIN UNNEST(range(0, 1)) AS w (i)
  WHERE latest_start - i * 86400000 > t - 86400000
)
SELECT make_timestamp_ms(start) AS "windowStart",
  make_timestamp_ms(start + 86400000) AS "windowEnd",
  count(*) AS "orders",
  least(count(DISTINCT a1), 1001) AS "customers"
FROM windowed_
GROUP BY start`);
  });

  test('says the same for Athena in the words of Trino', () => {
    const answer = toSql(
      { plan: planOf(sqlShop), view: 'sold' },
      { dialect: 'athena', relation: '"shop"."orders"' },
    );

    const sql = answer.ok ? answer.sql : '';
    expect(sql).toContain('FROM "shop"."orders"');
    expect(sql).toContain(`date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00', "at") AS t`);
    expect(sql).toContain('CROSS JOIN UNNEST(sequence(0, 2)) AS w (i)');
    expect(sql).toContain(
      `date_add('millisecond', start, TIMESTAMP '1970-01-01 00:00:00') AS "windowStart"`,
    );
    expect(sql).toContain('length(to_utf8("customer"))');
    expect(sql).not.toMatch(/epoch_ms|strlen|range\(|make_timestamp/);
  });

  test('names what each column of the answer is, and whether it is exact', () => {
    const answer = toSql(
      { plan: planOf(sqlShop), view: 'by_country' },
      { dialect: 'duckdb', relation: 't' },
    );

    const columns = answer.ok ? answer.columns : [];
    expect(columns.slice(0, 5)).toEqual([
      { name: 'country', role: 'key', type: { kind: 'string' }, isExact: true },
      { name: 'express', role: 'key', type: { kind: 'boolean' }, isExact: true },
      { name: 'windowStart', role: 'window', type: { kind: 'instant' }, isExact: true },
      { name: 'windowEnd', role: 'window', type: { kind: 'instant' }, isExact: true },
      { name: 'orders', role: 'aggregate', type: { kind: 'int' }, isExact: true },
    ]);
    expect(columns.filter(({ isExact }) => !isExact).map(({ name }) => name)).toEqual([
      'mean_price',
    ]);
  });

  test('gives every reason for which it cannot say a view', () => {
    const found = reasons((readings) =>
      by(readings)
        .aggregate({
          n: count(),
          total: sum('value'),
          spread: variance('value'),
          opening: first('value'),
          top: topK('note', 3),
          notes: approxDistinct('note'),
          p99: quantile('value', 0.99),
          serials: sum('serial'),
        })
        .view('v'),
    );

    expect(found.map(({ at }) => at)).toEqual([
      'v › total',
      'v › spread',
      'v › opening',
      'v › top',
      'v › notes',
      'v › p99',
      'v › serials',
    ]);
    expect(found[0]?.why).toBe(
      'engines round a sum of doubles at every step; ours is rounded once',
    );
  });

  test('says of ranked rows that they need the order of events', () => {
    const by = [{ field: 'value', order: 'desc' }] as const;
    const found = reasons((readings) =>
      readings
        .groupBy('note')
        .window(tumbling('1h'))
        .aggregate({ best: topRows(3, { by }) })
        .view('v'),
    );

    expect(found).toEqual([
      { at: 'v', why: 'it needs the events of a key one by one, in the order of their times' },
    ]);
  });

  const unsayable: [string, string, (readings: Stream<Reading>) => Stream<Reading>][] = [
    ['filterBy', 'a function of the author', (r) => r.filter(({ value }) => value > 0)],
    ['map', 'a function of the author', (r) => r.map(Reading, (event) => event) as Stream<Reading>],
    ['filter', 'bigint and bigint', (r) => r.filter(where('serial', '==', 5))],
    ['filter', 'UTF-16 unit', (r) => r.filter(where('note', '<', '\uffee'))],
    ['filter', 'as a literal', (r) => r.filter(where('note', '==', '\ud800'))],
    [
      'derive',
      'is a double',
      (r) => r.derive('square', product('value', 'value')) as unknown as Stream<Reading>,
    ],
  ];
  test.each(unsayable)('cannot say a %s in which there is %s', (kind, why, steps) => {
    const found = reasons((readings) => by(steps(readings)).aggregate({ n: count() }).view('v'));

    expect(found).toEqual([{ at: `v › ${kind}`, why: expect.stringContaining(why) }]);
  });

  test('says once why it cannot say the condition of an aggregate', () => {
    const some = where('note', '<', '\uffee');
    const found = reasons((readings) =>
      by(readings)
        .aggregate({ n: count({ where: some }) })
        .view('v'),
    );

    expect(found).toEqual([{ at: 'v › n › where', why: expect.stringContaining('UTF-16 unit') }]);
  });

  test('cannot say a view that there is not', () => {
    const plan = planOf(sqlShop);

    expect(toSql({ plan, view: 'nothing' }, { dialect: 'duckdb', relation: 't' })).toEqual({
      ok: false,
      reasons: [{ at: 'nothing', why: 'the plan has no such view' }],
    });
  });
});
