import { EARLIEST_EVENT_TIME, type EventTime, LATEST_EVENT_TIME } from './time.ts';

const DAY_MS = 86_400_000;

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d):(\d\d))$/;

/**
 * Days from 1970-01-01 to a date of the Gregorian calendar, proleptic; exact for all years.
 *
 * Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
 */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Days of a month of the Gregorian calendar. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/**
 * Milliseconds of `YYYY-MM-DDTHH:MM[:SS[.fraction]]` with `Z` or an offset `±hh:mm`.
 *
 * Strict: the day must be in the calendar, hours end at 23, seconds at 59, and a zone is required.
 * Up to nine digits of a fraction are read; what is finer than a millisecond is cut off, as the
 * instant lies within that millisecond. Only the years 0001 to 9999 in UTC.
 *
 * @returns `undefined` for anything else.
 */
export function parseInstant(text: string): EventTime | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const ms = Number((match[7] ?? '0').padEnd(3, '0').slice(0, 3));
  const offset = Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  if (Number(match[9] ?? 0) > 23 || Number(match[10] ?? 0) > 59) return undefined;
  const minutes = hour * 60 + minute - (match[8] === '-' ? -offset : offset);
  const at = daysFromCivil(year, month, day) * DAY_MS + minutes * 60_000 + second * 1_000 + ms;
  return isEventTime(at) ? at : undefined;
}

/** Whether a number is a whole millisecond of the years 0001 to 9999. */
export const isEventTime = (ms: number): ms is EventTime =>
  Number.isInteger(ms) && ms >= EARLIEST_EVENT_TIME && ms <= LATEST_EVENT_TIME;

const TWO_DIGITS = Array.from({ length: 100 }, (_, i) => `${i}`.padStart(2, '0'));
const two = (value: number): string => TWO_DIGITS[value] as string;

/**
 * ISO-8601 in UTC with milliseconds, always 24 characters, so that order of text is order of time:
 * `2010-12-01T08:26:00.000Z`. Only for the years 0001 to 9999; what ends at the end of the last of them
 * has a year of six digits and a sign, as ECMAScript writes it: `+010000-01-01T00:00:00.000Z`.
 *
 * Source: H. Hinnant, `civil_from_days`.
 */
export function formatInstant(at: EventTime): string {
  const days = Math.floor(at / DAY_MS);
  const ms = at - days * DAY_MS;
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const seconds = Math.floor(ms / 1_000);
  const [hour, minute] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const years = year > 9_999 ? `+0${year}` : `${two(Math.floor(year / 100))}${two(year % 100)}`;
  const date = `${years}-${two(month)}-${two(day)}`;
  const fraction = ms % 1_000;
  const millis = `${Math.floor(fraction / 100)}${two(fraction % 100)}`;
  return `${date}T${two(hour)}:${two(minute)}:${two(seconds % 60)}.${millis}Z`;
}
