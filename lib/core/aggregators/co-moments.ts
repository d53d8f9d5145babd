import { type Dyadic, dyadic, minus, times } from '../exact/dyadic.ts';
import {
  addDyadic,
  type DyadicSum,
  decodeDyadicSum,
  emptyDyadicSum,
  encodeDyadicSum,
} from '../exact/dyadic-sum.ts';
import { nearestDouble } from '../exact/nearest-double.ts';
import { nearestSquareRoot } from '../exact/square-root.ts';
import type { FieldType } from '../field-type.ts';
import type { AnyAggregator, Json } from './aggregator.ts';
import { type FieldValue, fieldValues } from './field-values.ts';
import type { VarianceOf } from './spec.ts';

interface Moments {
  n: number;
  /** Exact sums of products, in the order of `powers`. */
  readonly sums: readonly DyadicSum[];
}

/** Powers of the two values whose product is summed. */
type Powers = readonly (readonly [ofX: number, ofY: number])[];

const ONE: Dyadic = { units: 1n, exponent: 0 };
const exactly = (value: FieldValue): Dyadic =>
  typeof value === 'bigint' ? { units: value, exponent: 0 } : dyadic(Number(value));
const whole = (n: number | bigint): Dyadic => ({ units: BigInt(n), exponent: 0 });
const power = (x: Dyadic, n: number): Dyadic => (n === 0 ? ONE : times(x, power(x, n - 1)));

/**
 * Exact sums of products of powers, and what is computed of them in whole numbers and rounded once.
 *
 * @param y - Type of the second value, the label; absent: there is none.
 */
function momentsOf(
  { name, x, y, powers }: { name: string; x: FieldType; y?: FieldType; powers: Powers },
  show: (n: number, sums: readonly Dyadic[]) => number | null,
): AnyAggregator {
  const [xs, ys] = [fieldValues(x), y === undefined ? undefined : fieldValues(y)];
  const create = (): Moments => ({ n: 0, sums: powers.map(emptyDyadicSum) });
  return {
    encoding: `${name}-${xs.name}${ys === undefined ? '' : `-${ys.name}`}/1`,
    create,
    add: (acc, value, _time, label) => {
      if (!xs.isOne(value) || (ys !== undefined && !ys.isOne(label))) return;
      const moments = acc as Moments;
      const [a, b] = [exactly(value), ys === undefined ? ONE : exactly(label as FieldValue)];
      moments.n += 1;
      powers.forEach(([ofX, ofY], i) => {
        addDyadic(moments.sums[i] as DyadicSum, times(power(a, ofX), power(b, ofY)));
      });
    },
    combine: (into, from) => {
      const [a, b] = [into as Moments, from as Moments];
      a.n += b.n;
      a.sums.forEach((sum, i) => {
        addDyadic(sum, (b.sums[i] as DyadicSum).value);
      });
    },
    present: (acc) => {
      const { n, sums } = acc as Moments;
      return n === 0
        ? null
        : show(
            n,
            sums.map(({ value }) => value),
          );
    },
    encode: (acc) => {
      const { n, sums } = acc as Moments;
      return [n, ...sums.map(encodeDyadicSum)];
    },
    decode: (encoded) => {
      const [n, ...sums] = encoded as readonly Json[];
      return { n: Number(n), sums: (sums as [string, number][]).map(decodeDyadicSum) };
    },
  };
}

const scaleOf = (type: FieldType): number => (type.kind === 'decimal' ? type.scale : 0);
const PAIRS: Powers = [
  [1, 0],
  [0, 1],
  [1, 1],
];

/**
 * The covariance of a population, or its estimate from a sample. Of nothing, and the estimate from one
 * pair: `null`.
 *
 * Units: the product of those of the fields; of decimals whole ones.
 *
 * Error: half a unit in the last place.
 */
export function covariance(x: FieldType, y: FieldType, of: VarianceOf): AnyAggregator {
  const perOne = 10n ** BigInt(scaleOf(x) + scaleOf(y));
  return momentsOf({ name: 'covariance', x, y, powers: PAIRS }, (n, sums) => {
    if (of === 'sample' && n < 2) return null;
    const { units, exponent } = nTimesCovariance(n, sums);
    const divisor = BigInt(n) * BigInt(of === 'sample' ? n - 1 : n) * perOne;
    return nearestDouble(units, divisor, exponent);
  });
}

/** `n·Σxy − Σx·Σy`, exactly. */
const nTimesCovariance = (n: number, [x = ONE, y = ONE, xy = ONE]: readonly Dyadic[]): Dyadic =>
  minus(times(whole(n), xy), times(x, y));

/**
 * Pearson's correlation, from −1 to 1. Where one of the fields has less than two different values: `null`.
 *
 * Error: half a unit in the last place.
 */
export const correlation = (x: FieldType, y: FieldType): AnyAggregator =>
  momentsOf(
    { name: 'correlation', x, y, powers: [...PAIRS, [2, 0], [0, 2]] },
    (n, [a = ONE, b = ONE, ab = ONE, aa = ONE, bb = ONE]) => {
      const both = nTimesCovariance(n, [a, b, ab]);
      const spread = times(nTimesCovariance(n, [a, a, aa]), nTimesCovariance(n, [b, b, bb]));
      return spread.units === 0n ? null : signedRoot(both, times(both, both), spread);
    },
  );

/**
 * The skewness: of a population g1 = m₃ / m₂^1.5, of a sample its estimate G1 = g1·√(n·(n − 1)) / (n − 2).
 * Where all values are equal, and of less than three of a sample: `null`.
 *
 * Error: half a unit in the last place.
 */
export const skewness = (type: FieldType, of: VarianceOf): AnyAggregator =>
  momentsOf(
    {
      name: 'skewness',
      x: type,
      powers: [
        [1, 0],
        [2, 0],
        [3, 0],
      ],
    },
    (n, [s1 = ONE, s2 = ONE, s3 = ONE]) => {
      if (of === 'sample' && n < 3) return null;
      const second = nTimesCovariance(n, [s1, s1, s2]);
      if (second.units === 0n) return null;
      const third = minus(
        times(whole(n * n), s3),
        minus(times(times(whole(3 * n), s1), s2), times(whole(2), power(s1, 3))),
      );
      const isSample = of === 'sample';
      const above = times(power(third, 2), whole(isSample ? n * (n - 1) : 1));
      const below = times(power(second, 3), whole(isSample ? (n - 2) ** 2 : 1));
      return signedRoot(third, above, below);
    },
  );

/** The root of `above / below` with the sign of a number. */
function signedRoot({ units }: Dyadic, above: Dyadic, below: Dyadic): number {
  const shift = BigInt(Math.abs(above.exponent - below.exponent));
  const isUp = above.exponent > below.exponent;
  const root = nearestSquareRoot(
    isUp ? above.units << shift : above.units,
    isUp ? below.units : below.units << shift,
  );
  return units < 0n && root > 0 ? -root : root;
}
