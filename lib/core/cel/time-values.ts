import { daysFromCivil, daysInMonth, formatInstant } from '../instant.ts';
import { EARLIEST_EVENT_TIME, LATEST_EVENT_TIME } from '../time.ts';
import { Duration, Failure, Timestamp } from './values.ts';

const NANOS_PER_MS = 1_000_000;

/** Most that a duration holds: some 10,000 years, as Protocol Buffers say. Units: milliseconds. */
const MAX_DURATION_MS = 315_576_000_000_000;

/** Most nanoseconds between two times: those of 64 bits. */
const MAX_BETWEEN_MS = Number(2n ** 63n / 1_000_000n);

/** The point in time, if it lies in the years 0001 to 9999. */
export function timestamp(ms: number, nanos: number): Timestamp | Failure {
  const [at, rest] = carried(ms, nanos);
  if (at >= EARLIEST_EVENT_TIME && at <= LATEST_EVENT_TIME) return new Timestamp(at, rest);
  return new Failure('the time is outside the years 0001 to 9999');
}

/** The length of time, if it is no longer than 10,000 years. */
export function durationOf(ms: number, nanos: number): Duration | Failure {
  const [length, rest] = carried(ms, nanos);
  if (Math.abs(length) <= MAX_DURATION_MS) return new Duration(length, rest);
  return new Failure('the duration is longer than 10,000 years');
}

const carried = (ms: number, nanos: number): readonly [number, number] => {
  const more = Math.floor(nanos / NANOS_PER_MS);
  return [ms + more, nanos - more * NANOS_PER_MS];
};

export const addToTime = (at: Timestamp, by: Duration, sign = 1): Timestamp | Failure =>
  timestamp(at.ms + sign * by.ms, at.nanos + sign * by.nanos);

export const addDurations = (a: Duration, b: Duration, sign: number): Duration | Failure =>
  durationOf(a.ms + sign * b.ms, a.nanos + sign * b.nanos);

export function timeBetween(to: Timestamp, from: Timestamp): Duration | Failure {
  const between = durationOf(to.ms - from.ms, to.nanos - from.nanos);
  if (between instanceof Failure || Math.abs(between.ms) < MAX_BETWEEN_MS) return between;
  return new Failure('the times are further apart than 64 bits of nanoseconds');
}

const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** A point in time as RFC 3339 writes it: `2026-03-01T08:00:00.5Z`. */
export function readTimestamp(text: string): Timestamp | Failure {
  const match = RFC_3339.exec(text);
  const wrong = new Failure(`"${text.slice(0, 60)}" is no time as RFC 3339 writes it`);
  if (match === null) return wrong;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(Number);
  const [offsetHours, offsetMinutes] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return wrong;
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 23 || offsetMinutes > 59)
    return wrong;
  const offset = (offsetHours * 60 + offsetMinutes) * (match[8] === '-' ? -1 : 1);
  const minutes = hour * 60 + minute - offset;
  const ms = daysFromCivil(year, month, day) * 86_400_000 + minutes * 60_000 + second * 1_000;
  return timestamp(ms, Number((match[7] ?? '').padEnd(9, '0')));
}

/** RFC 3339 in UTC, with no more digits of a second than it needs. */
export function timestampText({ ms, nanos }: Timestamp): string {
  const [seconds = ''] = formatInstant(ms).split('.');
  return `${seconds}${fraction(((ms % 1_000) + 1_000) % 1_000, nanos)}Z`;
}

/** Seconds and their fraction, as Protocol Buffers write durations: `-1.5s`. */
export function durationText({ ms, nanos }: Duration): string {
  const negative = ms < 0;
  const total = BigInt(ms) * 1_000_000n + BigInt(nanos);
  const absolute = negative ? -total : total;
  const rest = Number(absolute % 1_000_000_000n);
  const digits = fraction(Math.floor(rest / NANOS_PER_MS), rest % NANOS_PER_MS);
  return `${negative ? '-' : ''}${absolute / 1_000_000_000n}${digits}s`;
}

function fraction(ms: number, nanos: number): string {
  const digits = `${ms}`.padStart(3, '0') + `${nanos}`.padStart(6, '0');
  const needed = digits.replace(/0+$/, '');
  return needed === '' ? '' : `.${needed}`;
}

const NANOS: Readonly<Record<string, number>> = {
  h: 3.6e12,
  m: 6e10,
  s: 1e9,
  ms: 1e6,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ns: 1,
};

const DURATION = /^([+-])?((?:(?:\d+(?:\.\d*)?|\.\d+)(?:h|ms|m|s|us|µs|μs|ns))+|0)$/;

/** A length of time as Go writes it: `1h30m`, `-1.5s`, `250ms`. */
export function readDuration(text: string): Duration | Failure {
  const match = text.length > 100 ? null : DURATION.exec(text);
  if (match === null) {
    return new Failure(`"${text.slice(0, 60)}" is no duration such as "1h30m" or "1.5s"`);
  }
  let nanos = 0n;
  for (const [, whole = '', part = '', unit = ''] of (match[2] ?? '').matchAll(
    /(\d*)(?:\.(\d*))?(h|ms|m|s|us|µs|μs|ns)/g,
  )) {
    const size = BigInt(NANOS[unit] ?? 0);
    nanos += BigInt(whole || '0') * size;
    nanos += (BigInt(part || '0') * size) / 10n ** BigInt(part.length);
  }
  if (nanos > 2n ** 63n) return new Failure('the duration is longer than 64 bits of nanoseconds');
  return fromNanos(match[1] === '-' ? -nanos : nanos);
}

function fromNanos(nanos: bigint): Duration | Failure {
  const ms = nanos / 1_000_000n;
  return durationOf(Number(ms), Number(nanos - ms * 1_000_000n));
}
