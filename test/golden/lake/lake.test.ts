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
import { count } from '../../../lib/core/aggregators/authoring.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import { GENESIS, objectName } from '../../../lib/runtime/archive/layout.ts';
import { lakeEngine } from '../../../lib/adapters/duckdb/lake-engine.ts';
import { archivedLake } from '../../support/batch/archived-lake.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { decoderOf } from '../../support/definitions/every-type.ts';
import { rowsIn } from '../../support/parquet/memory-file.ts';

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

  test('are read for ever: SQL, beside files with a field that was added later', async () => {
    const Later = schema({ text: string(), at: instant(), later: optional(string()) });
    const text = '{"text":"new","at":0,"later":"yes"}';
    const lake = await archivedLake([{ text, arrival: 0 }], {
      ...{ stream: 'things', schema: Later, time: 'at' },
    });
    const shared = { stream: 'things', shard: 'shardId-9' };
    const old = readFileSync(path('v1.parquet'));
    await lake.createObject(objectName(shared, 0, GENESIS), old, {});
    const things = pipeline('things', (p) => {
      const stream = p.stream('things', Later, { key: 'text', time: 'at' });
      stream.groupAll().window(tumbling('1h')).aggregate({ n: count() }).view('counts');
    });
    const engine = await lakeEngine(things, lake);

    const { rows } = await engine
      .query('select later, count(*) as n from things group by 1 order by 1 nulls last')
      .finally(() => engine.close());

    expect(rows).toEqual([
      { later: 'yes', n: 1n },
      { later: null, n: BigInt(expected.rows.length) },
    ]);
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
