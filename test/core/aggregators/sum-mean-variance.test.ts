import { describe, expect, test } from '@jest/globals';
import * as write from '../../../lib/core/aggregators/authoring.ts';
import { type AggregateSpec, bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import { decimal } from '../../../lib/core/field-type.ts';
import { FIELDS } from '../../support/operators/aggregates.ts';
import { nearestByReading, ratio } from '../../support/oracle/rational.ts';

function shown(spec: AggregateSpec, values: readonly unknown[]): unknown {
  const { aggregator } = bindAggregate(spec, FIELDS, 'test');
  const acc = aggregator.create();
  for (const value of values) aggregator.add(acc, value);
  return aggregator.present(acc);
}

describe('sum', () => {
  test('of nothing is null, as in SQL, not 0', () => {
    expect(['int', 'decimal', 'double', 'bigint'].map((f) => shown(write.sum(f), []))).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  test('of values that cancel is 0', () => {
    expect(shown(write.sum('int'), [5, -5])).toBe(0);
    expect(shown(write.sum('double'), [0.1, -0.1])).toBe(0);
    expect(shown(write.sum('decimal'), [1, -1])).toEqual({ units: 0n, scale: 2 });
  });

  test('of nothing but −0 is +0', () => {
    expect(shown(write.sum('double'), [-0, -0])).toBe(0);
    expect(shown(write.sum('int'), [-0])).toBe(0);
  });

  test('does not care what overflows or vanishes on the way', () => {
    expect(shown(write.sum('double'), [1e308, 1e308, -1e308])).toBe(1e308);
    expect(shown(write.sum('double'), [1e100, 1, -1e100])).toBe(1);
  });

  test('is infinite if, and only if, the exact sum is beyond the largest double', () => {
    expect(shown(write.sum('double'), [1e308, 1e308])).toBe(Number.POSITIVE_INFINITY);
  });

  test('goes on exactly where safe integers end', () => {
    expect(shown(write.sum('int'), [Number.MAX_SAFE_INTEGER, 1])).toBe(9007199254740992n);
    expect(shown(write.sum('int'), [Number.MAX_SAFE_INTEGER, 1, -1])).toBe(9007199254740991);
    expect(shown(write.sum('int'), [Number.MIN_SAFE_INTEGER, -2])).toBe(-9007199254740993n);
  });
});

describe('mean', () => {
  test('of nothing is null', () => {
    expect(shown(write.mean('double'), [])).toBeNull();
  });

  test('of decimals is in whole ones', () => {
    expect(shown(write.mean('decimal'), [1, 2])).toBe(0.015);
  });

  test('rounds once, where dividing the rounded sum would round twice', () => {
    const values = [9007199254740991, 9007199254740991, 9007199254740989];

    const rounded = Number(27021597764222971n) / 3;
    expect(shown(write.mean('int'), values)).toBe(9007199254740990);
    expect(rounded).not.toBe(9007199254740990);
  });

  test('is exact where the count times 10ˢᶜᵃˡᵉ is not', () => {
    const { aggregator } = bindAggregate(write.mean('x'), { x: decimal(15) }, 'test');
    const acc = aggregator.decode([295_149, 9007199254740991]);

    expect(aggregator.present(acc)).toBe(
      nearestByReading(ratio(9007199254740991n, 295_149n * 10n ** 15n)),
    );
    expect(aggregator.present(acc)).not.toBe(9007199254740991 / (295_149 * 1e15));
  });

  test('is finite where the sum is not, and exact among subnormals', () => {
    expect(shown(write.mean('double'), [1e308, 1e308, 1e308])).toBe(1e308);
    expect(shown(write.mean('double'), [5e-324, 5e-324, 0])).toBe(5e-324);
    expect(shown(write.mean('double'), [-5e-324, 0, 0])).toBe(0);
  });
});

describe('variance', () => {
  test('does not cancel for large values that differ little', () => {
    const values = [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16];

    expect(shown(write.variance('double'), values)).toBe(30);
    expect(shown(write.variance('int'), values)).toBe(30);
    expect(shown(write.variance('int', { of: 'population' }), values)).toBe(22.5);
  });

  test('of one value is 0 for a population, and null for a sample', () => {
    expect(shown(write.variance('decimal', { of: 'population' }), [1250])).toBe(0);
    expect(shown(write.variance('decimal'), [1250])).toBeNull();
  });

  test('of decimals is in squares of whole ones', () => {
    expect(shown(write.variance('decimal', { of: 'population' }), [100, 300])).toBe(1);
  });

  test('is exact where squares are beyond doubles', () => {
    expect(shown(write.variance('double'), [1e200, 1e200])).toBe(0);
    expect(shown(write.variance('double', { of: 'population' }), [2 ** -537, 0])).toBe(0);
    expect(shown(write.variance('double', { of: 'population' }), [2 ** -535, 0])).toBe(2 ** -1072);
  });
});
