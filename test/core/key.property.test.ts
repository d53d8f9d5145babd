import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FieldType } from '../../lib/core/field-type.ts';
import { keyOf, MAX_KEY_BYTES, parseKey } from '../../lib/core/key.ts';
import { EARLIEST_EVENT_TIME, LATEST_EVENT_TIME } from '../../lib/core/time.ts';
import { runs } from '../support/property.ts';

const aText = fc.oneof(
  fc.string({ unit: fc.constantFrom('|', '\\', 'a', '-', '1', '.', 'é', '😀'), maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

const KINDS: readonly (readonly [FieldType, fc.Arbitrary<unknown>])[] = [
  [{ kind: 'string' }, aText],
  [{ kind: 'int' }, fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, 1, -1, 10, 11))],
  [{ kind: 'boolean' }, fc.boolean()],
  [{ kind: 'bigint' }, fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n })],
  [{ kind: 'decimal', scale: 0 }, fc.maxSafeInteger()],
  [
    { kind: 'decimal', scale: 2 },
    fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -200, max: 200 })),
  ],
  [{ kind: 'decimal', scale: 15 }, fc.maxSafeInteger()],
  [{ kind: 'instant' }, fc.integer({ min: EARLIEST_EVENT_TIME, max: LATEST_EVENT_TIME })],
  [
    { kind: 'double' },
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((x) => x === 0 || (Math.abs(x) >= 1e-130 && Math.abs(x) < 1e126)) // what an event can hold
      .map((x) => (x === 0 ? 0 : x)),
  ],
];

/** Types of a grouping, and two lists of values of it that are often alike. */
const twoOfAKind = fc
  .array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 4 })
  .chain((kinds) => {
    const types = fc.constant(kinds.map(([type]) => type));
    const values = fc.tuple(...kinds.map(([, value]) => value));
    return fc.tuple(types, values, values);
  });

describe('keyOf', () => {
  test('gives different values different texts', () => {
    fc.assert(
      fc.property(twoOfAKind, ([types, a, b]) => {
        const [keyOfA, keyOfB] = [keyOf(a, types), keyOf(b, types)];

        fc.pre(typeof keyOfA === 'string' && typeof keyOfB === 'string');
        expect(keyOfA === keyOfB).toBe(a.every((value, i) => value === b[i]));
      }),
      runs(1_000),
    );
  });

  test('gives text that parseKey reads back', () => {
    fc.assert(
      fc.property(twoOfAKind, ([types, values]) => {
        const key = keyOf(values, types);

        fc.pre(typeof key === 'string');
        expect(parseKey(key as string, types)).toStrictEqual(values);
      }),
      runs(1_000),
    );
  });

  test('keeps any text of a single string as it is, up to its length in bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 1_200 }), (text) => {
        const key = keyOf([text], [{ kind: 'string' }]);

        const fits = new TextEncoder().encode(text).length <= MAX_KEY_BYTES;
        expect(key).toEqual(fits ? text : expect.objectContaining({ reason: 'KEY_TOO_LONG' }));
      }),
      runs(),
    );
  });
});

describe('parseKey', () => {
  test('reads no text that keyOf does not make', () => {
    const types = fc.array(fc.constantFrom(...KINDS.map(([type]) => type)), {
      minLength: 1,
      maxLength: 3,
    });
    const text = fc.string({ unit: fc.constantFrom(...'|\\a1-0.e+truefalsTZ:'), maxLength: 12 });

    fc.assert(
      fc.property(types, text, (kinds, key) => {
        const values = parseKey(key, kinds);

        if (values !== undefined) expect(keyOf(values, kinds)).toBe(key);
      }),
      runs(1_000),
    );
  });
});
