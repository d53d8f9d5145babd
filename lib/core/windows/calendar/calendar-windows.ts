import type { EventTime } from '../../time.ts';
import type { Window } from '../window.ts';
import type { WindowAssigner } from '../window-assigner.ts';
import { type CalendarUnit, firstDay, nextFirstDay } from './civil.ts';
import type { ZoneOffset } from './zone.ts';

const DAY_MS = 86_400_000;

/**
 * Windows of a calendar unit by the clocks of a time zone.
 *
 * A unit begins at the first instant at which those clocks show its first day or a later one. So a
 * day has 23 or 25 hours when clocks change, begins at 01:00 where clocks skip midnight, and has no
 * window at all where the date is skipped. Every instant lies in exactly one window.
 */
export function calendarAssigner(unit: CalendarUnit, offsetAt: ZoneOffset): WindowAssigner {
  let known: Window = { start: 0, end: 0 };

  function windowAt(at: EventTime): Window {
    if (at >= known.start && at < known.end) return known;
    const day = Math.floor((at + offsetAt(at)) / DAY_MS);
    let first = firstDay(unit, day);
    let start = startOfDay(first, offsetAt);
    for (;;) {
      first = nextFirstDay(unit, first);
      const end = startOfDay(first, offsetAt);
      known = { start, end };
      if (end > at) return known;
      start = end; // the clocks show the day a second time, after they had shown the next
    }
  }

  return {
    lastStart: (at) => windowAt(at).start,
    previousStart: (start) => windowAt(start - 1).start,
    endOf: (start) => windowAt(start).end,
    overlap: false,
  };
}

/** The first instant at which the clocks show the day, or a later one. */
export function startOfDay(day: number, offsetAt: ZoneOffset): EventTime {
  const midnight = day * DAY_MS;
  const before = offsetAt(midnight - DAY_MS);
  const after = offsetAt(midnight + DAY_MS);
  const earliest = midnight - Math.max(before, after);
  const latest = midnight - Math.min(before, after);
  for (const at of [earliest, latest]) if (at + offsetAt(at) === midnight) return at;
  return firstFrom(midnight, [earliest, latest], offsetAt);
}

/** The instant at which clocks skip midnight: `from` lies before it, `to` does not. */
function firstFrom(
  midnight: EventTime,
  [from, to]: readonly [EventTime, EventTime],
  offsetAt: ZoneOffset,
): EventTime {
  let [low, high] = [from - 1, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (middle + offsetAt(middle) >= midnight) high = middle;
    else low = middle;
  }
  return high;
}
