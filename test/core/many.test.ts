import { expect, test } from '@jest/globals';
import { append, greatest, least } from '../../lib/core/many.ts';

const MANY = Array.from({ length: 500_000 }, (_, i) => (i * 7) % 500_000);

test('any number of numbers have a least and a greatest, and no numbers have what is said', () => {
  expect([least(MANY), greatest(MANY)]).toEqual([0, 499_999]);
  expect([least([], 3), greatest([], 3)]).toEqual([3, 3]);
  expect([least([4, 9], 3), greatest([1, 2], 3)]).toEqual([3, 3]);
  expect([least([]), greatest([])]).toEqual([Infinity, -Infinity]);
  expect([least([1, Number.NaN]), greatest([1, Number.NaN])]).toEqual([Number.NaN, Number.NaN]);
});

test('any number of items are put behind others', () => {
  const list = [-1];

  append(list, MANY);

  expect([list.length, list[0], list.at(-1)]).toEqual([500_001, -1, MANY.at(-1)]);
});
