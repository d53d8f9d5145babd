import { compareTexts } from '../compare-texts.ts';
import {
  CelDecimal,
  CelMap,
  type Duration,
  kindOf,
  Optional,
  type Timestamp,
  TypeValue,
  Uint,
  type Value,
} from './values.ts';

/** Order of bytes, one by one. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Order of times and of lengths of time. */
export const compareTimes = (a: Timestamp | Duration, b: Timestamp | Duration): number =>
  a.ms === b.ms ? a.nanos - b.nanos : a.ms - b.ms;

/** Order of decimals of any scale. */
export function compareDecimals(a: CelDecimal, b: CelDecimal): number {
  const scale = Math.max(a.scale, b.scale);
  const [x, y] = [unitsAt(a, scale), unitsAt(b, scale)];
  return x === y ? 0 : x < y ? -1 : 1;
}

/** Units of 10⁻ˢᶜᵃˡᵉ; the scale is no smaller than that of the decimal. */
export const unitsAt = ({ units, scale }: CelDecimal, to: number): bigint =>
  to === scale ? units : units * 10n ** BigInt(to - scale);

const NUMBERS = new Set(['int', 'uint', 'double']);

/**
 * Order of two values that have one; NaN where a NaN is among them.
 *
 * Numbers of different kinds are compared by what they are, but no decimal with a double: neither is what
 * the other was written as.
 *
 * @returns `undefined` for values without an order
 */
export function compareValues(a: Value, b: Value): number | undefined {
  const [kind, other] = [kindOf(a), kindOf(b)];
  if (NUMBERS.has(kind) && NUMBERS.has(other)) return compareNumbers(bare(a), bare(b));
  if (kind === 'decimal' || other === 'decimal') {
    const [x, y] = [asDecimal(a), asDecimal(b)];
    return x === undefined || y === undefined ? undefined : compareDecimals(x, y);
  }
  if (kind !== other) return undefined;
  switch (kind) {
    case 'string':
      return compareTexts(a as string, b as string);
    case 'bool':
      return Number(a) - Number(b);
    case 'bytes':
      return compareBytes(a as Uint8Array, b as Uint8Array);
    case 'timestamp':
    case 'duration':
      return compareTimes(a as Timestamp, b as Timestamp);
    default:
      return undefined;
  }
}

const bare = (value: Value): number | bigint =>
  value instanceof Uint ? value.value : (value as number | bigint);

/** Of whole numbers by what they are; beside a double, a whole number is the double nearest to it. */
export function compareNumbers(a: number | bigint, b: number | bigint): number {
  const [x, y] = typeof a === typeof b ? [a, b] : [Number(a), Number(b)];
  if (x < y) return -1;
  if (x > y) return 1;
  return x === y ? 0 : Number.NaN;
}

/** Whole numbers and decimals as decimals. */
export function asDecimal(value: Value): CelDecimal | undefined {
  if (value instanceof CelDecimal) return value;
  const whole = value instanceof Uint ? value.value : value;
  return typeof whole === 'bigint' ? new CelDecimal(whole, 0) : undefined;
}

/** Whether two values are one: of different kinds they are not, unless both are numbers. */
export function isEqual(a: Value, b: Value): boolean {
  if (typeof a === 'string' || typeof a === 'boolean' || a === null) return a === b;
  if (Array.isArray(a)) return Array.isArray(b) && isEqualList(a, b);
  if (a instanceof CelMap) return b instanceof CelMap && isEqualMap(a, b);
  if (a instanceof Optional) return b instanceof Optional && isEqualOptional(a, b);
  if (a instanceof TypeValue) return b instanceof TypeValue && a.name === b.name;
  return compareValues(a, b) === 0;
}

const isEqualList = (a: readonly Value[], b: readonly Value[]): boolean =>
  a.length === b.length && a.every((each, i) => isEqual(each, b[i] as Value));

function isEqualMap(a: CelMap, b: CelMap): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a.entries()) {
    const other = b.get(key);
    if (other === undefined || !isEqual(value, other)) return false;
  }
  return true;
}

function isEqualOptional({ value: a }: Optional, { value: b }: Optional): boolean {
  if (a === undefined || b === undefined) return a === b;
  return isEqual(a, b);
}
