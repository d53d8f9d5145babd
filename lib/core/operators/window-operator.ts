import type { Json } from '../aggregators/aggregator.ts';
import { type DurationMs, END_OF_TIME, type EventTime } from '../time.ts';
import { isTooLate } from '../watermark.ts';
import type { Accumulators, RowAggregate } from './accumulators.ts';
import type { Collector, KeyedOperator, OperatorInput } from './keyed-operator.ts';
import type { WindowAssigner } from './window-assigner.ts';

/** When a window's rows are given, and what they hold. */
export interface Emission {
  /** How long after its end a window takes events. */
  readonly allowedLateness: DurationMs;
  /**
   * `onTimeAndLate`: a row when the window closes, then one at once for each late event.
   * `final`: one row when no event can come any more.
   */
  readonly emit: 'onTimeAndLate' | 'final';
  /** Whether a row holds the whole window, or only what came since the last one. */
  readonly accumulation: 'accumulating' | 'discarding';
}

export interface WindowSpec extends Emission {
  readonly windows: WindowAssigner;
  readonly aggregate: RowAggregate;
  /** Most open windows of one key. */
  readonly maxWindows: number;
}

interface OpenWindow {
  readonly start: EventTime;
  readonly end: EventTime;
  acc: Accumulators;
  /** Whether its on-time row has been given. */
  fired: boolean;
  /** Whether it has changed since its last row; not stored. */
  changed: boolean;
}

interface WindowState {
  /** By start. */
  readonly windows: Map<EventTime, OpenWindow>;
  /** The window that the last event fell in, if it fell in one only. */
  latest: OpenWindow | undefined;
  nextTimer: EventTime;
}

type Stored = readonly (readonly [start: number, fired: 0 | 1, acc: Json])[];

/** Aggregates per window, for windows that do not depend on the events: tumbling, sliding, calendar. */
export function windowOperator(spec: WindowSpec): KeyedOperator<WindowState> {
  const { windows: assigner, aggregate, allowedLateness, maxWindows } = spec;
  const isFinal = spec.emit === 'final';
  const discards = spec.accumulation === 'discarding';

  const dueOf = ({ end, fired }: OpenWindow): EventTime =>
    fired || isFinal ? end + allowedLateness : end;

  function open(state: WindowState, start: EventTime, fired: boolean): OpenWindow {
    const end = assigner.endOf(start);
    const window = { start, end, acc: aggregate.create(), fired, changed: false };
    state.windows.set(start, window);
    state.nextTimer = Math.min(state.nextTimer, dueOf(window));
    return window;
  }

  function give(window: OpenWindow, pane: 'early' | 'onTime' | 'late', out: Collector): void {
    window.changed = false;
    out.row(window, window.acc, pane);
    if (discards) window.acc = aggregate.create();
  }

  /** @returns Starts of the windows that still take the instant, latest first. */
  function startsFor(time: EventTime, reached: EventTime): EventTime[] {
    const starts: EventTime[] = [];
    for (let start = assigner.lastStart(time); ; start = assigner.previousStart(start)) {
      const end = assigner.endOf(start);
      if (end <= time || isTooLate(end, allowedLateness, reached)) return starts;
      starts.push(start);
    }
  }

  const takes = ({ start, end, fired }: OpenWindow, time: EventTime, reached: EventTime): boolean =>
    time >= start && time < end && !fired && !isTooLate(end, allowedLateness, reached);

  function onEvent(
    state: WindowState,
    input: OperatorInput,
    watermark: EventTime,
    out: Collector,
  ): void {
    const { event, time, reached } = input;
    const { latest } = state;
    if (latest !== undefined && takes(latest, time, reached)) {
      aggregate.add(latest.acc, event, time);
      latest.changed = true;
      return;
    }
    const starts = startsFor(time, reached);
    const fresh = starts.filter((start) => !state.windows.has(start));
    if (starts.length === 0) out.late(event, time);
    else if (state.windows.size + fresh.length > maxWindows) out.overflow(event, time, 'windows');
    else take(state, input, { starts: starts.reverse(), watermark, out });
  }

  interface Taking {
    readonly starts: readonly EventTime[];
    readonly watermark: EventTime;
    readonly out: Collector;
  }

  function take(
    state: WindowState,
    { event, time }: OperatorInput,
    { starts, watermark, out }: Taking,
  ): void {
    for (const start of starts) {
      const isPast = !isFinal && assigner.endOf(start) <= watermark; // without a row, if it is new
      const window = state.windows.get(start) ?? open(state, start, isPast);
      aggregate.add(window.acc, event, time);
      window.changed = true;
      if (window.fired) give(window, 'late', out);
      if (!assigner.overlap) state.latest = window;
    }
  }

  function onWatermark(state: WindowState, watermark: EventTime, out: Collector): void {
    const due = [...state.windows.values()].filter((window) => dueOf(window) <= watermark);
    for (const window of due.sort((a, b) => a.end - b.end)) {
      if (!window.fired) give(window, 'onTime', out);
      window.fired = true;
      if (!isTooLate(window.end, allowedLateness, watermark)) continue;
      out.close(window, window.acc);
      state.windows.delete(window.start);
      if (state.latest === window) state.latest = undefined;
    }
    state.nextTimer = END_OF_TIME;
    for (const window of state.windows.values()) {
      state.nextTimer = Math.min(state.nextTimer, dueOf(window));
    }
  }

  return {
    encoding: 'windows/1',
    hold: allowedLateness,
    create: () => ({ windows: new Map(), latest: undefined, nextTimer: END_OF_TIME }),
    onEvent,
    onWatermark,
    nextTimer: ({ nextTimer }) => nextTimer,
    isEmpty: ({ windows }) => windows.size === 0,
    encode: ({ windows }) =>
      [...windows.values()]
        .sort((a, b) => a.start - b.start)
        .map(({ start, fired, acc }) => [start, fired ? 1 : 0, aggregate.encode(acc)]),
    decode(encoded) {
      const state: WindowState = { windows: new Map(), latest: undefined, nextTimer: END_OF_TIME };
      for (const [start, fired, acc] of encoded as Stored) {
        open(state, start, fired === 1).acc = aggregate.decode(acc);
      }
      return state;
    },
    early(state, out) {
      for (const window of state.windows.values()) {
        if (window.changed && !window.fired) give(window, 'early', out);
      }
    },
  };
}
