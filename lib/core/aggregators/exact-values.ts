import { dyadic, minus, plus, times } from '../exact/dyadic.ts';
import { nearestDouble } from '../exact/nearest-double.ts';
import type { FieldType } from '../field-type.ts';
import type { AnyAggregator } from './aggregator.ts';
import type { FieldValue } from './field-values.ts';
import { decimalFraction, rankOf } from './fraction.ts';
import type { PercentileMethod } from './spec.ts';
import { sumOf } from './sum.ts';
import { type Counted, valueCounts } from './value-counts.ts';

const total = (counted: Counted): number => counted.reduce((sum, [, n]) => sum + n, 0);

/** The value at a place in the order of all, counted from 1. */
function valueAt(counted: Counted, place: number): FieldValue {
  let before = 0;
  for (const [value, n] of counted) {
    before += n;
    if (before >= place) return value;
  }
  throw new RangeError(`no value at ${place} of ${before}`);
}

/**
 * The exact percentile: `discrete` is the value at rank ⌈p·n⌉, or 1; `continuous` lies at `p·(n − 1)`,
 * counted from 0, in proportion between the two values beside it, `p` being the decimal fraction that was
 * written. Of nothing: `null`.
 *
 * Units: those of the field; a continuous one of decimals in whole ones.
 *
 * Error: none for `discrete`; half a unit in the last place for `continuous`.
 */
export function percentile(
  type: FieldType,
  {
    p,
    method,
    cap,
  }: { readonly p: number; readonly method: PercentileMethod; readonly cap: number },
): AnyAggregator {
  const fraction = decimalFraction(p);
  if (method === 'discrete') {
    return valueCounts(type, { name: 'value-counts', cap }, (counted, { present }) =>
      present(valueAt(counted, rankOf(fraction, total(counted)))),
    );
  }
  const perOne = type.kind === 'decimal' ? 10n ** BigInt(type.scale) : 1n;
  const { numerator, denominator } = fraction;
  return valueCounts(type, { name: 'value-counts', cap }, (counted) => {
    const place = numerator * BigInt(total(counted) - 1);
    const floor = place / denominator;
    const rest = place - floor * denominator;
    const low = exactly(valueAt(counted, Number(floor) + 1));
    const high = rest === 0n ? low : exactly(valueAt(counted, Number(floor) + 2));
    const part = times(minus(high, low), { units: rest, exponent: 0 });
    const { units, exponent } = plus(times(low, { units: denominator, exponent: 0 }), part);
    return nearestDouble(units, denominator * perOne, exponent);
  });
}

const exactly = (value: FieldValue) =>
  typeof value === 'bigint' ? { units: value, exponent: 0 } : dyadic(Number(value));

/** The value that came most often; of several the least. Of nothing: `null`. Error: none. */
export const mode = (type: FieldType, cap: number): AnyAggregator =>
  valueCounts(type, { name: 'value-counts', cap }, (counted, { present }) => {
    const most = counted.reduce((best, one) => (one[1] > best[1] ? one : best));
    return present(most[0]);
  });

/** The sum of the different values, with the error of a sum. Of nothing: `null`. */
export function sumDistinct(type: FieldType, cap: number): AnyAggregator {
  const sum = sumOf(type);
  return valueCounts(type, { name: 'value-counts', cap }, (counted) => {
    const acc = sum.create();
    for (const [value] of counted) sum.add(acc, value);
    return sum.present(acc);
  });
}
