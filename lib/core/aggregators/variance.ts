import { addSquareExactly } from '../exact/add-square.ts';
import { minus, times } from '../exact/dyadic.ts';
import {
  addExactly,
  combineSums,
  type ExactSum,
  emptySum,
  exactValue,
} from '../exact/exact-sum.ts';
import { decodeSum, encodeSum } from '../exact/exact-sum-json.ts';
import { nearestDouble } from '../exact/nearest-double.ts';
import type { FieldType } from '../field-type.ts';
import type { Aggregator, AnyAggregator, Json } from './aggregator.ts';
import type { VarianceOf } from './spec.ts';

interface Moments {
  n: number;
  readonly sum: ExactSum;
  readonly squares: ExactSum;
}

/** Numbers of which a variance is taken, and what one of them is in whole ones. */
interface Unit {
  readonly name: string;
  readonly isOne: (value: number) => boolean;
  /** Digits after the point of a decimal; else 0. */
  readonly scale: number;
}

/**
 * The variance of a population, or its unbiased estimate from a sample.
 *
 * Keeps the exact sums of the values and of their squares, so that nothing can cancel: `(n·Σx² − (Σx)²)`
 * divided by `n²` or `n·(n − 1)`, in whole numbers and rounded once.
 *
 * Units: the square of the field's; for a decimal of whole ones, not of 10⁻ˢᶜᵃˡᵉ.
 *
 * Error: half a unit in the last place, for doubles as well; an infinity if, and only if, the exact
 * variance is beyond the largest double (property `variance`). Of nothing, and the estimate from one
 * value: `null`, never 0. The population variance of one value is 0.
 */
export function variance({ name, isOne, scale }: Unit, of: VarianceOf): AnyAggregator {
  const perOne = 10n ** BigInt(2 * scale);
  const fewest = of === 'sample' ? 2 : 1;
  const aggregator: Aggregator<number, Moments, number | null> = {
    encoding: `variance-${name}/1`,
    create: () => ({ n: 0, sum: emptySum(), squares: emptySum() }),
    add: (acc, value) => {
      if (!isOne(value)) return;
      acc.n += 1;
      addExactly(acc.sum, value);
      addSquareExactly(acc.squares, value);
    },
    combine: (into, from) => {
      into.n += from.n;
      combineSums(into.sum, from.sum);
      combineSums(into.squares, from.squares);
    },
    present: ({ n, sum, squares }) => {
      if (n < fewest) return null;
      const total = exactValue(sum);
      const nSquares = times({ units: BigInt(n), exponent: 0 }, exactValue(squares));
      const { units, exponent } = minus(nSquares, times(total, total));
      const divisor = BigInt(n) * BigInt(of === 'sample' ? n - 1 : n) * perOne;
      return nearestDouble(units, divisor, exponent);
    },
    encode: ({ n, sum, squares }) => [n, encodeSum(sum), encodeSum(squares)],
    decode: (encoded) => {
      const [n = 0, sum = 0, squares = 0] = encoded as readonly Json[];
      return { n: Number(n), sum: decodeSum(sum), squares: decodeSum(squares) };
    },
  };
  return aggregator;
}

interface BigMoments {
  n: number;
  sum: bigint;
  squares: bigint;
}

/** The variance of big whole numbers; all as {@link variance} says. */
export function varianceBigint(of: VarianceOf): AnyAggregator {
  const fewest = of === 'sample' ? 2 : 1;
  const aggregator: Aggregator<bigint, BigMoments, number | null> = {
    encoding: 'variance-bigint/1',
    create: () => ({ n: 0, sum: 0n, squares: 0n }),
    add: (acc, value) => {
      if (typeof value !== 'bigint') return;
      acc.n += 1;
      acc.sum += value;
      acc.squares += value * value;
    },
    combine: (into, from) => {
      into.n += from.n;
      into.sum += from.sum;
      into.squares += from.squares;
    },
    present: ({ n, sum, squares }) => {
      if (n < fewest) return null;
      const divisor = BigInt(n) * BigInt(of === 'sample' ? n - 1 : n);
      return nearestDouble(BigInt(n) * squares - sum * sum, divisor);
    },
    encode: ({ n, sum, squares }) => [n, sum.toString(), squares.toString()],
    decode: (encoded) => {
      const [n = 0, sum = 0, squares = 0] = encoded as readonly (string | number)[];
      return { n: Number(n), sum: BigInt(sum), squares: BigInt(squares) };
    },
  };
  return aggregator;
}

/** The variance of a field of that type, which is a number. */
export function varianceOf(type: FieldType, of: VarianceOf): AnyAggregator {
  if (type.kind === 'bigint') return varianceBigint(of);
  if (type.kind === 'double')
    return variance({ name: 'double', isOne: Number.isFinite, scale: 0 }, of);
  const scale = type.kind === 'decimal' ? type.scale : 0;
  return variance({ name: `whole-${scale}`, isOne: Number.isSafeInteger, scale }, of);
}
