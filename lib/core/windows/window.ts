import { DefinitionError } from '../../errors/definition-error.ts';
import { type DurationInput, type DurationMs, duration, type EventTime } from '../time.ts';

/** A half-open interval of event time: `start ≤ t < end`. */
export interface Window {
  readonly start: EventTime;
  readonly end: EventTime;
}

/**
 * Windows of length `size` that start every `slide`, shifted by `offset` from the Unix epoch.
 *
 * The n-th window is `[offset + n·slide, offset + n·slide + size)`, n negative too. When `slide`
 * equals `size` the windows tumble: each instant falls in exactly one. Units: milliseconds.
 */
export interface AlignedWindows {
  /** Tells kinds of windows apart. */
  readonly kind: 'aligned';
  /** How long a window is, in milliseconds. */
  readonly size: DurationMs;
  /** From the start of one window to the start of the next, in milliseconds. */
  readonly slide: DurationMs;
  /** From the Unix epoch to the start of some window, in milliseconds. */
  readonly offset: DurationMs;
}

/** Options of aligned windows. */
export interface AlignmentOptions {
  /**
   * Shift of all window starts from the Unix epoch; negative is allowed as a number.
   *
   * @defaultValue 0: hours begin on the hour, days at midnight UTC
   */
  readonly offset?: DurationInput;
}

/**
 * {@link AlignedWindows} without gaps and without overlap: `tumbling('1h')`.
 *
 * @param size - How long each window is: at least 1 ms.
 * @throws {@link DefinitionError} `DURATION_INVALID`, `WINDOW_INVALID`
 */
export function tumbling(size: DurationInput, options: AlignmentOptions = {}): AlignedWindows {
  const ms = duration(size, 'tumbling › size');
  return aligned('tumbling', { size: ms, slide: ms, offset: options.offset });
}

/**
 * {@link AlignedWindows} that overlap: every instant falls in `size / slide` of them, rounded up or
 * down: `sliding('1h', '5m')` is the last hour, every five minutes.
 *
 * @param size - How long each window is: at least 1 ms.
 * @param slide - From the start of one to that of the next: from 1 ms to `size`, and at least a
 *   `MAX_WINDOWS_PER_EVENT`th of it.
 * @throws {@link DefinitionError} `WINDOW_SLIDE_OUT_OF_RANGE` if some instants would fall in none,
 *   `WINDOW_INVALID`, `DURATION_INVALID`
 */
export function sliding(
  size: DurationInput,
  slide: DurationInput,
  options: AlignmentOptions = {},
): AlignedWindows {
  return aligned('sliding', {
    size: duration(size, 'sliding › size'),
    slide: duration(slide, 'sliding › slide'),
    offset: options.offset,
  });
}

/** Most windows that one instant may fall in; more would be a mistake that costs memory. */
export const MAX_WINDOWS_PER_EVENT = 10_000;

/** Most windows that one instant falls in. */
export const windowsPerEvent = ({ size, slide }: Pick<AlignedWindows, 'size' | 'slide'>): number =>
  Math.ceil(size / slide);

interface Alignment {
  readonly size: DurationMs;
  readonly slide: DurationMs;
  readonly offset: DurationInput | undefined;
}

function aligned(at: string, { size, slide, offset = 0 }: Alignment): AlignedWindows {
  if (size < 1) {
    throw new DefinitionError('WINDOW_INVALID', {
      at,
      problem: 'a window must have a length',
      given: `size ${size} ms`,
      expected: 'at least 1 ms',
      fix: 'give the size with its unit, such as "1h"',
    });
  }
  if (slide < 1 || slide > size) {
    throw new DefinitionError('WINDOW_SLIDE_OUT_OF_RANGE', {
      at,
      problem: 'some events would fall in no window',
      given: `slide ${slide} ms with size ${size} ms`,
      expected: '1 ms ≤ slide ≤ size',
      fix: 'for windows that touch without overlap, use tumbling(size)',
    });
  }
  if (windowsPerEvent({ size, slide }) > MAX_WINDOWS_PER_EVENT) {
    throw new DefinitionError('WINDOW_INVALID', {
      at,
      problem: 'an event would fall in too many windows',
      given: `${windowsPerEvent({ size, slide })} windows`,
      expected: `at most ${MAX_WINDOWS_PER_EVENT}`,
      fix: 'use a larger slide',
    });
  }
  const shift = typeof offset === 'number' ? offset : duration(offset, `${at} › offset`);
  if (!Number.isSafeInteger(shift)) duration(shift, `${at} › offset`);
  return { kind: 'aligned', size, slide, offset: shift };
}

/**
 * Starts of the windows that contain the instant, earliest first; never empty (law L1).
 *
 * The end of each is its start plus `size`.
 */
export function windowStarts(windows: AlignedWindows, at: EventTime): EventTime[] {
  const { size, slide } = windows;
  const last = lastWindowStart(windows, at);
  const starts: EventTime[] = [];
  for (let start = last; start > at - size; start -= slide) starts.push(start);
  return starts.reverse();
}

/** Start of the latest window that contains the instant. */
export const lastWindowStart = ({ slide, offset }: AlignedWindows, at: EventTime): EventTime =>
  // floor, not %, so that times before 1970 align too; + 0 turns −0 into 0
  Math.floor((at - offset) / slide) * slide + offset + 0;
