import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DuckDb, openDuckDb, sqlText } from '../../../../lib/adapters/duckdb/duckdb.ts';
import { readParquet } from '../../../../lib/adapters/parquet/input/read-parquet.ts';
import type { FieldType } from '../../../../lib/core/field-type.ts';
import { readWallClock } from '../../../support/parquet/parquet-input.ts';
import { runs } from '../../../support/property.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const folder = temporaryFolder();

/** A column: its type in SQL, values as SQL writes them, and how both readers' values are compared. */
interface Typed {
  readonly sql: string;
  readonly values: fc.Arbitrary<string>;
  readonly as: FieldType;
  /** What DuckDB is asked for. */
  readonly ask: (column: string) => string;
  readonly ours?: (value: unknown) => unknown;
  readonly theirs?: (value: unknown) => unknown;
}

const text = (column: string): string => `${column}::VARCHAR`;
const plain = (column: string): string => column;

const integer = (sql: string, min: bigint, max: bigint): Typed => ({
  ...{ sql, as: { kind: 'json' }, ask: text, ours: JSON.stringify },
  values: fc.oneof(fc.bigInt(min, max), fc.constantFrom(min, max, 0n)).map(String),
});

const decimal = (precision: number, scale: number): Typed => {
  const most = 10n ** BigInt(precision) - 1n;
  return {
    ...{ sql: `DECIMAL(${precision},${scale})`, as: { kind: 'decimal', scale: 2 }, ask: text },
    values: fc
      .oneof(fc.bigInt(-most, most), fc.bigInt(-999n, 999n), fc.constant(most))
      .map((units) => {
        const digits = `${units < 0n ? -units : units}`.padStart(scale + 1, '0');
        const point = digits.length - scale;
        return `${units < 0n ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
      }),
  };
};

const clock = (digits: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.date({ min: new Date('1700-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
      fc.nat(999_999_999),
    )
    .map(([date, nanos]) => {
      const finer = `${nanos}`.padStart(9, '0').slice(0, digits);
      return `${date.toISOString().slice(0, 19).replace('T', ' ')}.${finer}`;
    });

/** The millisecond in which it lies. */
const floored =
  (perMs: bigint) =>
  (value: unknown): number => {
    const all = BigInt(value as bigint);
    return Number((all - (((all % perMs) + perMs) % perMs)) / perMs);
  };

const time = (sql: string, digits: number): Typed => ({
  ...{ sql, as: { kind: 'instant' }, values: clock(digits) },
  ask: (column) => `epoch_${digits === 9 ? 'ns' : 'us'}(${column})`,
  theirs: floored(digits === 9 ? 1_000_000n : 1_000n),
});

const double = (sql: string): Typed => ({
  ...{ sql, as: { kind: 'double' }, ask: plain },
  values: fc
    .double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 })
    .map((value) => `${Object.is(value, -0) ? '-0.0' : value}`),
});

const words = fc.oneof(fc.constantFrom('', 'ümläut', '日本', '𝄞', 'a'.repeat(300)), fc.string());
const plainNumbers = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? Number(inner) : inner)),
  );

const COLUMNS: Readonly<Record<string, Typed>> = {
  d9: decimal(9, 2),
  d18: decimal(18, 4),
  d38: decimal(38, 10),
  d38_0: decimal(38, 0),
  i8: integer('TINYINT', -128n, 127n),
  i16: integer('SMALLINT', -32_768n, 32_767n),
  i32: integer('INTEGER', -(2n ** 31n), 2n ** 31n - 1n),
  i64: integer('BIGINT', -(2n ** 63n), 2n ** 63n - 1n),
  u8: integer('UTINYINT', 0n, 255n),
  u32: integer('UINTEGER', 0n, 2n ** 32n - 1n),
  u64: integer('UBIGINT', 0n, 2n ** 64n - 1n),
  f: double('FLOAT'),
  d: double('DOUBLE'),
  b: { sql: 'BOOLEAN', as: { kind: 'boolean' }, ask: plain, values: fc.boolean().map(String) },
  s: {
    ...{
      sql: 'VARCHAR',
      as: { kind: 'string' },
      values: words.map((word) => word.replaceAll('\0', '')),
    },
    ask: (column) => `lower(hex(encode(${column})))`, // the binding cuts off a mark at the beginning
    ours: (value) => Buffer.from(value as string).toString('hex'),
  },
  tz: time('TIMESTAMPTZ', 6),
  local: time('TIMESTAMP', 6),
  ms: time('TIMESTAMP_MS', 3),
  ns: time('TIMESTAMP_NS', 9),
  date: {
    ...{ sql: 'DATE', as: { kind: 'json' }, ask: text },
    values: fc
      .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
  },
  day: {
    ...{ sql: 'DATE', as: { kind: 'instant' }, ask: (column) => `epoch_ms(${column}::TIMESTAMP)` },
    values: fc.integer({ min: 1700, max: 2200 }).map((year) => `${year}-02-28`),
    theirs: Number,
  },
  uuid: { sql: 'UUID', as: { kind: 'string' }, ask: text, values: fc.uuid() },
  list: {
    ...{ sql: 'BIGINT[]', as: { kind: 'json' }, ask: plain, theirs: plainNumbers },
    values: fc
      .array(fc.option(fc.integer()), { maxLength: 5 })
      .map((items) => `[${items.map((item) => item ?? 'NULL').join()}]`),
  },
  nested: {
    ...{ sql: 'STRUCT(a INTEGER, b VARCHAR[])[]', as: { kind: 'json' }, ask: plain },
    theirs: plainNumbers,
    values: fc
      .array(fc.option(fc.tuple(fc.integer({ max: 9 }), fc.nat(3))), { maxLength: 4 })
      .map((items) => {
        const shown = items.map((item) =>
          item === null ? 'NULL' : `{a: ${item[0]}, b: [${Array(item[1]).fill('x, NULL').join()}]}`,
        );
        return `[${shown.join()}]`;
      }),
  },
};

const literal = (value: string | null, { sql }: Typed): string =>
  value === null ? `NULL::${sql}` : `${sqlText(value)}::${sql}`;

const shown = (value: unknown): unknown => (Object.is(value, -0) ? '-0' : (value ?? null));

const rows = fc.array(
  fc.record(
    Object.fromEntries(
      Object.entries(COLUMNS).map(([name, { values }]) => [name, fc.option(values)]),
    ),
  ),
  { minLength: 1, maxLength: 12 },
);

const writing = fc.record({
  codec: fc.constantFrom('uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw'),
  version: fc.constantFrom('V1', 'V2'),
  rowGroup: fc.constantFrom(2_048, 100_000),
  /** How often the rows come one after the other. */
  times: fc.constantFrom(1, 200),
});

describe('a Parquet file of DuckDB', () => {
  let duckdb: DuckDb;
  beforeAll(async () => {
    duckdb = await openDuckDb();
  });
  afterAll(() => duckdb.close());

  test('is read as DuckDB reads it, value by value', async () => {
    const path = join(folder, 'typed.parquet');
    await fc.assert(
      fc.asyncProperty(rows, writing, async (given, { codec, version, rowGroup, times }) => {
        const tuples = given.map(
          (row) =>
            `(${Object.entries(COLUMNS)
              .map(([name, column]) => literal(row[name] ?? null, column))
              .join()})`,
        );
        const names = Object.keys(COLUMNS).join();
        await duckdb.query(
          `COPY (SELECT t.* FROM range(${times}), (VALUES ${tuples.join()}) t(${names})) TO ${sqlText(path)}
           (FORMAT parquet, COMPRESSION ${codec}, PARQUET_VERSION ${version}, ROW_GROUP_SIZE ${rowGroup})`,
        );
        const asked = Object.entries(COLUMNS).map(([name, { ask }]) => `${ask(name)} AS ${name}`);
        const theirs = await duckdb.query(
          `SELECT ${asked.join()} FROM read_parquet(${sqlText(path)})`,
        );
        const columns = Object.fromEntries(
          Object.entries(COLUMNS).map(([name, { as }]) => [name, { type: as, isRequired: true }]),
        );

        const ours = [
          ...readParquet({ path, columns, maxRecordBytes: 1_000_000, times: readWallClock }),
        ].map(({ content }) => content as Record<string, unknown>);

        expect(ours).toHaveLength(theirs.rows.length);
        for (const [name, column] of Object.entries(COLUMNS)) {
          const { ours: mine = (value) => value, theirs: other = (value) => value } = column;
          const of = (value: unknown, read: (value: unknown) => unknown) =>
            value === null || value === undefined ? null : shown(read(value));
          expect({ name, values: ours.map((row) => of(row[name], mine)) }).toEqual({
            name,
            values: theirs.rows.map((row) => of(row[name], other)),
          });
        }
      }),
      runs(8),
    );
  });
});
