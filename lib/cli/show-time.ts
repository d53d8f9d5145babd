import { formatInstant } from '../core/instant.ts';
import { type EventTime, LATEST_EVENT_TIME } from '../core/time.ts';

/** An instant for people, in UTC and no finer than needed: `2010-12-01 08:00`. */
export function showTime(at: EventTime, precision: TimePrecision = precisionOf([at])): string {
  if (at > LATEST_EVENT_TIME) return 'the end of time';
  if (!Number.isFinite(at)) return 'nothing yet';
  return formatInstant(at).slice(0, LENGTHS[precision]).replace('T', ' ');
}

export type TimePrecision = 'day' | 'minute' | 'second' | 'ms';

const LENGTHS: Readonly<Record<TimePrecision, number>> = {
  day: 10,
  minute: 16,
  second: 19,
  ms: 23,
};

/** The coarsest precision that shows all of the instants in full. */
export function precisionOf(instants: Iterable<EventTime>): TimePrecision {
  const all = [...instants].filter(Number.isFinite);
  const fits = (ms: number): boolean => all.every((at) => at % ms === 0);
  if (fits(86_400_000)) return 'day';
  if (fits(60_000)) return 'minute';
  return fits(1_000) ? 'second' : 'ms';
}
