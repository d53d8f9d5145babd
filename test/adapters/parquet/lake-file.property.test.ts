import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DuckDb, openDuckDb, sqlText } from '../../../lib/adapters/duckdb/duckdb.ts';
import { lakeFileEncoder } from '../../../lib/adapters/parquet/encode-lake-file.ts';
import { lakeColumn } from '../../../lib/pipeline/deployed/lake-columns.ts';
import { anEventText } from '../../support/batch/lake-arbitraries.ts';
import { archivedTexts, decoderOf, EveryType } from '../../support/definitions/every-type.ts';
import { rowsIn } from '../../support/parquet/memory-file.ts';
import { payloadText } from '../../support/parquet/payload-text.ts';
import { runs } from '../../support/property.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** For nightly runs, which ask for many; milliseconds. */
const LONG = 600_000;

const encode = lakeFileEncoder(EveryType.fields);
const reading = { schema: EveryType, decode: decoderOf(EveryType) };
const somePayloads = fc.array(fc.oneof({ weight: 5, arbitrary: anEventText }, fc.string()), {
  maxLength: 40,
});

/** What an SQL engine must say of a field; text that is no Unicode has U+FFFD in its place. */
function asSql(name: string, value: unknown): unknown {
  if (value === undefined) return null;
  const type = EveryType.fields[name]?.type;
  switch (type?.kind) {
    case 'int':
      return BigInt(value as number);
    case 'bigint':
      return { units: value, scale: 0 };
    case 'decimal':
      return { units: BigInt(value as number), scale: type.scale };
    case 'json':
      return JSON.stringify(value);
    case 'string':
      return new TextEncoder().encode(value as string);
    default:
      return value;
  }
}

/** Text as its bytes: the binding to Node cuts a byte-order mark off the beginning of text. */
const bytesOfText = Object.entries(EveryType.fields)
  .filter(([, { type }]) => type.kind === 'string')
  .map(([name]) => `encode("${lakeColumn(name)}") AS "${lakeColumn(name)}"`)
  .join(', ');

describe('a lake file', () => {
  let duckdb: DuckDb;
  const folder = temporaryFolder();

  beforeAll(async () => {
    duckdb = await openDuckDb();
  });
  afterAll(() => duckdb.close());

  test(
    'gives back every event as the decoder gave it',
    () =>
      fc.assert(
        fc.asyncProperty(somePayloads, async (texts) => {
          const rows = archivedTexts(texts);

          const read = await rowsIn(encode(rows, { shard: 's' }), reading);

          expect(read.map(({ kind, event }) => [kind, event])).toEqual(
            rows.map(({ kind, event }) => [kind, event]),
          );
          expect(read.map(({ event }) => Object.is(event?.['real'], -0))).toEqual(
            rows.map(({ event }) => Object.is(event?.['real'], -0)),
          );
          expect(read.map(({ record }) => payloadText(record))).toEqual(
            rows.map(({ record }) => payloadText(record)),
          );
        }),
        runs(),
      ),
    LONG,
  );

  test(
    'is read by DuckDB with the same values and types',
    () =>
      fc.assert(
        fc.asyncProperty(somePayloads, async (texts) => {
          const rows = archivedTexts(texts);
          const path = join(folder, 'lake.parquet');
          writeFileSync(path, encode(rows, { shard: 's' }));

          const names = Object.keys(EveryType.fields);
          const result = await duckdb.query(
            `SELECT * REPLACE (${bytesOfText}) FROM read_parquet(${sqlText(path)})`,
          );

          expect(result.rows.map((row) => names.map((name) => row[lakeColumn(name)]))).toEqual(
            rows.map(({ event }) => names.map((name) => asSql(name, event?.[name]))),
          );
          expect(
            result.rows.map((row) => [row['_kind'], row['_sequence'], row['_arrival']]),
          ).toEqual(rows.map(({ kind, record }) => [kind, record.sequence, record.arrival]));
          expect(result.rows.map((row) => row['_payload'])).toEqual(
            rows.map(({ record }) => Uint8Array.from(record.data)),
          );
        }),
        runs(25),
      ),
    LONG,
  );
});
