import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DuckDb, openDuckDb, sqlText } from '../../../lib/adapters/duckdb/duckdb.ts';
import type { CsvDialect } from '../../../lib/cli/input/csv-options.ts';
import { lineEvents } from '../../../lib/cli/input/line-events.ts';
import { openInput } from '../../../lib/cli/input/open-input.ts';
import { timeReader } from '../../../lib/cli/input/times.ts';
import { count } from '../../../lib/core/aggregators/authoring.ts';
import { compileDecoder } from '../../../lib/core/json/decoder.ts';
import { isHeldDouble } from '../../../lib/core/schema/exact-number.ts';
import type { Schema } from '../../../lib/core/schema/schema.ts';
import {
  bigint,
  boolean,
  decimal,
  double,
  type Field,
  instant,
  int,
  optional,
  pipeline,
  schema,
  string,
  tumbling,
} from '../../../lib/index.ts';
import type { Event, SourceStream } from '../../../lib/pipeline/definition/definition.ts';
import { runs } from '../../support/property.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();

const streamOf = (fields: Readonly<Record<string, Field<unknown>>>): SourceStream => {
  const made = pipeline('p', (p) => {
    p.stream('s', schema({ k: string(), at: instant(), ...fields }), { key: 'k', time: 'at' })
      .groupBy('k')
      .window(tumbling('1h'))
      .aggregate({ n: count() })
      .view('v');
  });
  return made.streams[0] as SourceStream;
};

/** The events of a file, decoded as a lane decodes them; a row that is none as its message. */
async function eventsOf(stream: SourceStream, path: string, dialect: Partial<CsvDialect> = {}) {
  const decode = compileDecoder(stream.schema as Schema<Event>);
  const events: unknown[] = [];
  const reading = {
    ...{ format: undefined, dialect: { hasHeader: true, ...dialect } },
    times: timeReader({ timeZone: 'UTC' }),
  };
  const options = { name: 'f', idsFrom: undefined, reading, maxRecordBytes: 1_000_000 };
  for await (const made of lineEvents(stream, await openInput(path, undefined), options)) {
    events.push('data' in made ? decode(made.data, 0, made.data.length) : made.message);
  }
  return events as readonly Readonly<Record<string, unknown>>[];
}

const clock = fc
  .tuple(
    fc.date({ min: new Date('1700-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
    fc.nat(999_999),
  )
  .map(([date, micros]) => {
    const fraction = `${micros}`.padStart(6, '0');
    return `${date.toISOString().slice(0, 19).replace('T', ' ')}.${fraction}`;
  });
const text = fc.oneof(
  fc.constantFrom(' a ', 'ümläut', '日本', '𝄞', '"', '""', ',', ';', 'a\nb', 'null', 'NaN', '\\'),
  fc.string({ minLength: 1 }).map((each) => each.replaceAll(/[\0\r]/g, '_')),
);
const floorMs = (column: string): string => `floor(epoch_us(${column}) / 1000)`;

/** Columns: the type in SQL, what it is read as, values, and what DuckDB is asked for. */
const COLUMNS = {
  s: { sql: 'VARCHAR', field: string(), values: text, ask: `lower(hex(encode(s)))` },
  i: { sql: 'BIGINT', field: int(), values: fc.maxSafeInteger().map(String), ask: 'i' },
  d: {
    ...{ sql: 'DECIMAL(15, 2)', field: decimal(2), ask: '(d * 100)::BIGINT' },
    values: fc.integer({ min: -(10 ** 14), max: 10 ** 14 }).map((units) => `${units / 100}`),
  },
  f: {
    ...{ sql: 'DOUBLE', field: double(), ask: 'f' },
    values: fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter(isHeldDouble)
      .map((value) => `${value}`),
  },
  h: {
    ...{ sql: 'HUGEINT', field: bigint(), ask: 'h::VARCHAR' },
    values: fc.bigInt(-(10n ** 38n) + 1n, 10n ** 38n - 1n).map(String),
  },
  b: { sql: 'BOOLEAN', field: boolean(), values: fc.boolean().map(String), ask: 'b' },
  tz: { sql: 'TIMESTAMPTZ', field: instant(), values: clock, ask: floorMs('tz') },
  n: { sql: 'TIMESTAMP', field: instant(), values: clock, ask: floorMs('n') },
} as const;
type Name = keyof typeof COLUMNS;
const NAMES = Object.keys(COLUMNS) as readonly Name[];

const typed = streamOf(
  Object.fromEntries(NAMES.map((name) => [name, optional(COLUMNS[name].field as Field<unknown>)])),
);

/** One form for values of both. */
function shown(value: unknown, name: Name): unknown {
  if (value === undefined || value === null) return null;
  if (name === 's') return Buffer.from(value as string).toString('hex');
  return typeof value === 'boolean' ? value : name === 'h' ? `${value}` : Number(value) + 0;
}

describe('a file of DuckDB', () => {
  let duckdb: DuckDb;
  beforeAll(async () => {
    duckdb = await openDuckDb();
  });
  afterAll(() => duckdb.close());

  const rows = fc.array(
    fc.record(
      Object.fromEntries(NAMES.map((name) => [name, fc.option(COLUMNS[name].values)])) as Record<
        Name,
        fc.Arbitrary<string | null>
      >,
    ),
    { minLength: 1, maxLength: 12 },
  );
  const formats = fc.constantFrom(
    ['csv', 'FORMAT csv'],
    ['csv', "FORMAT csv, DELIMITER ';'"],
    ['tsv', "FORMAT csv, DELIMITER '\t', FORCE_QUOTE (s, i, tz)"],
    ['csv.gz', 'FORMAT csv, COMPRESSION gzip'],
    ['ndjson', 'FORMAT json'],
    ['json', 'FORMAT json, ARRAY true'],
    ['ndjson.zst', 'FORMAT json, COMPRESSION zstd'],
  );

  test('of CSV or JSON is read as DuckDB holds it, value by value', async () => {
    await fc.assert(
      fc.asyncProperty(rows, formats, async (given, [ending, options]) => {
        const path = join(folder, `typed.${ending}`);
        const literal = (name: Name, value: string | null): string =>
          `${value === null ? 'NULL' : sqlText(value)}::${COLUMNS[name].sql}`;
        const tuples = given.map(
          (row) => `(${NAMES.map((name) => literal(name, row[name])).join()})`,
        );
        const source = `(VALUES ${tuples.join()}) t(${NAMES.join()})`;
        await duckdb.query(
          `COPY (SELECT 'k' AS k, 0 AS at, t.* FROM ${source}) TO ${sqlText(path)} (${options})`,
        );
        const asked = NAMES.map((name) => `${COLUMNS[name].ask} AS ${name}`);
        const theirs = await duckdb.query(`SELECT ${asked.join()} FROM ${source}`);

        const ours = await eventsOf(typed, path);

        expect(ours).toHaveLength(given.length);
        for (const [i, event] of ours.entries()) {
          expect(event).toBeInstanceOf(Object);
          for (const name of NAMES) {
            const their = theirs.rows[i]?.[name] ?? null;
            const expected = name === 's' ? their : shown(their, name);
            expect([name, shown(event[name], name)]).toEqual([name, expected]);
          }
        }
      }),
      runs(60),
    );
  });

  const texts = streamOf({
    c1: optional(string()),
    c2: optional(string()),
    c3: optional(string()),
  });
  const cell = fc.record({ value: fc.oneof(fc.constant(''), text), isQuoted: fc.boolean() });
  const csv = fc.record({
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    end: fc.constantFrom('\n', '\r\n'),
    rows: fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 9 }),
    isLastEnded: fc.boolean(),
  });

  test('and CSV of anybody is cut into the cells that DuckDB cuts it into', async () => {
    const path = join(folder, 'texts.csv');
    await fc.assert(
      fc.asyncProperty(csv, async ({ delimiter, end, rows: given, isLastEnded }) => {
        const written = ({ value, isQuoted }: (typeof given)[number][number]): string =>
          isQuoted || value.includes(delimiter) || /["\n]/.test(value)
            ? `"${value.replaceAll('"', '""')}"`
            : value;
        const lines = given.map((cells) => ['k', '0', ...cells.map(written)].join(delimiter));
        const header = ['k', 'at', 'c1', 'c2', 'c3'].join(delimiter);
        writeFileSync(path, [header, ...lines].join(end) + (isLastEnded ? end : ''));
        const theirs = await duckdb.query(
          `SELECT lower(hex(encode(c1))) AS c1, lower(hex(encode(c2))) AS c2, lower(hex(encode(c3))) AS c3
           FROM read_csv(${sqlText(path)}, auto_detect = false, header = true, delim = ${sqlText(delimiter)}, quote = '"', escape = '"',
             columns = {'k': 'VARCHAR', 'at': 'VARCHAR', 'c1': 'VARCHAR', 'c2': 'VARCHAR', 'c3': 'VARCHAR'})`,
        );

        const ours = await eventsOf(texts, path, { delimiter });

        const hex = (value: unknown): string => Buffer.from(`${value ?? ''}`).toString('hex');
        expect(ours.map(({ c1, c2, c3 }) => [hex(c1), hex(c2), hex(c3)])).toEqual(
          theirs.rows.map(({ c1, c2, c3 }) => [c1 ?? '', c2 ?? '', c3 ?? '']),
        );
      }),
      runs(60),
    );
  });

  const FORMATS = [
    ...['%d/%m/%Y %H:%M:%S', '%m-%d-%y %I:%M:%S %p', '%Y%m%d%H%M%S', '%d %b %Y %H:%M:%S.%f'],
    ...['%d.%m.%Y %H:%M', '%Y-%m-%d', '%B %d, %Y %H:%M:%S', '%Y-%m-%dT%H:%M:%S.%fZ'],
  ];

  test('and times of any format are the instants that DuckDB wrote', async () => {
    await fc.assert(
      fc.asyncProperty(clock, fc.constantFrom(...FORMATS), async (time, format) => {
        const isShort = format.includes('%y');
        const value = isShort ? time.replace(/^\d{4}/, '2026').replace('02-29', '02-28') : time;
        const written = `strftime(TIMESTAMP ${sqlText(value)}, ${sqlText(format)})`;
        const [row] = (
          await duckdb.query(
            `SELECT ${written} AS w, ${floorMs(`strptime(${written}, ${sqlText(format)})`)} AS ms`,
          )
        ).rows;

        const reader = timeReader({ timeZone: 'UTC', timeFormat: format });

        expect([row?.['w'], reader?.text(`${row?.['w']}`)]).toEqual([row?.['w'], row?.['ms']]);
      }),
      runs(60),
    );
  });

  test('and a clock in a zone shows the instant that DuckDB says, of two the first', async () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
    const recent = fc
      .date({ min: new Date('1980-01-01'), max: new Date('2037-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 16).replace('T', ' '));
    // an hour around the changes of clocks, and any other
    const near = fc
      .tuple(
        fc.constantFrom('2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01', '2026-04-05'),
        fc.nat(239),
      )
      .map(([day, m]) => `${day} 0${Math.floor(m / 60)}:${`${m % 60}`.padStart(2, '0')}`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(recent, near), fc.constantFrom(...zones), async (time, zone) => {
        const ours = timeReader({ timeZone: zone })?.text(time);
        const wall = `TIMESTAMP ${sqlText(time)}`;
        const [row] = (
          await duckdb.query(
            `SELECT epoch_ms(timezone(${sqlText(zone)}, ${wall})) AS ms,
               timezone(${sqlText(zone)}, make_timestamptz(${ours} * 1000)) = ${wall} AS shows`,
          )
        ).rows;

        const theirs = Number(row?.['ms']);
        if (ours === theirs) return;
        expect([time, zone, row?.['shows'], (ours ?? 0) < theirs]).toEqual([
          time,
          zone,
          true,
          true,
        ]);
      }),
      runs(60),
    );
  });
});
