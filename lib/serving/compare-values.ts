import type { OutputType } from '../core/aggregators/output-type.ts';
import { isDecimal, type Value } from '../core/value.ts';

/** Whether values of the type have an order of size, so that they can be ranked and drawn. */
export const isNumeric = ({ kind }: OutputType): boolean =>
  kind === 'int' || kind === 'bigint' || kind === 'double' || kind === 'decimal';

/**
 * Order by size; whole numbers and decimals are not rounded to be compared. What is no number comes
 * before all.
 *
 * @returns Negative if `a` is the smaller one.
 */
export function compareValues(a: Value, b: Value): number {
  const [x, y] = [exactNumber(a), exactNumber(b)];
  if (x === undefined || y === undefined) return Number(x !== undefined) - Number(y !== undefined);
  if (!isDecimal(x) && !isDecimal(y)) return x < y ? -1 : Number(x > y); // bigint and number too
  if (typeof x === 'number' || typeof y === 'number') return sizeOf(x) - sizeOf(y);
  const scale = Math.max(scaleOf(x), scaleOf(y));
  const difference = unitsAt(x, scale) - unitsAt(y, scale);
  return difference < 0n ? -1 : Number(difference > 0n);
}

type Numeric = number | bigint | { readonly units: bigint; readonly scale: number };

function exactNumber(value: Value): Numeric | undefined {
  if (typeof value === 'bigint' || isDecimal(value)) return value;
  return typeof value === 'number' && !Number.isNaN(value) ? value : undefined;
}

const scaleOf = (value: Exclude<Numeric, number>): number => (isDecimal(value) ? value.scale : 0);

const unitsAt = (value: Exclude<Numeric, number>, scale: number): bigint =>
  isDecimal(value)
    ? value.units * 10n ** BigInt(scale - value.scale)
    : value * 10n ** BigInt(scale);

/** The nearest double of a number, for drawings; `undefined` of anything else. */
export function nearestNumber(value: Value): number | undefined {
  const exact = exactNumber(value);
  return exact === undefined ? undefined : sizeOf(exact);
}

const sizeOf = (value: Numeric): number =>
  isDecimal(value) ? Number(value.units) / 10 ** value.scale : Number(value);
