import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as write from '../../../lib/core/aggregators/authoring.ts';
import { type AggregateSpec, bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import { FIELDS } from '../../support/operators/aggregates.ts';

/** Sums by CPython 3.11's `math.fsum`; means and variances by its `fractions`, rounded by division. */
const cases = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../golden/exact/python.json'), 'utf8'),
) as { values: number[]; sum: number; mean: number; variance: number }[];

const shown = (spec: AggregateSpec, values: readonly number[]): unknown => {
  const { aggregator } = bindAggregate(spec, FIELDS, 'python');
  const acc = aggregator.create();
  for (const value of values) aggregator.add(acc, value);
  return aggregator.present(acc);
};

describe('sum, mean and variance of doubles', () => {
  test.each(cases)('of $values are what Python says', ({ values, sum, mean, variance }) => {
    expect({
      sum: shown(write.sum('double'), values),
      mean: shown(write.mean('double'), values),
      variance: shown(write.variance('double'), values),
    }).toEqual({ sum, mean, variance });
  });
});
