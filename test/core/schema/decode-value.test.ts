import { describe, expect, test } from '@jest/globals';
import {
  bigint,
  boolean,
  decimal,
  double,
  type Field,
  instant,
  int,
  json,
  optional,
  string,
} from '../../../lib/core/field-type.ts';
import { DecodeFailure } from '../../../lib/core/schema/decode-failure.ts';
import { decodeObject, decodeText } from '../../../lib/core/schema/decode-value.ts';
import { schema } from '../../../lib/core/schema/schema.ts';

const one = (field: Field) => schema({ x: field });

/** The value of the only field, or the reason for which there is none. */
const outcome = (result: unknown): unknown =>
  result instanceof DecodeFailure ? result.reason : (result as { x: unknown }).x;

const ofObject = (field: Field, x: unknown): unknown => outcome(decodeObject(one(field), { x }));
const ofText = (field: Field, x: string): unknown => outcome(decodeText(one(field), { x }));

describe('decodeObject', () => {
  test.each<[Field, unknown, unknown]>([
    [string(), 'a', 'a'],
    [string(), 1, 'FIELD_TYPE'],
    [boolean(), false, false],
    [boolean(), 'false', 'FIELD_TYPE'],
    [int(), 5, 5],
    [int(), 5.5, 'FIELD_TYPE'],
    [int(), '5', 'FIELD_TYPE'],
    [int(), 2 ** 53, 'NUMBER_OUT_OF_RANGE'],
    [int(), Number.NaN, 'NUMBER_OUT_OF_RANGE'],
    [int(), -0, 0],
    [double(), 0.1, 0.1],
    [double(), -0, -0],
    [double(), Number.NaN, 'NUMBER_OUT_OF_RANGE'],
    [double(), Number.POSITIVE_INFINITY, 'NUMBER_OUT_OF_RANGE'],
    [double(), 1n, 1],
    [decimal(2), 0.1, 10],
    [decimal(2), 855.86, 85_586],
    [decimal(2), '12.50', 1_250],
    [decimal(2), '12.500', 1_250],
    [decimal(2), 0.125, 'DECIMAL_TOO_PRECISE'],
    [decimal(2), ' 1', 'FIELD_TYPE'],
    [decimal(2), 12n, 1_200],
    [decimal(0), 1e21, 'NUMBER_OUT_OF_RANGE'],
    [bigint(), 12n, 12n],
    [bigint(), '123456789012345678901234567890', 123_456_789_012_345_678_901_234_567_890n],
    [bigint(), 10n ** 38n, 'NUMBER_OUT_OF_RANGE'],
    [bigint(), 1.5, 'FIELD_TYPE'],
    [instant(), 0, 0],
    [instant(), '1970-01-01T00:00:01Z', 1_000],
    [instant(), new Date(5), 5],
    [instant(), new Date(Number.NaN), 'INSTANT_INVALID'],
    [instant(), 1.5, 'INSTANT_INVALID'],
    [instant(), '1000', 'INSTANT_INVALID'],
    [json(), null, null],
    [json(), [1, { a: null }], [1, { a: null }]],
    [json(), [Number.NaN], 'NUMBER_OUT_OF_RANGE'],
    [json(), { a: 1n }, 'FIELD_TYPE'],
    [string(), null, 'FIELD_MISSING'],
    [string(), undefined, 'FIELD_MISSING'],
    [optional(string()), null, undefined],
    [optional(json()), null, undefined],
  ])('reads %j from %p as %p', (field, given, expected) => {
    expect(ofObject(field, given)).toStrictEqual(expected);
  });

  test('leaves out what is not declared, and has every declared field', () => {
    const fields = schema({ a: string(), b: optional(int()) });

    expect(decodeObject(fields, { c: 1, a: 'x' })).toStrictEqual({ a: 'x', b: undefined });
  });
});

describe('decodeText', () => {
  test.each<[Field, string, unknown]>([
    [string(), 'a', 'a'],
    [string(), 'null', 'null'],
    [boolean(), 'true', true],
    ...['TRUE', 'True', 't', '1', 'Yes', 'y'].map((x): [Field, string, unknown] => [
      boolean(),
      x,
      true,
    ]),
    ...['FALSE', 'False', 'f', '0', 'NO', 'n'].map((x): [Field, string, unknown] => [
      boolean(),
      x,
      false,
    ]),
    ...['2', 'on', 'truth', 'constructor'].map((x): [Field, string, unknown] => [
      boolean(),
      x,
      'FIELD_TYPE',
    ]),
    [int(), ' 12 ', 12],
    [string(), ' a ', ' a '],
    [optional(int()), ' ', undefined],
    [instant(), '2010-12-01 08:26:00+00', 1_291_191_960_000],
    [int(), '12', 12],
    [int(), '012', 'FIELD_TYPE'],
    [double(), '0.1', 0.1],
    [double(), '-0', -0],
    [double(), '1e400', 'NUMBER_OUT_OF_RANGE'],
    [double(), 'NaN', 'FIELD_TYPE'],
    [decimal(3), '855.860', 855_860],
    [decimal(3), '1,000', 'FIELD_TYPE'],
    [bigint(), '9'.repeat(38), 10n ** 38n - 1n],
    [instant(), '2010-12-01T08:26:00Z', 1_291_191_960_000],
    [instant(), '1291191960000', 1_291_191_960_000],
    [instant(), 'soon', 'INSTANT_INVALID'],
    [json(), '{"a":[1]}', { a: [1] }],
    [json(), '{a}', 'JSON_SYNTAX'],
    [string(), '', 'FIELD_MISSING'],
    [optional(string()), '', undefined],
  ])('reads %j from %j as %p', (field, given, expected) => {
    expect(ofText(field, given)).toStrictEqual(expected);
  });

  test('misses a column that is not there', () => {
    expect(decodeText(one(string()), {})).toMatchObject({
      reason: 'FIELD_MISSING',
      field: 'x',
      got: 'nothing',
    });
  });
});
