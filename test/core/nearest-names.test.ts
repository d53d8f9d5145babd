import { describe, expect, test } from '@jest/globals';
import { nearestNames } from '../../lib/core/nearest-names.ts';

const names = ['amount', 'account', 'country', 'customer', 'at'];

describe('nearestNames', () => {
  test('finds what was mistyped: swapped, missing and doubled letters, another case', () => {
    expect(nearestNames('amuont', names)).toEqual(['amount']);
    expect(nearestNames('contry', names)).toEqual(['country']);
    expect(nearestNames('Customerr', names)).toEqual(['customer']);
    expect(nearestNames('AMOUNT', names)).toEqual(['amount']);
  });

  test('puts the most similar first', () => {
    expect(nearestNames('acount', names)).toEqual(['account', 'amount']);
  });

  test('suggests nothing when nothing is similar', () => {
    expect(nearestNames('price', names)).toEqual([]);
    expect(nearestNames('', names)).toEqual([]);
  });
});
