import { describe, expect, test } from '@jest/globals';
import type { FieldType } from '../../lib/core/field-type.ts';
import { keyOf, MAX_KEY_BYTES, parseKey } from '../../lib/core/key.ts';

const text: FieldType = { kind: 'string' };
const cents: FieldType = { kind: 'decimal', scale: 2 };

describe('keyOf', () => {
  test.each<[unknown[], FieldType[], string]>([
    [['United Kingdom'], [text], 'United Kingdom'],
    [['a|b\\c'], [text], 'a|b\\c'],
    [[42], [{ kind: 'int' }], '42'],
    [[-0], [{ kind: 'int' }], '0'],
    [[123_456_789_012_345_678_901n], [{ kind: 'bigint' }], '123456789012345678901'],
    [[-5], [cents], '-0.05'],
    [[85_500], [cents], '855.00'],
    [[true], [{ kind: 'boolean' }], 'true'],
    [[1_291_191_960_000], [{ kind: 'instant' }], '2010-12-01T08:26:00.000Z'],
    [[1e21], [{ kind: 'double' }], '1e+21'],
    [['de', 42], [text, { kind: 'int' }], 'de|42'],
    [['a|b', 'c\\'], [text, text], 'a\\|b|c\\\\'],
    [['', ''], [text, text], '|'],
    [['__proto__'], [text], '__proto__'],
  ])('of %p is readable', (values, types, key) => {
    expect(keyOf(values, types)).toBe(key);
  });

  test.each<[string, unknown, FieldType, string]>([
    ['nothing', undefined, text, 'KEY_MISSING'],
    ['null', null, text, 'KEY_MISSING'],
    ['an empty string', '', text, 'KEY_EMPTY'],
    ['3 KB', 'x'.repeat(3_072), text, 'KEY_TOO_LONG'],
    ['half a pair', '\udc00', text, 'KEY_NOT_UNICODE'],
    ['another type', 'x', { kind: 'int' }, 'FIELD_TYPE'],
    ['a time out of range', Number.POSITIVE_INFINITY, { kind: 'instant' }, 'FIELD_TYPE'],
  ])('refuses %s', (_name, value, type, reason) => {
    expect(keyOf([value], [type])).toMatchObject({ reason });
  });

  test('refuses several values as soon as one is missing', () => {
    expect(keyOf(['a', undefined], [text, text])).toMatchObject({ reason: 'KEY_MISSING' });
  });

  test('takes a key of exactly the greatest length', () => {
    expect(keyOf(['x'.repeat(MAX_KEY_BYTES)], [text])).toHaveLength(MAX_KEY_BYTES);
    expect(keyOf(['😀'.repeat(MAX_KEY_BYTES / 4)], [text])).toHaveLength(MAX_KEY_BYTES / 2);
    expect(keyOf([`${'😀'.repeat(MAX_KEY_BYTES / 4)}x`], [text])).toMatchObject({
      reason: 'KEY_TOO_LONG',
      got: '1025 bytes',
    });
  });
});

describe('parseKey', () => {
  test.each<[string, FieldType[]]>([
    ['', [text]],
    ['a|b', [text, text, text]],
    ['a\\b|c', [text, text]],
    ['a|b\\', [text, text]],
    ['007', [{ kind: 'int' }]],
    ['1.5', [cents]],
    ['1e3', [{ kind: 'int' }]],
    ['2010-12-01T08:26:00Z', [{ kind: 'instant' }]],
    ['yes', [{ kind: 'boolean' }]],
    ['x', [{ kind: 'json' }]],
  ])('does not read %j, which keyOf does not make', (key, types) => {
    expect(parseKey(key, types)).toBeUndefined();
  });
});
