import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../../lib/core/aggregators/aggregator.ts';
import { jsonSize } from '../../../lib/core/json/json-size.ts';
import { runs } from '../../support/property.ts';

/** Values without characters that JSON escapes. */
const plain = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    fc.constantFrom(null, true, false),
    fc.integer({ min: -1e12, max: 1e12 }),
    fc.stringMatching(/^[a-zà-ú0-9 ]*$/),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), tie('value'), { maxKeys: 4 }),
  ),
})).value;

describe('the size of a value as JSON', () => {
  test('is no less than its text has, and not much more', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const characters = JSON.stringify(value).length;

        expect(jsonSize(value)).toBeGreaterThanOrEqual(characters);
        expect(jsonSize(value)).toBeLessThanOrEqual(16 * characters);
      }),
      runs(300),
    );
  });

  test('leaves out what JSON leaves out, and its name is counted at most', () => {
    expect(jsonSize({ a: undefined })).toBeLessThan(10);
  });
});
