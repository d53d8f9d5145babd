import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { lakeFileEncoder } from '../../../lib/adapters/parquet/encode-lake-file.ts';
import { decimal, instant, int, optional, string } from '../../../lib/core/field-type.ts';
import { heartbeatText } from '../../../lib/core/heartbeat.ts';
import { schemaOf } from '../../../lib/core/schema/foreign-schema.ts';
import { type Schema, schema } from '../../../lib/core/schema/schema.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import {
  archivedTexts,
  decoderOf,
  EveryType,
  EXTREMES,
} from '../../support/definitions/every-type.ts';
import { rowsIn } from '../../support/parquet/memory-file.ts';
import { payloadText } from '../../support/parquet/payload-text.ts';

const ABOUT = { kind: 'data', shard: 'shardId-000000000007' };
const reading = (of: Schema = EveryType) => ({ schema: of, decode: decoderOf(of) });
const encode = lakeFileEncoder(EveryType.fields);

/** A record with its payload as text: its bytes may lie among others. */
const shown = ({ data, start, end, ...where }: SourceRecord) => ({
  ...where,
  payload: payloadText({ data, start, end }),
});

describe('a lake file', () => {
  test('gives back every event as the decoder gave it, at the ends of every type', async () => {
    const rows = archivedTexts(EXTREMES);

    const read = await rowsIn(encode(rows, ABOUT), reading());

    expect(rows.map(({ kind }) => kind)).toEqual(EXTREMES.map(() => 'event'));
    expect(read.map(({ event }) => event)).toEqual(rows.map(({ event }) => event));
    expect(Object.is(read[0]?.event?.['real'], -0)).toBe(true);
  });

  test('gives back where each payload was, and the payload to the last byte', async () => {
    const rows = archivedTexts([...EXTREMES, Uint8Array.of(0, 0xff, 0x7b)]);

    const read = await rowsIn(encode(rows, ABOUT), reading());

    expect(read.map(({ record }) => shown(record))).toEqual(
      rows.map(({ record }) => shown(record)),
    );
    expect(new Set(read.map(({ shard }) => shard))).toEqual(new Set(['shardId-000000000007']));
  });

  test('keeps what cannot be decoded, and heartbeats, without an event', async () => {
    const rows = archivedTexts(['{"bad', heartbeatText({ at: 5 }), EXTREMES[0] ?? '']);

    const read = await rowsIn(encode(rows, ABOUT), reading());

    expect(read.map(({ kind, event }) => [kind, event === null])).toEqual([
      ['undecodable', true],
      ['heartbeat', true],
      ['event', false],
    ]);
  });

  test('can be without rows', async () => {
    expect(await rowsIn(encode([], ABOUT), reading())).toEqual([]);
  });

  test('reads only the fields that are wanted, and no payloads if none are', async () => {
    const rows = archivedTexts(EXTREMES.slice(0, 2));

    const read = await rowsIn(encode(rows, ABOUT), {
      ...reading(),
      fields: ['money', 'maybe_text'],
      payloads: false,
    });

    expect(read.map(({ event }) => event)).toEqual([
      { money: 9_007_199_254_740_991, maybe_text: undefined },
      { money: -9_007_199_254_740_991, maybe_text: '\ufeffbom' },
    ]);
    expect(read[0]?.record.data).toHaveLength(0);
  });

  test('tells text that was half of a surrogate pair from what Unicode has in its place', async () => {
    const rows = archivedTexts(EXTREMES.slice(2));

    const read = await rowsIn(encode(rows, ABOUT), { ...reading(), payloads: false });

    expect(read.map(({ event }) => event?.['text'])).toEqual(['\ufffd', '\ud800x']);
  });

  test('has a field that was declared later, from its payloads', async () => {
    const before = schema({ at: instant() });
    const after = schema({ at: instant(), country: optional(string()) });
    const file = lakeFileEncoder(before.fields)(
      archivedTexts(['{"at":1,"country":"se"}', '{"at":2}'], before),
      ABOUT,
    );

    const read = await rowsIn(file, reading(after));

    expect(read.map(({ event }) => event)).toEqual([
      { at: 1, country: 'se' },
      { at: 2, country: undefined },
    ]);
  });

  test('judges payloads anew when the declaration has changed', async () => {
    const before = schema({ at: instant(), amount: decimal(2) });
    const after = schema({ at: instant(), amount: decimal(1) });
    const file = lakeFileEncoder(before.fields)(
      archivedTexts(['{"at":1,"amount":1.5}', '{"at":2,"amount":1.25}'], before),
      ABOUT,
    );

    const read = await rowsIn(file, reading(after));

    expect(read.map(({ kind, event }) => [kind, event])).toEqual([
      ['event', { at: 1, amount: 15 }],
      ['undecodable', null],
    ]);
  });

  test('does not care in which order fields are declared', async () => {
    const file = lakeFileEncoder(schema({ a: int(), b: int() }).fields)(
      archivedTexts(['{"a":1,"b":2}'], schema({ a: int(), b: int() })),
      ABOUT,
    );
    const never = () => {
      throw new Error('decoded again');
    };

    const read = await rowsIn(file, { schema: schema({ b: int(), a: int() }), decode: never });

    expect(read[0]?.event).toEqual({ a: 1, b: 2 });
  });

  test('gives events of a foreign schema whole, with what it does not declare', async () => {
    const standard = {
      '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) },
    } as const;
    const foreign = schemaOf(standard, { at: instant() }) as Schema;
    const file = lakeFileEncoder(foreign.fields)(archivedTexts(['{"at":1,"extra":[2]}'], foreign), {
      ...ABOUT,
    });

    const read = await rowsIn(file, reading(foreign));

    expect(read[0]?.event).toEqual({ at: 1, extra: [2] });
  });

  test('has several row groups when it is large, in the same order', async () => {
    const small = schema({ at: instant() });
    const texts = Array.from({ length: 50_001 }, (_, at) => `{"at":${at}}`);
    const file = lakeFileEncoder(small.fields)(archivedTexts(texts, small), ABOUT);

    const read = await rowsIn(file, { ...reading(small), payloads: false });

    expect(read.map(({ event }) => event?.['at'])).toEqual(texts.map((_, i) => i));
  });

  test.each([
    ['is no Parquet', () => Buffer.from('PAR1 but not really PAR1')],
    ['is empty', () => new Uint8Array()],
    ['was written by somebody else', () => readFileSync(join(GOLDEN, 'foreign.parquet'))],
  ])('is refused with a code if it %s', async (_, bytes) => {
    await expect(rowsIn(bytes(), reading())).rejects.toThrow('[LAKE_FILE_UNREADABLE]');
  });
});

const GOLDEN = join(import.meta.dirname, '..', '..', 'golden', 'lake');
