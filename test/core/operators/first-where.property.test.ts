import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { firstWhere } from '../../../lib/core/operators/first-where.ts';
import { runs } from '../../support/property.ts';

const sorted = fc.array(fc.nat(40)).map((all) => all.sort((a, b) => a - b));

describe('the first of sorted items of which something holds', () => {
  test('is the one that a look at all of them finds', () => {
    fc.assert(
      fc.property(sorted, fc.nat(41), (items, from) => {
        const all = items.findIndex((item) => item >= from);

        expect(firstWhere(items, (item) => item >= from)).toBe(all < 0 ? items.length : all);
      }),
      runs(300),
    );
  });

  test('is found by looking at few: at one where it lies behind all', () => {
    const items = Array.from({ length: 20_000 }, (_, i) => i);
    const looksFor = (from: number): number => {
      let looks = 0;
      firstWhere(items, (item) => {
        looks++;
        return item >= from;
      });
      return looks;
    };

    expect(looksFor(20_000)).toBe(1);
    expect(Math.max(...[0, 1, 7_000, 19_999].map(looksFor))).toBeLessThan(40);
  });
});
