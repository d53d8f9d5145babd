import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as write from '../../../lib/core/aggregators/authoring.ts';
import { type AggregateSpec, bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import { FIELDS } from '../../support/operators/aggregates.ts';
import { aBigint, aSafeInteger, someDoubles } from '../../support/operators/numbers.ts';
import {
  added,
  multiplied,
  nearestByReading,
  negated,
  type Rational,
  ratio,
  rationalOf,
  sumOfDoubles,
} from '../../support/oracle/rational.ts';
import { runs } from '../../support/property.ts';

/** What a row shows of an aggregate over these values. */
function shown(spec: AggregateSpec, values: readonly unknown[]): unknown {
  const { aggregator } = bindAggregate(spec, FIELDS, 'test');
  const acc = aggregator.create();
  for (const value of values) aggregator.add(acc, value);
  return aggregator.present(acc);
}

const safeIntegers = fc.array(aSafeInteger, { maxLength: 40 });
const bigints = fc.array(aBigint, { maxLength: 40 });

/** Fields, values for them, and the exact numbers that the values stand for. */
const kinds: readonly {
  field: string;
  values: fc.Arbitrary<unknown[]>;
  exact: (value: unknown) => Rational;
}[] = [
  { field: 'int', values: safeIntegers, exact: (x) => ratio(BigInt(x as number)) },
  { field: 'decimal', values: safeIntegers, exact: (x) => ratio(BigInt(x as number), 100n) },
  { field: 'bigint', values: bigints, exact: (x) => ratio(x as bigint) },
  { field: 'double', values: someDoubles, exact: (x) => rationalOf(x as number) },
];

const divided = (a: Rational, by: bigint): Rational => multiplied(a, ratio(1n, by));

describe('sum', () => {
  test('of int is exact, as a number if that is safe and else as a bigint', () => {
    fc.assert(
      fc.property(safeIntegers, (values) => {
        const exact = values.reduce((sum, x) => sum + BigInt(x), 0n);
        const isSafe = Number.isSafeInteger(Number(exact));

        const empty = values.length === 0;
        expect(shown(write.sum('int'), values)).toBe(empty ? null : isSafe ? Number(exact) : exact);
      }),
      runs(),
    );
  });

  test('of decimal is exact, with its scale', () => {
    fc.assert(
      fc.property(fc.array(aSafeInteger, { minLength: 1 }), (values) => {
        const units = values.reduce((sum, x) => sum + BigInt(x), 0n);

        expect(shown(write.sum('decimal'), values)).toEqual({ units, scale: 2 });
      }),
      runs(),
    );
  });

  test('of bigint is exact', () => {
    fc.assert(
      fc.property(fc.array(aBigint, { minLength: 1 }), (values) => {
        expect(shown(write.sum('bigint'), values)).toBe(values.reduce((sum, x) => sum + x, 0n));
      }),
      runs(),
    );
  });

  test('of double is the double nearest to the exact sum', () => {
    fc.assert(
      fc.property(someDoubles, (values) => {
        const nearest = values.length === 0 ? null : nearestByReading(sumOfDoubles(values));

        expect(shown(write.sum('double'), values)).toBe(nearest);
      }),
      runs(500),
    );
  });
});

describe.each(kinds)('mean of $field', ({ field, values, exact }) => {
  test('is the double nearest to the exact sum divided by the count', () => {
    fc.assert(
      fc.property(values, (some) => {
        const total = some.map(exact).reduce(added, ratio(0n));
        const nearest =
          some.length === 0 ? null : nearestByReading(divided(total, BigInt(some.length)));

        expect(shown(write.mean(field), some)).toBe(nearest);
      }),
      runs(300),
    );
  });
});

describe.each(kinds)('variance of $field', ({ field, values, exact }) => {
  /** By the definition: the squared distances from the mean, added up and divided. */
  const byDefinition = (some: readonly unknown[], divisor: number): number | null => {
    if (divisor < 1) return null;
    const numbers = some.map(exact);
    const mean = divided(numbers.reduce(added, ratio(0n)), BigInt(some.length));
    const squares = numbers
      .map((x) => added(x, negated(mean)))
      .map((distance) => multiplied(distance, distance));
    return nearestByReading(divided(squares.reduce(added, ratio(0n)), BigInt(divisor)));
  };
  const few = values.map((some) => some.slice(0, 12));

  test('of a population is the double nearest to the exact one', () => {
    fc.assert(
      fc.property(few, (some) => {
        expect(shown(write.variance(field, { of: 'population' }), some)).toBe(
          byDefinition(some, some.length),
        );
      }),
      runs(),
    );
  });

  test('of a sample is the double nearest to the exact one, and null for less than two', () => {
    fc.assert(
      fc.property(few, (some) => {
        expect(shown(write.variance(field), some)).toBe(byDefinition(some, some.length - 1));
      }),
      runs(),
    );
  });
});
