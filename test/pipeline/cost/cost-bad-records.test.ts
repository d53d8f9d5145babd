import { describe, expect, test } from '@jest/globals';
import { costOfBadRecords, mostOfAShard } from '../../../lib/pipeline/cost/bad-records.ts';

describe('the bill of bad records', () => {
  test('has an object for each, whatever their size, and a unit for each 25 KB that is put', () => {
    const small = costOfBadRecords({ records: 1e6, bytesEach: 1 });
    const large = costOfBadRecords({ records: 1e6, bytesEach: 50_001 });

    expect([small.letters, large.letters]).toEqual([5, 5]);
    expect(small.put).toBeCloseTo(0.014, 9);
    expect(large.put).toBeCloseTo(3 * 0.014, 9);
  });

  test('grows with their number, and with what is kept of them', () => {
    const one = costOfBadRecords({ records: 1, bytesEach: 1_000 });
    const many = costOfBadRecords({ records: 1_000, bytesEach: 1_000 });

    expect(many.together).toBeCloseTo(1_000 * one.together, 9);
    expect(one.kept * 1e9).toBeCloseTo(((4 / 3) * 1_000 + 500 + 1_000) * 0.023, 6);
  });

  test('is bounded by what a shard takes: a thousand records a second, or a megabyte', () => {
    const month = 730 * 3_600;

    expect(mostOfAShard(100).records).toBe(1_000 * month);
    expect(mostOfAShard(25_000).records).toBe(40 * month);
  });
});
