import {
  addExactly,
  combineSums,
  type ExactSum,
  emptySum,
  roundedSum,
} from '../exact/exact-sum.ts';
import { decodeSum, encodeSum } from '../exact/exact-sum-json.ts';
import {
  addWhole,
  combineWholeSums,
  emptyWholeSum,
  numberOrBig,
  type WholeSum,
  wholeSum,
} from '../exact/whole-sum.ts';
import { decodeWholeSum, encodeWholeSum } from '../exact/whole-sum-json.ts';
import type { FieldType } from '../field-type.ts';
import type { DecimalValue } from '../value.ts';
import type { Aggregator, AnyAggregator } from './aggregator.ts';

const whole = {
  create: emptyWholeSum,
  add: addWhole,
  combine: combineWholeSums,
  encode: (acc: WholeSum) => (acc.n === 0 ? null : encodeWholeSum(acc)),
  decode: (encoded: Parameters<typeof decodeWholeSum>[0]) =>
    encoded === null ? emptyWholeSum() : decodeWholeSum(encoded, 1),
};

/**
 * The sum of whole numbers; a `bigint` if it passes 2⁵³−1 in magnitude. Of nothing: `null`.
 *
 * Units: those of the field.
 *
 * Error: none (property `sum of int`).
 */
export const sumInt: Aggregator<number, WholeSum, number | bigint | null> = {
  encoding: 'sum-int/1',
  ...whole,
  present: (acc) => (acc.n === 0 ? null : numberOrBig(acc)),
};

/**
 * The sum of decimals, with their scale. Of nothing: `null`.
 *
 * Error: none; the units are added as integers (property `sum of decimal`).
 */
export const sumDecimal = (scale: number): Aggregator<number, WholeSum, DecimalValue | null> => ({
  encoding: `sum-decimal-${scale}/1`,
  ...whole,
  present: (acc) => (acc.n === 0 ? null : { units: wholeSum(acc), scale }),
});

interface BigSum {
  total: bigint | null;
}

/**
 * The sum of big whole numbers. Of nothing: `null`.
 *
 * Error: none. It may have more digits than its values: a store for 38 may not hold it.
 */
export const sumBigint: Aggregator<bigint, BigSum, bigint | null> = {
  encoding: 'sum-bigint/1',
  create: () => ({ total: null }),
  add: (acc, value) => {
    if (typeof value === 'bigint') acc.total = (acc.total ?? 0n) + value;
  },
  combine: (into, { total }) => {
    if (total !== null) into.total = (into.total ?? 0n) + total;
  },
  present: ({ total }) => total,
  encode: ({ total }) => total?.toString() ?? null,
  decode: (encoded) => ({ total: encoded === null ? null : BigInt(String(encoded)) }),
};

interface DoubleSum {
  any: boolean;
  readonly sum: ExactSum;
}

/**
 * The sum of doubles, exactly rounded: the double nearest to the sum of the real numbers.
 *
 * What happens on the way does not show: `[1e308, 1e308, -1e308]` gives `1e308`, `[1e100, 1, -1e100]`
 * gives 1. A sum that is zero is +0, even one of nothing but −0. Of nothing: `null`.
 *
 * Units: those of the field.
 *
 * Error: half a unit in the last place, ties to even; an infinity if, and only if, the exact sum is
 * beyond the largest double (property `sum of double`).
 *
 * Source: as Python's `math.fsum`; see {@link addExactly}.
 */
export const sumDouble: Aggregator<number, DoubleSum, number | null> = {
  encoding: 'sum-double/1',
  create: () => ({ any: false, sum: emptySum() }),
  add: (acc, value) => {
    if (addExactly(acc.sum, value)) acc.any = true;
  },
  combine: (into, from) => {
    combineSums(into.sum, from.sum);
    into.any ||= from.any;
  },
  present: ({ any, sum }) => (any ? roundedSum(sum) : null),
  encode: ({ any, sum }) => (any ? encodeSum(sum) : null),
  decode: (encoded) => ({ any: encoded !== null, sum: decodeSum(encoded) }),
};

/** The sum of a field of that type, which is a number. */
export function sumOf(type: FieldType): AnyAggregator {
  if (type.kind === 'decimal') return sumDecimal(type.scale);
  if (type.kind === 'bigint') return sumBigint;
  return type.kind === 'double' ? sumDouble : sumInt;
}
