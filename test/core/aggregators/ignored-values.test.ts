import { describe, expect, test } from '@jest/globals';
import * as write from '../../../lib/core/aggregators/authoring.ts';
import { bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import { FIELDS, seen } from '../../support/operators/aggregates.ts';

/** What a field of that name must not hold, whatever a `map` returned. */
const FORBIDDEN: Readonly<Record<string, readonly unknown[]>> = {
  int: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.5, 2 ** 53, '1', 1n],
  decimal: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.5, -(2 ** 60)],
  double: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  bigint: [Number.NaN, 5, 1.5, '7'],
};

const ONE: Readonly<Record<string, unknown>> = { int: 7, decimal: 7, double: 7.5, bigint: 7n };

const specs = Object.keys(FORBIDDEN).flatMap((field) => [
  write.sum(field),
  write.min(field),
  write.max(field),
  write.mean(field),
  write.variance(field),
  write.first(field),
  write.last(field),
  write.topK(field, 3),
  write.distinct(field),
  write.approxDistinct(field),
  write.quantile(field, 0.5),
  write.collectList(field),
  write.collectSet(field),
  write.last(field, { n: 2 }),
  write.median(field),
  write.mode(field),
  write.sumDistinct(field),
  write.skewness(field, { of: 'population' }),
]);

describe.each(specs)('$fn of $field', (spec) => {
  test('is not changed by a value that the field forbids', () => {
    const { aggregator, field = '' } = bindAggregate(spec, FIELDS, 'test');
    const acc = aggregator.create();
    const untouched = seen(aggregator, aggregator.create());

    for (const value of FORBIDDEN[field] ?? []) aggregator.add(acc, value, 0);
    const after = seen(aggregator, acc);
    aggregator.add(acc, ONE[field], 0);
    const one = seen(aggregator, acc);
    for (const value of FORBIDDEN[field] ?? []) aggregator.add(acc, value, 1);

    expect(after).toEqual(untouched);
    expect(seen(aggregator, acc)).toEqual(one);
    expect(one).not.toEqual(untouched);
  });
});
