import { addExactly, emptySum, roundedSum } from '../../exact/exact-sum.ts';
import { unitsAt } from '../compare.ts';
import { decimalUnits, int64 } from '../numbers.ts';
import type { Overload } from '../typed.ts';
import { CelDecimal, Failure, type Value } from '../values.ts';
import { overload } from './overload.ts';

const ofInts = (list: readonly bigint[]): unknown =>
  int64(list.reduce((sum, each) => sum + each, 0n));

/** Rounded once, so that no order changes a bit; NaN and infinities as adding them one by one gives. */
function ofDoubles(list: readonly number[]): number {
  const sum = emptySum();
  for (const each of list) {
    if (!addExactly(sum, each)) return list.reduce((total, other) => total + other, 0);
  }
  return roundedSum(sum);
}

function ofDecimals(list: readonly CelDecimal[]): CelDecimal | Failure {
  const scale = list.reduce((most, each) => Math.max(most, each.scale), 0);
  const units = decimalUnits(list.reduce((sum, each) => sum + unitsAt(each, scale), 0n));
  return units instanceof Failure ? units : new CelDecimal(BigInt(units), scale);
}

/** What is found in JSON; whole numbers there are doubles. */
function ofAny(list: Value): Value | Failure {
  if (!Array.isArray(list)) return new Failure('what is no list has no sum');
  const values = list as readonly Value[];
  if (values.every((each) => typeof each === 'number')) return ofDoubles(values);
  return new Failure('a sum is of numbers alone');
}

/** Sums of lists, by what the elements are. */
export const SUMS: Readonly<Partial<Record<string, Overload>>> = {
  int: overload('list.sum() int', ofInts),
  double: overload('list.sum() double', ofDoubles),
  decimal: overload('list.sum() decimal', ofDecimals),
  dyn: overload('dyn.sum() dyn', ofAny),
};
