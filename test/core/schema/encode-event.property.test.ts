import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as v from 'valibot';
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
import { compileDecoder } from '../../../lib/core/json/decoder.ts';
import { DecodeFailure } from '../../../lib/core/schema/decode-failure.ts';
import { encodeEvent } from '../../../lib/core/schema/encode-event.ts';
import { schemaOf } from '../../../lib/core/schema/foreign-schema.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { EARLIEST_EVENT_TIME, LATEST_EVENT_TIME } from '../../../lib/core/time.ts';
import { runs } from '../../support/property.ts';

const fields = {
  name: string(),
  flag: boolean(),
  count: optional(int()),
  ratio: double(),
  amount: decimal(2),
  big: bigint(),
  at: instant(),
  any: optional(json()),
};
const Sale = schema(fields);
const decode = compileDecoder(Sale);

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

const anEvent = fc.record({
  name: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ud800', '"\\\n', '\u2028')),
  flag: fc.boolean(),
  count: maybe(fc.maxSafeInteger()),
  ratio: fc
    .double({ noNaN: true, min: -1e125, max: 1e125 })
    .filter((x) => x === 0 || Math.abs(x) > 1e-129),
  amount: fc.maxSafeInteger(),
  big: fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
  at: fc.integer({ min: EARLIEST_EVENT_TIME, max: LATEST_EVENT_TIME }),
  any: maybe(fc.jsonValue().filter((value) => value !== null)),
});

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('encodeEvent', () => {
  test('writes JSON that decodes to the same event', () => {
    fc.assert(
      fc.property(anEvent, (event) => {
        const text = encodeEvent(Sale, event);

        if (text instanceof DecodeFailure) throw new Error(`refused: ${text.reason}`);
        const bytes = bytesOf(text);
        const plain = JSON.stringify(event.any);
        const any = plain === undefined ? undefined : JSON.parse(plain);
        expect(decode(bytes, 0, bytes.length)).toStrictEqual({ ...event, any });
      }),
      runs(500),
    );
  });

  test('writes numbers with the digits that they have', () => {
    const text = encodeEvent(Sale, {
      name: 'a',
      flag: true,
      ratio: -0,
      amount: 1_250,
      big: 12_345_678_901_234_567_890n,
      at: 0,
    });

    expect(text).toBe(
      '{"name":"a","flag":true,"ratio":-0,"amount":12.50,"big":12345678901234567890,' +
        '"at":"1970-01-01T00:00:00.000Z"}',
    );
  });

  const good = {
    name: 'a',
    flag: true,
    ratio: 0,
    amount: 0,
    big: 0n,
    at: 0,
  };
  const circle: unknown[] = [];
  circle.push(circle);

  test.each<[string, unknown, string]>([
    ['ratio', Number.NaN, 'NUMBER_OUT_OF_RANGE'],
    ['ratio', Number.POSITIVE_INFINITY, 'NUMBER_OUT_OF_RANGE'],
    ['amount', 0.5, 'NUMBER_OUT_OF_RANGE'],
    ['count', 2 ** 53, 'NUMBER_OUT_OF_RANGE'],
    ['at', Number.NEGATIVE_INFINITY, 'NUMBER_OUT_OF_RANGE'],
    ['big', 10n ** 38n, 'NUMBER_OUT_OF_RANGE'],
    ['big', 1, 'FIELD_TYPE'],
    ['name', 1, 'FIELD_TYPE'],
    ['flag', 'true', 'FIELD_TYPE'],
    ['any', circle, 'FIELD_TYPE'],
    ['any', [Number.NaN], 'FIELD_TYPE'],
    ['any', { toJSON: () => undefined }, 'FIELD_TYPE'],
  ])('refuses an event whose %s is %p, as it could not be read again', (field, value, reason) => {
    expect(encodeEvent(Sale, { ...good, [field]: value })).toMatchObject({ reason, field });
  });

  test('writes what a foreign schema lets through, and its named fields by their types', () => {
    const foreign = schemaOf(v.looseObject({ amount: v.number() }), { amount: decimal(2) });

    expect(encodeEvent(foreign, { amount: 1_250, tags: ['a'] })).toBe(
      '{"amount":12.50,"tags":["a"]}',
    );
  });

  test('writes an event without any value as an empty object', () => {
    const nothing = schema({ note: optional(string()) });

    expect(encodeEvent(nothing, { note: undefined })).toBe('{}');
  });
});
