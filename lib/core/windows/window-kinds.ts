import type { DurationInput, DurationMs } from '../time.ts';
import { CALENDAR_UNITS, type CalendarUnit } from './calendar/civil.ts';
import { zoneOffset } from './calendar/zone.ts';
import type { EventWindows } from './event-windows.ts';
import {
  type AlignedWindows,
  type AlignmentOptions,
  MAX_WINDOWS_PER_EVENT,
  tumbling,
} from './window.ts';
import { invalid, positive } from './window-checks.ts';

/**
 * Windows that last as long as events of the key follow each other within a gap.
 *
 * A session is `[first event, last event + gap)`. Units: milliseconds.
 */
export interface SessionWindows {
  /** Tells kinds of windows apart. */
  readonly kind: 'session';
  /** Longest silence within a session, in milliseconds. */
  readonly gap: DurationMs;
  /** Field with the gap that begins with an event, in milliseconds; `gap` where it is missing. */
  readonly gapField: string | null;
  /** What becomes of sessions of which one ends where the other starts. */
  readonly touching: 'merge' | 'split';
}

/** Days, weeks (from Monday), months, quarters or years by the clocks of a time zone. */
export interface CalendarWindows {
  /** Tells kinds of windows apart. */
  readonly kind: 'calendar';
  /** What each window is. */
  readonly unit: CalendarUnit;
  /** Name in the IANA database. */
  readonly timeZone: string;
}

/** All of time, with a row after each so many events of the key. */
export interface GlobalWindows {
  /** Tells kinds of windows apart. */
  readonly kind: 'global';
  /** `null`: only at the end of the stream. */
  readonly every: number | null;
}

/**
 * Windows that start together and grow by a step up to a size, then anew: `[0, step)`, `[0, 2 · step)`, …
 *
 * Units: milliseconds.
 */
export interface CumulatingWindows {
  /** Tells kinds of windows apart. */
  readonly kind: 'cumulating';
  /** By how much each window is longer than the one before, in milliseconds. */
  readonly step: DurationMs;
  /** Length of the longest, a multiple of the step, in milliseconds. */
  readonly size: DurationMs;
  /** From the Unix epoch to the start of some window, in milliseconds. */
  readonly offset: DurationMs;
}

/** How the events of a key are cut into windows. */
export type Windows =
  | AlignedWindows
  | CumulatingWindows
  | SessionWindows
  | CalendarWindows
  | EventWindows
  | GlobalWindows;

/** Options of sessions. */
export interface SessionOptions {
  /**
   * Whether sessions exactly one gap apart are one.
   *
   * @defaultValue `merge`
   */
  readonly touching?: 'merge' | 'split';
  /** An `int` field with the gap after each event, in milliseconds; at least 1. */
  readonly gapField?: string;
}

/**
 * {@link SessionWindows}: `session('30m')`.
 *
 * @param gap - How long after an event the next one still belongs to the session, at least 1 ms; with
 *   `gapField`, that of events that lack the field.
 * @throws {@link DefinitionError} `WINDOW_INVALID`, `DURATION_INVALID`
 */
export function session(gap: DurationInput, options: SessionOptions = {}): SessionWindows {
  return {
    kind: 'session',
    gap: positive(gap, 'session › gap'),
    gapField: options.gapField ?? null,
    touching: options.touching ?? 'merge',
  };
}

/**
 * {@link CalendarWindows}: `calendar('day', 'Europe/Berlin')`, with days of 23 and 25 hours.
 *
 * @param unit - What each window is. Hours and shorter are `tumbling`.
 * @param timeZone - Name of the IANA database, such as `Europe/Berlin`.
 * @throws {@link DefinitionError} `WINDOW_INVALID`, `TIME_ZONE_UNKNOWN`
 */
export function calendar(unit: CalendarUnit, timeZone: string): CalendarWindows {
  if (!CALENDAR_UNITS.includes(unit)) {
    throw invalid('calendar › unit', 'there is no such unit', {
      given: `"${unit}"`,
      expected: CALENDAR_UNITS.join(', '),
      fix: 'for hours and shorter use tumbling("1h")',
    });
  }
  zoneOffset(timeZone);
  return { kind: 'calendar', unit, timeZone };
}

/**
 * {@link CumulatingWindows}: `cumulating('10m', '1h')` is what the hour has brought so far, every ten
 * minutes.
 *
 * @param step - From the end of one window to that of the next: at least 1 ms.
 * @param size - Length of the longest: a multiple of the step, `MAX_WINDOWS_PER_EVENT` of them at most.
 * @throws {@link DefinitionError} `WINDOW_INVALID`, `DURATION_INVALID`
 */
export function cumulating(
  step: DurationInput,
  size: DurationInput,
  options: AlignmentOptions = {},
): CumulatingWindows {
  const ms = positive(step, 'cumulating › step');
  const { size: longest, offset } = tumbling(size, options);
  const steps = longest / ms;
  if (Number.isInteger(steps) && steps <= MAX_WINDOWS_PER_EVENT) {
    return { kind: 'cumulating', step: ms, size: longest, offset };
  }
  throw invalid('cumulating › step', 'the size is not made of steps', {
    given: `${longest} ms in steps of ${ms} ms`,
    expected: `1 to ${MAX_WINDOWS_PER_EVENT} whole steps`,
    fix: 'choose a step that divides the size, such as a tenth of it',
  });
}

/** Options of the window that holds all of time. */
export interface GlobalWindowOptions {
  /**
   * A row is given after each so many events of the key, a whole number from 1.
   *
   * @defaultValue none: one row, at the end of the stream
   */
  readonly every?: number;
}

/**
 * {@link GlobalWindows}: `globalWindow({ every: 100 })`.
 *
 * @throws {@link DefinitionError} `WINDOW_INVALID`
 */
export function globalWindow(options: GlobalWindowOptions = {}): GlobalWindows {
  const { every } = options;
  if (every === undefined) return { kind: 'global', every: null };
  if (Number.isSafeInteger(every) && every >= 1) return { kind: 'global', every };
  throw invalid('global › every', 'is not a number of events', {
    given: String(every),
    expected: 'a whole number from 1',
    fix: 'give one, or leave it out',
  });
}
