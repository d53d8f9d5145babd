import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  formatLines,
  hasLine,
  type LineSet,
  linesFrom,
  notBefore,
  parseLines,
  withLines,
} from '../../../lib/cli/input/line-set.ts';
import { runs } from '../../support/property.ts';

const parse = (text: string): LineSet => parseLines(text, '--lines');
const UP_TO = 40;

/** Those of the first lines that are in a set. */
const among = (set: LineSet): number[] =>
  Array.from({ length: UP_TO }, (_, i) => i + 1).filter((line) => hasLine(set, line));

describe('lines', () => {
  test.each([
    ['7-', '7-'],
    ['3', '3'],
    ['5,3,4', '3-5'],
    ['3,5-8,12-', '3,5-8,12-'],
    ['1-4,2-3,9-,20', '1-4,9-'],
    [' 1 , 3 ', '1,3'],
  ])('named as %j are written as %j', (given, written) => {
    expect(formatLines(parse(given))).toBe(written);
  });

  test.each(['', '0', '-3', '4-2', '1.5', '1,', 'a', '1-2-3', '9'.repeat(16)])(
    'are not named by %j',
    (text) => {
      expect(() => parse(text)).toThrow(/^--lines: names no lines; got ".*", expected lines/);
    },
  );

  test('are those that were put in, whatever their order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: UP_TO })),
        fc.array(fc.tuple(fc.integer({ min: 1, max: UP_TO }), fc.nat(9)), { maxLength: 4 }),
        fc.integer({ min: 1, max: UP_TO }),
        (lines, pairs, from) => {
          const ranges = pairs.map(([first, more]) => ({ from: first, to: first + more }));
          const set = withLines(lines, ranges);
          const expected = new Set([
            ...lines,
            ...ranges.flatMap((range) =>
              Array.from({ length: range.to - range.from + 1 }, (_, i) => range.from + i),
            ),
          ]);
          const sorted = [...expected].filter((line) => line <= UP_TO).toSorted((a, b) => a - b);

          expect(among(set)).toEqual(sorted);
          expect(among(notBefore(set, from))).toEqual(sorted.filter((line) => line >= from));
          if (set.length > 0) expect(parse(formatLines(set))).toEqual(set);
          expect(among(withLines(lines, linesFrom(from)))).toEqual(
            among(withLines(lines, [{ from, to: UP_TO }])),
          );
        },
      ),
      runs(),
    );
  });
});
