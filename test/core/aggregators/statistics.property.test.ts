import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as write from '../../../lib/core/aggregators/authoring.ts';
import { type AggregateSpec, bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import { FIELDS } from '../../support/operators/aggregates.ts';
import { aBigint, aDouble, aSafeInteger } from '../../support/operators/numbers.ts';
import {
  added,
  multiplied,
  nearestByReading,
  negated,
  type Rational,
  ratio,
  rationalOf,
} from '../../support/oracle/rational.ts';
import { runs } from '../../support/property.ts';

const shown = (spec: AggregateSpec, pairs: readonly (readonly [unknown, unknown?])[]): unknown => {
  const { aggregator } = bindAggregate(spec, FIELDS, 'test');
  const acc = aggregator.create();
  for (const [value, label] of pairs) aggregator.add(acc, value, 0, label);
  return aggregator.present(acc);
};
const ofAll = (spec: AggregateSpec, values: readonly unknown[]): unknown =>
  shown(
    spec,
    values.map((value) => [value]),
  );

const total = (all: readonly Rational[]): Rational => all.reduce(added, ratio(0n));
const minus = (a: Rational, b: Rational): Rational => added(a, negated(b));
const divided = (a: Rational, b: Rational): Rational =>
  multiplied(a, { numerator: b.denominator, denominator: b.numerator });
const mean = (all: readonly Rational[]): Rational => divided(total(all), ratio(BigInt(all.length)));
/** Of two places: the mean of products of distances from the means. */
const about = (xs: readonly Rational[], power: number, ys = xs): Rational => {
  const [mx, my] = [mean(xs), mean(ys)];
  return mean(
    xs.map((x, i) => {
      const other = minus(ys[i] ?? x, my);
      const rest = Array.from({ length: power - 1 }, () => other);
      return rest.reduce(multiplied, minus(x, mx));
    }),
  );
};
const isZero = ({ numerator }: Rational): boolean => numerator === 0n;
const isNegative = ({ numerator, denominator }: Rational): boolean =>
  numerator < 0n !== denominator < 0n;

const bits = new DataView(new ArrayBuffer(8));
/** The double next to a positive one, above or below. */
const beside = (x: number, step: 1n | -1n): number => {
  bits.setFloat64(0, x);
  bits.setBigUint64(0, bits.getBigUint64(0) + step);
  return bits.getFloat64(0);
};

/** Whether a double is nearest to the root of a ratio: the root lies between the middles beside it. */
function isNearestRoot(root: number, of: Rational): boolean {
  const size = Math.abs(root);
  const middle = (step: 1n | -1n) =>
    divided(added(rationalOf(size), rationalOf(beside(size, step))), ratio(2n));
  const [low, high] = [middle(-1n), middle(1n)].map((each) => multiplied(each, each)) as [
    Rational,
    Rational,
  ];
  return !isNegative(minus(of, low)) && !isNegative(minus(high, of));
}

const double = fc.oneof(
  fc.integer({ min: -9, max: 9 }),
  aDouble.filter((x) => x === 0 || (Math.abs(x) > 1e-40 && Math.abs(x) < 1e40)),
);
const pairs = fc.array(fc.tuple(double, fc.oneof(double, fc.integer())), { maxLength: 12 });

describe('percentile', () => {
  const values = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), aSafeInteger), {
    minLength: 1,
    maxLength: 30,
  });
  const share = fc.integer({ min: 0, max: 1000 });

  test('lies where sorting puts it, exactly', () => {
    fc.assert(
      fc.property(values, share, (all, mille) => {
        const sorted = all.toSorted((a, b) => a - b).map(BigInt);
        const rank = Math.max(1, Math.ceil((mille * all.length) / 1000));
        const place = mille * (all.length - 1);
        const low = sorted[Math.floor(place / 1000)] ?? 0n;
        const high = sorted[Math.ceil(place / 1000)] ?? 0n;
        const between = ratio(low * 1000n + (high - low) * BigInt(place % 1000), 1000n);

        expect(ofAll(write.percentile('int', mille / 1000, { method: 'discrete' }), all)).toBe(
          Number(sorted[rank - 1]),
        );
        expect(ofAll(write.percentile('int', mille / 1000), all)).toBe(nearestByReading(between));
      }),
      runs(),
    );
  });

  test('is what was promised of 1 2 3 4, and of their opposite ends', () => {
    const all = [4, 1, 3, 2];

    expect([
      ofAll(write.median('int'), all),
      ofAll(write.median('int', { method: 'discrete' }), all),
      ofAll(write.percentile('int', 0.9), all),
      ofAll(write.percentile('double', 0), all),
      ofAll(write.percentile('decimal', 1), all),
      ofAll(write.median('bigint'), [2n ** 70n, 2n ** 70n + 2n]),
      ofAll(write.median('double'), []),
    ]).toEqual([2.5, 2, 3.7, 1, 0.04, 2 ** 70, null]);
  });
});

describe('values that are told apart', () => {
  test('mode is the least of those that come most often, sumDistinct takes each once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1 }), (all) => {
        const often = Map.groupBy(all, (x) => x);
        const most = Math.max(...[...often.values()].map(({ length }) => length));
        const modes = [...often].filter(([, { length }]) => length === most).map(([x]) => x);

        expect(ofAll(write.mode('int'), all)).toBe(Math.min(...modes));
        expect(ofAll(write.sumDistinct('int'), all)).toBe(
          [...often.keys()].reduce((a, b) => a + b, 0),
        );
      }),
      runs(),
    );
  });

  test('are not shown beyond the cap', () => {
    const specs = [
      write.mode('int', { cap: 2 }),
      write.sumDistinct('int', { cap: 2 }),
      write.median('int', { cap: 2 }),
    ];

    expect(specs.map((spec) => ofAll(spec, [1, 2, 2]))).toEqual([2, 3, 2]);
    expect(specs.map((spec) => ofAll(spec, [1, 2, 3]))).toEqual([null, null, null]);
  });
});

describe('moments of doubles', () => {
  test('covariances are rounded once', () => {
    fc.assert(
      fc.property(pairs, (all) => {
        const [xs, ys] = [all.map(([x]) => rationalOf(x)), all.map(([, y]) => rationalOf(y))];
        const n = BigInt(all.length);
        const population = n === 0n ? null : about(xs, 2, ys);
        const sample =
          population === null || n < 2n ? null : multiplied(population, ratio(n, n - 1n));

        expect(shown(write.covarPop('double', 'double'), all)).toBe(
          population && nearestByReading(population),
        );
        expect(shown(write.covarSamp('double', 'double'), all)).toBe(
          sample && nearestByReading(sample),
        );
      }),
      runs(),
    );
  });

  test('the correlation is nearest to the exact one, and says nothing where one of them stands still', () => {
    fc.assert(
      fc.property(pairs, (all) => {
        const [xs, ys] = [all.map(([x]) => rationalOf(x)), all.map(([, y]) => rationalOf(y))];
        const got = shown(write.corr('double', 'double'), all);
        const spread = all.length === 0 ? ratio(0n) : multiplied(about(xs, 2), about(ys, 2));
        if (isZero(spread)) {
          expect(got).toBeNull();
          return;
        }
        const both = about(xs, 2, ys);
        const square = divided(multiplied(both, both), spread);
        const isRight = isZero(both) ? got === 0 : isNearestRoot(got as number, square);
        expect(isRight).toBe(true);
        expect((got as number) < 0).toBe(isNegative(both));
      }),
      runs(),
    );
  });

  test('the skewness is nearest to the exact one', () => {
    fc.assert(
      fc.property(fc.array(double, { maxLength: 12 }), fc.boolean(), (all, isSample) => {
        const xs = all.map(rationalOf);
        const n = BigInt(all.length);
        const got = ofAll(
          write.skewness('double', { of: isSample ? 'sample' : 'population' }),
          all,
        );
        const second = n === 0n ? ratio(0n) : about(xs, 2);
        if (isZero(second) || (isSample && n < 3n)) {
          expect(got).toBeNull();
          return;
        }
        const third = about(xs, 3);
        const square = divided(
          multiplied(third, third),
          multiplied(second, multiplied(second, second)),
        );
        const wanted = isSample
          ? multiplied(square, ratio(n * (n - 1n), (n - 2n) * (n - 2n)))
          : square;
        expect(isZero(third) ? got === 0 : isNearestRoot(got as number, wanted)).toBe(true);
        expect((got as number) < 0).toBe(isNegative(third));
      }),
      runs(),
    );
  });
});

describe('bits and truths', () => {
  test('bits are those of two’s complement, however long', () => {
    fc.assert(
      fc.property(fc.array(aBigint, { minLength: 1 }), (all) => {
        expect(ofAll(write.bitAnd('bigint'), all)).toBe(all.reduce((a, b) => a & b));
        expect(ofAll(write.bitOr('bigint'), all)).toBe(all.reduce((a, b) => a | b));
        expect(ofAll(write.bitXor('bigint'), all)).toBe(all.reduce((a, b) => a ^ b));
      }),
      runs(),
    );
  });

  test('every and some are what they are of lists, and nothing of none', () => {
    expect([
      ofAll(write.every('boolean'), [true, false]),
      ofAll(write.some('boolean'), [true, false]),
      ofAll(write.every('boolean'), []),
      ofAll(write.bitXor('int'), [5, 5]),
    ]).toEqual([false, true, null, 0]);
  });
});
