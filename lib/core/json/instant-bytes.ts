import { daysFromCivil, daysInMonth } from '../instant.ts';
import { EARLIEST_EVENT_TIME, type EventTime, LATEST_EVENT_TIME } from '../time.ts';

const DAY_MS = 86_400_000;
const DASH = 0x2d;
const COLON = 0x3a;

/** Value of two digits, negative far beyond any sum if one is not a digit. */
const NO_DIGIT = -1_000_000;

function two(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - 0x30;
  const ones = (bytes[at + 1] as number) - 0x30;
  return (tens | (9 - tens) | ones | (9 - ones)) < 0 ? NO_DIGIT : tens * 10 + ones;
}

/** The date that was last seen, and its days since 1970: events of one day come together. */
let latestDate = -1;
let latestDays = 0;

/**
 * Milliseconds of the ISO-8601 text in `from ≤ i < to`, by the rules of `parseInstant`, without
 * making text of it.
 *
 * @returns `NaN` if it is not an instant.
 */
export function instantAt(bytes: Uint8Array, from: number, to: number): EventTime {
  const length = to - from;
  if (length < 17 || length > 35) return Number.NaN; // from YYYY-MM-DDTHH:MMZ to .123456789+00:00
  const year = two(bytes, from) * 100 + two(bytes, from + 2);
  const month = two(bytes, from + 5);
  const day = two(bytes, from + 8);
  const hour = two(bytes, from + 11);
  const minute = two(bytes, from + 14);
  if (
    bytes[from + 4] !== DASH ||
    bytes[from + 7] !== DASH ||
    bytes[from + 10] !== 0x54 ||
    bytes[from + 13] !== COLON ||
    (year | (month - 1) | (12 - month) | (day - 1) | hour | (23 - hour) | minute) < 0 ||
    minute > 59 ||
    (day > 28 && day > daysInMonth(year, month))
  ) {
    return Number.NaN;
  }
  let p = from + 16;
  let ms = 0;
  if (bytes[p] === COLON) {
    const second = p + 3 < to ? two(bytes, p + 1) : NO_DIGIT;
    if (second < 0 || second > 59) return Number.NaN;
    ms = second * 1_000;
    p += 3;
    if (bytes[p] === 0x2e) {
      const first = ++p;
      for (let unit = 100; p < to; p++, unit = Math.trunc(unit / 10)) {
        const digit = (bytes[p] as number) - 0x30;
        if ((digit | (9 - digit)) < 0) break;
        ms += digit * unit;
      }
      if (p === first || p > first + 9) return Number.NaN;
    }
  }
  const date = (year * 16 + month) * 32 + day;
  if (date !== latestDate) {
    latestDays = daysFromCivil(year, month, day);
    latestDate = date;
  }
  const at = latestDays * DAY_MS + (hour * 60 + minute) * 60_000 + ms;
  const utc = at - zoneAt(bytes, p, to) * 60_000;
  return utc >= EARLIEST_EVENT_TIME && utc <= LATEST_EVENT_TIME ? utc : Number.NaN;
}

/** Minutes that a zone is ahead of UTC; `NaN` unless `Z` or `±hh:mm` is all that is left. */
function zoneAt(bytes: Uint8Array, at: number, to: number): number {
  const sign = bytes[at];
  if (sign === 0x5a) return at + 1 === to ? 0 : Number.NaN;
  if (at + 6 !== to || bytes[at + 3] !== COLON) return Number.NaN;
  const hours = two(bytes, at + 1);
  const minutes = two(bytes, at + 4);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return Number.NaN;
  if (sign !== 0x2b && sign !== DASH) return Number.NaN;
  return sign === DASH ? -(hours * 60 + minutes) : hours * 60 + minutes;
}
