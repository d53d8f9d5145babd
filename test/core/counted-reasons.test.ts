import { describe, expect, test } from '@jest/globals';
import { addedReasons, newReasons, reasonsText } from '../../lib/core/counted-reasons.ts';

describe('counts by reason', () => {
  test('of several are added, also of a reason that an object has of its own', () => {
    expect(addedReasons([{ a: 1, b: 2 }, {}, { b: 3, toString: 1 }])).toEqual({
      ...{ a: 1, b: 5 },
      toString: 1,
    });
  });

  test('say what has come to them, and nothing of what stands still', () => {
    expect(newReasons({ a: 4, b: 2, c: 1 }, { a: 1, b: 2 })).toEqual({ a: 3, c: 1 });
  });

  test('are named by how often there are, then by name', () => {
    expect(reasonsText({ b: 1, c: 7, a: 1 })).toBe('c 7, a 1, b 1');
    expect(reasonsText({})).toBe('');
  });
});
