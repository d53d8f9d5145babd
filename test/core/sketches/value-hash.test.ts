import { describe, expect, test } from '@jest/globals';
import { hashValue } from '../../../lib/core/sketches/value-hash.ts';

describe('the hash of a value', () => {
  /** Registers that are stored were made from these; another hash would count every value again. */
  test.each([
    ['', 1075917900958407],
    ['a', 1681166443559144],
    ['user-1', 4179491798738542],
    ['é😀', 1694500506968422],
    ['\ud800', 3708048927669977],
    [0, 3155197198477098],
    [1, 4227555972954724],
    [-1.5, 1218555232092828],
    [5e-324, 2797677443960814],
    [1_700_000_000_000, 4414090371732138],
    [12345678901234567890n, 1874058674701654],
    [true, 4227555972954724],
  ])('of %p is %d, for ever', (value, hash) => {
    expect(hashValue(value)).toBe(hash);
  });
});
