import { daysFromCivil, daysInMonth, isEventTime, parseInstant } from './instant.ts';
import type { EventTime } from './time.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A time as it was written: what the clock showed, and how far that clock was ahead of UTC. */
export interface WrittenTime {
  /** Milliseconds since 1970 as if the clock showed UTC. */
  readonly local: number;
  /** Milliseconds ahead of UTC; none if nothing is said about it. */
  readonly offset?: number;
  /** Name of a time zone in the place of an offset: `Europe/Berlin`. */
  readonly zone?: string;
  /** It names the 61st second of a minute. */
  readonly isLeap: boolean;
}

const DATE = '(\\d{4})([-/]?)(\\d\\d)\\2(\\d\\d)';
const TIME = '(\\d\\d):?(\\d\\d)(?::?(\\d\\d)(?:[.,](\\d{1,12}))?)?';
const OFFSET = 'Z|UTC|GMT|UT|[+-]\\d\\d(?::?\\d\\d(?::?\\d\\d)?)?';
const NAME = '[A-Z][A-Za-z_]+(?:/[A-Za-z0-9_+-]+){1,2}';

/** Year first, as ISO-8601, databases and most languages write it. */
const YEAR_FIRST = new RegExp(
  // behind an offset Go writes the name of its zone and its own clock, Java the name in brackets
  `^${DATE}(?:(?:T| +)${TIME} ?(?:(${OFFSET})(?: [A-Z]{1,5}| [+-]\\d\\d(?:\\d\\d)?)?(?: m=[+-][\\d.]+)?(?:\\[[^\\]]+\\])?|(${NAME}))?)?$`,
  'i',
);

const CLOCK = '(\\d\\d):(\\d\\d):(\\d\\d)';
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** `Sun, 01 Mar 2026 10:00:00 GMT`, as mails and HTTP have it. */
const MAIL = new RegExp(
  `^(?:[A-Z]{3}, )?(\\d{1,2}) ([A-Z]{3}) (\\d{4}) ${CLOCK} (${OFFSET})$`,
  'i',
);

/** `Sun Mar 01 10:00:00 UTC 2026`, as Java and `date` have it. */
const UNIX = new RegExp(`^[A-Z]{3} ([A-Z]{3}) +(\\d{1,2}) ${CLOCK} (${OFFSET}) (\\d{4})$`, 'i');

/** `Sun Mar 01 2026 10:00:00 GMT+0000 (…)`, as JavaScript has it. */
const SCRIPT = new RegExp(
  `^[A-Z]{3} ([A-Z]{3}) (\\d\\d) (\\d{4}) ${CLOCK} GMT([+-]\\d{4})(?: \\([^)]*\\))?$`,
  'i',
);

/**
 * Reads a time as databases, dataframes and languages write it, with a zone or without.
 *
 * Year first, with `T` or a space, a point or a comma before up to twelve digits of a fraction, and the
 * zone as `Z`, `UTC`, `+01`, `+0100` or `+01:00`; or one of the English forms of mails, Java and
 * JavaScript. What is finer than a millisecond is cut off. A leap second is the second before it, as
 * Temporal has it; 24:00 is the midnight that follows.
 *
 * @returns `undefined` for anything else, also for days that are not in the calendar.
 */
export function readWrittenTime(text: string): WrittenTime | undefined {
  if (text.length > 100) return undefined;
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst !== null) {
    const [, year, , month, day, hour, minute, second, fraction, offset, zone] = yearFirst;
    const local = localTime([year, month, day, hour, minute, second], fraction);
    return written(local, offset, zone);
  }
  const mail = MAIL.exec(text);
  if (mail !== null) {
    const [, day, month, year, hour, minute, second, offset] = mail;
    return written(localTime([year, monthNamed(month), day, hour, minute, second]), offset);
  }
  const unix = UNIX.exec(text);
  if (unix !== null) {
    const [, month, day, hour, minute, second, offset, year] = unix;
    return written(localTime([year, monthNamed(month), day, hour, minute, second]), offset);
  }
  const [, month, day, year, hour, minute, second, offset] = SCRIPT.exec(text) ?? [];
  if (year === undefined) return undefined;
  return written(localTime([year, monthNamed(month), day, hour, minute, second]), offset);
}

/**
 * The instant of a text that says its zone by an offset: ISO-8601, and what {@link readWrittenTime} takes.
 *
 * @returns `undefined` for anything else, and outside of the years 0001 to 9999.
 */
export function readInstant(text: string): EventTime | undefined {
  const strict = parseInstant(text);
  if (strict !== undefined) return strict;
  const time = readWrittenTime(text);
  return time?.offset === undefined ? undefined : instantOfWritten(time, time.offset);
}

/**
 * The instant of a time whose clock is so many milliseconds ahead of UTC.
 *
 * @returns `undefined` outside of the years 0001 to 9999, and for a leap second that no day in UTC ends with.
 */
export function instantOfWritten(
  { local, isLeap }: WrittenTime,
  offset: number,
): EventTime | undefined {
  const at = local - offset;
  const isLastSecond = at - Math.floor(at / DAY_MS) * DAY_MS >= DAY_MS - 1_000;
  return isEventTime(at) && (isLastSecond || !isLeap) ? at : undefined;
}

const monthNamed = (name = ''): string => `${MONTHS.indexOf(name.toLowerCase()) + 1}`;

function written(
  time: WrittenTime | undefined,
  offset: string | undefined,
  zone?: string,
): WrittenTime | undefined {
  if (time === undefined) return undefined;
  if (zone !== undefined) return { ...time, zone };
  if (offset === undefined) return time;
  const ms = offsetOf(offset);
  return ms === undefined ? undefined : { ...time, offset: ms };
}

function offsetOf(text: string): number | undefined {
  const parts = /^([+-])(\d\d):?(\d\d)?:?(\d\d)?$/.exec(text);
  if (parts === null) return 0; // one of the names of UTC
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = parts;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const ms = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS + Number(seconds) * 1_000;
  return sign === '-' ? 0 - ms : ms;
}

function localTime(
  parts: readonly (string | undefined)[],
  fraction: string | undefined = '0',
): WrittenTime | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part) =>
    Number(part ?? 0),
  );
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  const ms = Number(fraction.padEnd(3, '0').slice(0, 3));
  const isMidnight = hour === 24 && minute === 0 && second === 0 && Number(fraction) === 0;
  const isLeap = second === 60;
  if ((hour > 23 && !isMidnight) || minute > 59 || (second > 59 && !isLeap)) return undefined;
  const clock = (hour * 60 + minute) * MINUTE_MS + (isLeap ? 59 : second) * 1_000 + ms;
  return { local: daysFromCivil(year, month, day) * DAY_MS + clock, isLeap };
}
