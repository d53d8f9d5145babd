import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openDuckDb, sqlText } from '../../../lib/adapters/duckdb/duckdb.ts';
import {
  bigint,
  boolean,
  decimal,
  double,
  instant,
  int,
  json,
  optional,
  string,
} from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { decoderOf } from '../../support/every-type.ts';
import { rowsIn } from '../../support/memory-file.ts';

/** What was declared when the file was written. Never to be changed. */
const Declared = schema({
  text: string(),
  flag: boolean(),
  whole: int(),
  real: double(),
  long: bigint(),
  money: decimal(2),
  fine: decimal(15),
  at: instant(),
  any: json(),
  maybe_text: optional(string()),
  maybe_flag: optional(boolean()),
  maybe_whole: optional(int()),
  maybe_real: optional(double()),
  maybe_long: optional(bigint()),
  maybe_money: optional(decimal(2)),
  maybe_at: optional(instant()),
  maybe_any: optional(json()),
  dt: optional(string()),
  _sequence: optional(string()),
});

const path = (name: string): string => join(import.meta.dirname, name);
const expected = JSON.parse(readFileSync(path('v1.json'), 'utf8'));

const isRecord = (value: unknown): value is SourceRecord =>
  typeof value === 'object' && value !== null && 'data' in value;

/** The payload by itself: its bytes may lie among others. */
function payloadOf({ data, start, end }: SourceRecord) {
  const bytes = Buffer.from(data.subarray(start, end));
  return { data: bytes.toString('base64'), start: 0, end: bytes.length };
}

/** JSON of a row, with what JSON cannot say as text. */
const shown = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) => {
      if (isRecord(inner)) return { ...inner, ...payloadOf(inner) };
      if (typeof inner === 'bigint') return `${inner}n`;
      if (Object.is(inner, -0)) return '-0';
      return inner instanceof Uint8Array ? Buffer.from(inner).toString('base64') : inner;
    }),
  );

/** A decoder for a test that must not need it. */
const refuse = () => {
  throw new Error('the typed columns were not used');
};

describe('lake files of version 1', () => {
  test('are read for ever: typed columns', async () => {
    const rows = await rowsIn(readFileSync(path('v1.parquet')), {
      schema: Declared,
      decode: (bytes, start, end) =>
        Buffer.from(bytes).includes('ud800') || Buffer.from(bytes).includes('ufffd')
          ? decoderOf(Declared)(bytes, start, end)
          : refuse(),
    });

    expect(shown(rows)).toEqual(expected.rows);
  });

  test('are read for ever: payloads', async () => {
    const changed = schema({ ...Declared.fields, later: optional(string()) });

    const rows = await rowsIn(readFileSync(path('v1.parquet')), {
      schema: changed,
      decode: decoderOf(changed),
    });

    expect(shown(rows)).toEqual(expected.rows);
  });

  test('are read for ever: SQL', async () => {
    const duckdb = await openDuckDb();

    const { rows } = await duckdb.query(
      `SELECT * EXCLUDE (_payload) FROM read_parquet(${sqlText(path('v1.parquet'))})`,
    );
    duckdb.close();

    expect(shown(rows)).toEqual(expected.sql);
  });
});
