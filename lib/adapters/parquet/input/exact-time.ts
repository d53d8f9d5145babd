import type { TimeUnit } from 'hyparquet';
import { formatInstant, isEventTime } from '../../../core/instant.ts';
import type { Stored } from './plain.ts';
import { Unsound } from './unsound.ts';

const DAY_MS = 86_400_000;
const DAY_NS = 86_400_000_000_000n;
const JULIAN_1970 = 2_440_588n;

/** Nanoseconds of a unit. */
const NANOS: Readonly<Record<TimeUnit, bigint>> = { MILLIS: 1_000_000n, MICROS: 1_000n, NANOS: 1n };

/** Nanoseconds since 1970. */
export const nanosOf = (stored: Stored, unit: TimeUnit): bigint => integerOf(stored) * NANOS[unit];

function integerOf(stored: Stored): bigint {
  if (typeof stored === 'bigint' || typeof stored === 'number') return BigInt(stored);
  throw new Unsound('a time that is no number', 'one');
}

/** Nanoseconds since 1970 of an INT96: of the day, and the Julian day. */
export function nanosOfInt96(stored: Stored): bigint {
  if (!(stored instanceof Uint8Array)) throw new Unsound('an INT96 of other bytes', '12 of them');
  const day = BigInt(stored.readInt32LE(8)) - JULIAN_1970;
  return day * DAY_NS + stored.readBigInt64LE(0);
}

/** Nanoseconds since 1970 of days since then. */
export const nanosOfDays = (stored: Stored): bigint => integerOf(stored) * DAY_NS;

/** The millisecond that holds it: before 1970 too, the one that began last. */
export function millisOf(nanos: bigint): number {
  const millis = nanos / 1_000_000n;
  return Number(nanos % 1_000_000n < 0n ? millis - 1n : millis);
}

/** The date, and the time to the last digit: `2026-03-01T10:00:00.000001`; nothing outside of the years 0001 to 9999. */
export function clockText(nanos: bigint): string | undefined {
  const at = millisOf(nanos);
  if (!isEventTime(at)) return undefined;
  const finer = nanos - BigInt(at) * 1_000_000n;
  const fraction = finer === 0n ? '' : finer.toString().padStart(6, '0').replace(/0+$/, '');
  return `${formatInstant(at).slice(0, -1)}${fraction}`;
}

/** The time of a day. */
export function timeOfDay(stored: Stored, unit: TimeUnit): string | undefined {
  const nanos = nanosOf(stored, unit);
  return nanos >= 0n && nanos < DAY_NS ? clockText(nanos)?.slice(11) : undefined;
}

/** The date of days since 1970. */
export function dateText(stored: Stored): string | undefined {
  const at = Number(integerOf(stored)) * DAY_MS;
  return isEventTime(at) ? formatInstant(at).slice(0, 10) : undefined;
}
