import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FieldType } from '../../lib/core/field-type.ts';
import { keyOf, parseKey } from '../../lib/core/key.ts';
import { runs } from '../support/property.ts';

const aText = fc.oneof(
  fc.constantFrom('\\N', '\\\\N', '\\\\\\N', 'N', '\\', '|', '\\|N', 'null'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }),
);
const aDouble = fc.oneof(fc.constantFrom(0, -0, Number.NaN, 1e21, 1e-7), fc.double());
const aJson = fc.jsonValue({ maxDepth: 2 }).filter((value) => value !== null);

const parts: fc.Arbitrary<{ type: FieldType; value: unknown }> = fc.oneof(
  aText.map((value) => ({ type: { kind: 'string' as const }, value })),
  aDouble.map((value) => ({ type: { kind: 'double' as const }, value })),
  aJson.map((value) => ({ type: { kind: 'json' as const }, value })),
);
const some = fc.array(
  fc.tuple(parts, fc.boolean()).map(([{ type, value }, isNull]) => ({
    type,
    value: isNull ? null : value,
  })),
  { minLength: 1, maxLength: 3 },
);

/** 0 for −0, anywhere. */
const plain = (value: unknown): unknown =>
  value === null ? null : Object.is(value, -0) ? 0 : JSON.parse(JSON.stringify([value]))[0];
const shown = (value: unknown): unknown => (typeof value === 'number' ? value + 0 : plain(value));

describe('keys with parts that may be missing', () => {
  test('come back as what they were made of', () => {
    fc.assert(
      fc.property(some, (all) => {
        const types = all.map(({ type }) => type);
        const values = all.map(({ value }) => value);
        const key = keyOf(
          values,
          types,
          all.map(() => true),
        );

        expect(typeof key).toBe('string');
        expect(parseKey(String(key), types)).toEqual(values.map(shown));
      }),
      runs(),
    );
  });

  test('are told from texts that look like it', () => {
    const keyed = (value: unknown): unknown => keyOf([value], [{ kind: 'string' }], [true]);

    expect([null, '\\N', '\\\\N', 'N', '\\'].map(keyed)).toEqual([
      '\\N',
      '\\\\N',
      '\\\\\\N',
      'N',
      '\\',
    ]);
  });

  test('are refused where a value must be there', () => {
    expect(keyOf([null], [{ kind: 'double' }])).toMatchObject({ reason: 'KEY_MISSING' });
  });

  test('are equal for equal doubles and equal JSON', () => {
    const double = (value: number): unknown => keyOf([value], [{ kind: 'double' }]);
    const json = (value: unknown): unknown => keyOf([value], [{ kind: 'json' }]);

    expect([double(-0), double(Number.NaN), double(1e21)]).toEqual(['0', 'NaN', '1e+21']);
    expect(json({ b: [1, { d: 1, c: 2 }], a: -0 })).toBe(json({ a: 0, b: [1, { c: 2, d: 1 }] }));
  });
});
