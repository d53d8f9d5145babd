import { daysFromCivil, formatInstant, isEventTime } from '../../instant.ts';
import { type ZoneOffset, zoneOffset } from '../../windows/calendar/zone.ts';
import type { Overload } from '../typed.ts';
import { type Duration, Failure, type Timestamp } from '../values.ts';
import { overload } from './overload.ts';

const DAY_MS = 86_400_000;

/** A calendar's reading of an instant that is shifted to a zone. */
interface Reading {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly msOfDay: number;
  readonly days: number;
}

function readingOf(local: number): Reading {
  const days = Math.floor(local / DAY_MS);
  const [year = 0, month = 0, day = 0] = formatInstant(days * DAY_MS)
    .slice(0, 10)
    .split('-')
    .map(Number);
  return { year, month, day, msOfDay: local - days * DAY_MS, days };
}

const GETTERS: Readonly<Record<string, (reading: Reading) => number>> = {
  getFullYear: ({ year }) => year,
  getMonth: ({ month }) => month - 1,
  getDate: ({ day }) => day,
  getDayOfMonth: ({ day }) => day - 1,
  getDayOfWeek: ({ days }) => (((days + 4) % 7) + 7) % 7,
  getDayOfYear: ({ year, days }) => days - daysFromCivil(year, 1, 1),
  getHours: ({ msOfDay }) => Math.floor(msOfDay / 3_600_000),
  getMinutes: ({ msOfDay }) => Math.floor(msOfDay / 60_000) % 60,
  getSeconds: ({ msOfDay }) => Math.floor(msOfDay / 1_000) % 60,
  getMilliseconds: ({ msOfDay }) => msOfDay % 1_000,
};

const FIXED = /^([+-])?(\d\d):(\d\d)$/;

const zones = new Map<string, ZoneOffset | Failure>();

/** Most zones whose rules are kept at a time. */
const KEPT_ZONES = 100;

function zoneNamed(name: string): ZoneOffset | Failure {
  const known = zones.get(name);
  if (known !== undefined) return known;
  if (zones.size >= KEPT_ZONES) zones.clear();
  const zone = readZone(name);
  zones.set(name, zone);
  return zone;
}

function readZone(name: string): ZoneOffset | Failure {
  const fixed = FIXED.exec(name);
  if (fixed !== null) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3]);
    const offset = (fixed[1] === '-' ? -minutes : minutes) * 60_000;
    return () => offset;
  }
  try {
    return zoneOffset(name);
  } catch {
    return new Failure(`there is no time zone "${name.slice(0, 60)}"`);
  }
}

const getters = Object.entries(GETTERS).flatMap(([name, get]) => [
  overload(`timestamp.${name}() int`, ({ ms }: Timestamp) => get(readingOf(ms))),
  overload(`timestamp.${name}(string) int`, ({ ms }: Timestamp, zone: string) => {
    const offset = zoneNamed(zone);
    if (offset instanceof Failure) return offset;
    const local = ms + offset(ms);
    return isEventTime(local)
      ? get(readingOf(local))
      : new Failure('the time is outside the years 0001 to 9999');
  }),
]);

const ofDuration = (name: string, size: number): Overload =>
  overload(`duration.${name}() int`, ({ ms }: Duration) => Math.trunc(ms / size) + 0);

/** Parts of times, in UTC or a zone, and lengths of durations in units. */
export const TIMES: readonly Overload[] = [
  ...getters,
  ofDuration('getHours', 3_600_000),
  ofDuration('getMinutes', 60_000),
  ofDuration('getSeconds', 1_000),
  overload('duration.getMilliseconds() int', ({ ms }: Duration) => (ms % 1_000) + 0),
];
