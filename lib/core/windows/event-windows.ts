import type { DurationInput, DurationMs } from '../time.ts';
import { invalid, positive } from './window-checks.ts';

/** The time before each event, that event included: `t − size < s ≤ t`. Units: milliseconds. */
export interface RollingWindows {
  /** Tells kinds of windows apart. */
  readonly kind: 'rolling';
  /** How far back it reaches, in milliseconds. */
  readonly size: DurationMs;
  /** Length of the panes that it is made of, for an error of one pane; `null`: exact. */
  readonly pane: DurationMs | null;
}

/** The so many events of the key before each event, by event time, and itself. */
export interface PrecedingWindows {
  /** Tells kinds of windows apart. */
  readonly kind: 'preceding';
  /** How many events beside the event itself. */
  readonly events: number;
  /** A key that has had no event for that long begins anew, in milliseconds of event time. */
  readonly forgetAfter: DurationMs;
}

/** Windows that never close: they answer each event. */
export type EventWindows = RollingWindows | PrecedingWindows;

/** Whether windows never close, but answer each event. */
export const answersEvents = (windows: { readonly kind: string }): windows is EventWindows =>
  windows.kind === 'rolling' || windows.kind === 'preceding';

/** Options of rolling windows. */
export interface RollingOptions {
  /**
   * Length of the panes; divides `size`, into `MAX_PANES` at most. Error: values of up to one pane more.
   *
   * @defaultValue none: every event of the key within `size` is remembered and added up for every
   *   event, exactly
   */
  readonly pane?: DurationInput;
}

/**
 * {@link RollingWindows}: what the last `size` held, as of each event: `rolling('7d', { pane: '1h' })`.
 *
 * Such windows never close: go on with `.features()`, which gives each event beside its values.
 *
 * @param size - How far back it reaches from each event: at least 1 ms.
 * @throws {@link DefinitionError} `WINDOW_INVALID`, `DURATION_INVALID`
 */
export function rolling(size: DurationInput, options: RollingOptions = {}): RollingWindows {
  const ms = positive(size, 'rolling › size');
  if (options.pane === undefined) return { kind: 'rolling', size: ms, pane: null };
  const pane = positive(options.pane, 'rolling › pane');
  if (ms % pane === 0 && ms / pane <= MAX_PANES) return { kind: 'rolling', size: ms, pane };
  throw invalid('rolling › pane', 'the size is not made of panes', {
    given: `${ms} ms in panes of ${pane} ms`,
    expected: `1 to ${MAX_PANES} whole panes`,
    fix: 'choose a pane that divides the size, such as a hundredth of it',
  });
}

/** Most panes of a rolling window; each costs a step for every event. */
export const MAX_PANES = 10_000;

/** Options of windows of so many events. */
export interface PrecedingOptions {
  /**
   * A key that has had no event for that long, in event time, begins anew; so its state ends.
   *
   * @defaultValue `PRECEDING_DEFAULTS.forgetAfter`
   */
  readonly forgetAfter?: DurationInput;
}

/** What windows of so many events do unless they say otherwise. */
export const PRECEDING_DEFAULTS = { forgetAfter: '30d' } as const;

/** Most events before each one; each costs a step for every event. */
export const MAX_PRECEDING = 1_000;

/**
 * {@link PrecedingWindows}: `preceding(9)` is each event with the nine before it, by event time, and by
 * arrival where times are equal.
 *
 * An event is answered once none can come any more that is before it, so each answer is of all events
 * that were not too late. Go on with `.features()`, which gives each event beside its values.
 *
 * @param events - How many beside the event itself: from 0 to `MAX_PRECEDING`.
 * @throws {@link DefinitionError} `WINDOW_INVALID`, `DURATION_INVALID`
 */
export function preceding(events: number, options: PrecedingOptions = {}): PrecedingWindows {
  if (!Number.isSafeInteger(events) || events < 0 || events > MAX_PRECEDING) {
    throw invalid('preceding › events', 'is not a number of events', {
      given: String(events),
      expected: `a whole number from 0 to ${MAX_PRECEDING}`,
      fix: 'give one; for more, take rolling("1h", { pane: "1m" })',
    });
  }
  const { forgetAfter = PRECEDING_DEFAULTS.forgetAfter } = options;
  return {
    kind: 'preceding',
    events,
    forgetAfter: positive(forgetAfter, 'preceding › forgetAfter'),
  };
}
