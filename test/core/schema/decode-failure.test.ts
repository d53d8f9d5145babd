import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import {
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
import { keyOf, MAX_KEY_BYTES } from '../../../lib/core/key.ts';
import { DecodeFailure, failureMessage, show } from '../../../lib/core/schema/decode-failure.ts';
import { schemaOf } from '../../../lib/core/schema/foreign-schema.ts';
import { schema } from '../../../lib/core/schema/schema.ts';

const Sale = schema({
  customer: string(),
  at: optional(instant()),
  amount: optional(decimal(2)),
  quantity: optional(int()),
  score: optional(double()),
  big: optional(boolean()),
  extra: optional(json()),
});

const encoder = new TextEncoder();

function failureOf(text: string | Uint8Array, of: Parameters<typeof compileDecoder>[0] = Sale) {
  const bytes = typeof text === 'string' ? encoder.encode(text) : text;
  const result = compileDecoder(of)(bytes, 0, bytes.length);
  if (result instanceof DecodeFailure) return result;
  throw new Error('the event was accepted');
}

const messageOf = (...args: Parameters<typeof failureOf>): string =>
  failureMessage(failureOf(...args), 'sales');

const keyMessage = (value: unknown): string => {
  const result = keyOf([value], [{ kind: 'string' }]);
  return typeof result === 'string' ? 'accepted' : failureMessage(result, 'sales › by_customer');
};

describe('a decode failure', () => {
  test('says at which byte the text stops being JSON', () => {
    expect(messageOf('{"customer":"ann",}')).toBe(
      'sales: is not JSON; got "}" at byte 18, expected one JSON object in UTF-8; ' +
        'check how the producer writes it, and that it was not cut [JSON_SYNTAX]',
    );
    expect(messageOf('{"customer":"ann"')).toContain('got the end at byte 17');
    expect(messageOf('{"customer":NaN}')).toContain('got "NaN}" at byte 12');
    expect(messageOf('\ufeff{"customer":"ann"}')).toContain('got "\\ufeff{');
    expect(messageOf('')).toContain('got the end at byte 0');
  });

  test('names the byte that is not UTF-8', () => {
    const latin1 = Uint8Array.from([...'{"customer":"J\xf6rg"}'].map((c) => c.charCodeAt(0)));

    expect(messageOf(latin1)).toBe(
      'sales: is not UTF-8; got 0xf6 at byte 14, expected one JSON object in UTF-8; ' +
        'check the encoding of the producer, often Latin-1 or cut text [UTF8_INVALID]',
    );
  });

  test.each([
    ['[1]', 'an array'],
    ['"text"', '"text"'],
    ['null', 'null'],
    [' 12 ', '12'],
  ])('says that %s is not an object', (text, got) => {
    expect(messageOf(text)).toBe(
      `sales: is not an object; got ${got}, expected a JSON object; ` +
        'send one JSON object per event [NOT_AN_OBJECT]',
    );
  });

  test('names the field that is missing, or null', () => {
    expect(messageOf('{}')).toBe(
      'sales › customer: is missing; got nothing, expected string; ' +
        'send it, or declare it optional [FIELD_MISSING]',
    );
    expect(messageOf('{"customer":null}')).toContain('sales › customer: is missing; got null');
  });

  test('shows what a field of another type holds', () => {
    expect(messageOf('{"customer":12}')).toBe(
      'sales › customer: is not of its declared type; got 12 at byte 12, expected a string; ' +
        'send the declared type, or correct the schema [FIELD_TYPE]',
    );
    expect(messageOf('{"customer":"a","quantity":1.5}')).toContain(
      'got 1.5 at byte 27, expected a whole number from -9007199254740991 to 9007199254740991',
    );
    expect(messageOf('{"customer":"a","quantity":"1"}')).toContain('got "1"');
    expect(messageOf('{"customer":"a","big":[true]}')).toContain('got an array');
    expect(messageOf('{"customer":"a","amount":{}}')).toContain('got an object');
  });

  test('says how many decimals are kept', () => {
    expect(messageOf('{"customer":"a","amount":12.345}')).toBe(
      'sales › amount: has more decimals than its type keeps; got 12.345 at byte 25, ' +
        'expected decimal(2): at most 2 decimals, magnitude at most 90071992547409.91; ' +
        'round it before sending, or declare a larger scale [DECIMAL_TOO_PRECISE]',
    );
  });

  test('says which numbers fit', () => {
    expect(messageOf('{"customer":"a","score":1e400}')).toBe(
      'sales › score: is a number outside the range of its type; got 1e400 at byte 24, ' +
        'expected a number that is 0, or of magnitude from 1e-130 to below 1e126; ' +
        'declare a wider type, or correct the producer [NUMBER_OUT_OF_RANGE]',
    );
    expect(messageOf('{"customer":"a","quantity":9007199254740992}')).toContain(
      '[NUMBER_OUT_OF_RANGE]',
    );
    expect(messageOf('{"customer":"a","amount":90071992547409.92}')).toContain(
      '[NUMBER_OUT_OF_RANGE]',
    );
    expect(messageOf('{"customer":"a","extra":[1e400]}')).toContain('[NUMBER_OUT_OF_RANGE]');
  });

  test.each([
    '"2010-02-29T00:00:00Z"',
    '"2010-02-28T25:00:00Z"',
    '"2010-02-28T00:00:00"',
    '"10000-01-01T00:00:00Z"',
    '"0000-12-31T23:59:59Z"',
    '"today"',
    '253402300800000',
    '-62135596800001',
    '1.5',
    '1e400',
  ])('says what a time looks like when it gets %s', (at) => {
    expect(messageOf(`{"customer":"a","at":${at}}`)).toBe(
      `sales › at: is not a point in time; got ${at} at byte 21, expected a time such as ` +
        '"2026-03-01T12:00:00Z" or 1772366400000, year 0001 to 9999; ' +
        'send a time with its zone, or whole milliseconds since 1970 [INSTANT_INVALID]',
    );
  });

  test('limits the depth of a declared field, and of no other', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

    expect(messageOf(`{"customer":"a","extra":${nested(501)}}`)).toBe(
      'sales › extra: is nested too deeply; got an array at byte 24, expected JSON nested at most ' +
        '500 deep, of numbers below 1.8e308; send less nesting, or do not declare the field ' +
        '[JSON_TOO_DEEP]',
    );
    expect(() => failureOf(`{"customer":"a","extra":${nested(500)}}`)).toThrow('was accepted');
    expect(() => failureOf(`{"customer":"a","other":${nested(300_000)}}`)).toThrow('was accepted');
  });

  test('gives the first issue of a foreign schema', () => {
    const foreign = schemaOf(z.object({ items: z.array(z.object({ price: z.number() })) }));

    expect(messageOf('{"items":[{"price":"12"}]}', foreign)).toBe(
      'sales › items.0.price: is refused by the schema; got "12", ' +
        'expected Invalid input: expected number, received string; ' +
        'correct the producer, or the schema [SCHEMA_REFUSED]',
    );
  });

  test('says that a foreign schema answered too late', () => {
    const late = schemaOf({
      '~standard': {
        version: 1,
        vendor: 'late',
        validate: (value) =>
          value !== null && typeof value === 'object' && 'a' in value
            ? Promise.resolve({ value })
            : { value },
      },
    });

    expect(messageOf('{"a":1}', late)).toBe(
      'sales: the schema answered with a promise; got a promise from late, ' +
        'expected an answer at once; use a schema without asynchronous checks, ' +
        'and do such checks elsewhere [SCHEMA_ASYNC]',
    );
  });

  test('of a key says what keys are', () => {
    expect(keyMessage('')).toBe(
      'sales › by_customer: the key is empty; got an empty string, expected at least one ' +
        'character; send a value, or filter such events before grouping [KEY_EMPTY]',
    );
    expect(keyMessage(undefined)).toBe(
      'sales › by_customer: the key is missing; got nothing, expected a value; ' +
        'send the field, or filter such events before grouping [KEY_MISSING]',
    );
    expect(keyMessage('\u00e9'.repeat(MAX_KEY_BYTES / 2 + 1))).toBe(
      'sales › by_customer: the key is too long; got 1026 bytes, expected at most 1024 bytes of ' +
        'UTF-8; group by something shorter, such as a hash of it [KEY_TOO_LONG]',
    );
    expect(keyMessage('a\ud83d')).toBe(
      'sales › by_customer: the key holds half of a surrogate pair; got "a\\ud83d", ' +
        'expected whole characters; cut text between characters, not inside of one ' +
        '[KEY_NOT_UNICODE]',
    );
  });
});

describe('show', () => {
  test('clips what is long, between characters', () => {
    expect(show('x'.repeat(100))).toBe(`"${'x'.repeat(60)}…"`);
    expect(show(`${'x'.repeat(59)}😀😀`)).toBe(`"${'x'.repeat(59)}\ufffd…"`);
  });

  test('lets no control character through to a terminal', () => {
    expect(show('\u001b[31m\n\u009b\u202e\u007f')).toBe('"\\u001b[31m\\n\\u009b\\u202e\\u007f"');
  });

  test.each([
    [{}, 'an object'],
    [[], 'an array'],
    [-0, '-0'],
    [12n, '12'],
    [() => 1, 'a function'],
  ])('names %p', (value, text) => {
    expect(show(value)).toBe(text);
  });
});
