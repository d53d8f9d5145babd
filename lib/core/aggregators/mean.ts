import {
  addExactly,
  combineSums,
  type ExactSum,
  emptySum,
  exactValue,
  isPair,
} from '../exact/exact-sum.ts';
import { decodeSum, encodeSum } from '../exact/exact-sum-json.ts';
import { nearestDouble } from '../exact/nearest-double.ts';
import {
  addWhole,
  combineWholeSums,
  emptyWholeSum,
  isLow,
  type WholeSum,
  wholeSum,
} from '../exact/whole-sum.ts';
import { decodeWholeSum, encodeWholeSum } from '../exact/whole-sum-json.ts';
import type { FieldType } from '../field-type.ts';
import type { Aggregator, AnyAggregator, Json } from './aggregator.ts';

type Mean<In, Acc> = Aggregator<In, Acc, number | null>;

/**
 * The mean of whole numbers, or of decimals with that many digits after the point.
 *
 * Units: those of the field; for a decimal in whole ones, not in 10⁻ˢᶜᵃˡᵉ.
 *
 * Error: half a unit in the last place: the double nearest to the exact sum divided by the count
 * (property `mean`). Of nothing: `null`.
 */
export const meanWhole = (scale: number): Mean<number, WholeSum> => {
  const perOne = 10 ** scale; // at most 10¹⁵, and so exact
  return {
    encoding: `mean-whole-${scale}/1`,
    create: emptyWholeSum,
    add: addWhole,
    combine: combineWholeSums,
    present: (acc) => {
      if (acc.n === 0) return null;
      const divisor = acc.n * perOne;
      // IEEE division rounds correctly; it is only left to see that both numbers are exact.
      if (isLow(acc) && Number.isSafeInteger(divisor)) return acc.low / divisor + 0;
      return nearestDouble(wholeSum(acc), BigInt(acc.n) * BigInt(perOne));
    },
    encode: (acc) => [acc.n, encodeWholeSum(acc)],
    decode: (encoded) => {
      const [n, sum] = encoded as readonly Json[];
      return decodeWholeSum(sum, Number(n));
    },
  };
};

interface BigMean {
  n: number;
  total: bigint;
}

/** The mean of big whole numbers. Error: as {@link meanWhole}. Of nothing: `null`. */
export const meanBigint: Mean<bigint, BigMean> = {
  encoding: 'mean-bigint/1',
  create: () => ({ n: 0, total: 0n }),
  add: (acc, value) => {
    if (typeof value !== 'bigint') return;
    acc.n += 1;
    acc.total += value;
  },
  combine: (into, from) => {
    into.n += from.n;
    into.total += from.total;
  },
  present: ({ n, total }) => (n === 0 ? null : nearestDouble(total, BigInt(n))),
  encode: ({ n, total }) => [n, total.toString()],
  decode: (encoded) => {
    const [n, total] = encoded as readonly Json[];
    return { n: Number(n), total: BigInt(String(total)) };
  },
};

interface DoubleMean {
  n: number;
  readonly sum: ExactSum;
}

/**
 * The mean of doubles.
 *
 * Error: half a unit in the last place: the double nearest to the exact sum divided by the count, for
 * subnormals and for sums beyond the largest double too (property `mean`). Of nothing: `null`.
 */
export const meanDouble: Mean<number, DoubleMean> = {
  encoding: 'mean-double/1',
  create: () => ({ n: 0, sum: emptySum() }),
  add: (acc, value) => {
    if (addExactly(acc.sum, value)) acc.n += 1;
  },
  combine: (into, from) => {
    combineSums(into.sum, from.sum);
    into.n += from.n;
  },
  present: ({ n, sum }) => {
    if (n === 0) return null;
    if (isPair(sum) && sum.low === 0) return sum.high / n + 0;
    const { units, exponent } = exactValue(sum);
    return nearestDouble(units, BigInt(n), exponent);
  },
  encode: ({ n, sum }) => [n, encodeSum(sum)],
  decode: (encoded) => {
    const [n, sum] = encoded as readonly Json[];
    return { n: Number(n), sum: decodeSum(sum ?? null) };
  },
};

/** The mean of a field of that type, which is a number. */
export function meanOf(type: FieldType): AnyAggregator {
  if (type.kind === 'bigint') return meanBigint;
  if (type.kind === 'double') return meanDouble;
  return meanWhole(type.kind === 'decimal' ? type.scale : 0);
}
