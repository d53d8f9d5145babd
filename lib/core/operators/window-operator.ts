import type { Json } from '../aggregators/aggregator.ts';
import { type DurationMs, END_OF_TIME, type EventTime } from '../time.ts';
import { isTooLate } from '../watermark.ts';
import type { WindowAssigner } from '../windows/window-assigner.ts';
import type { Accumulators, RowAggregate } from './accumulators.ts';
import { firstWhere } from './first-where.ts';
import type { Collector, KeyedOperator, OperatorInput } from './keyed-operator.ts';

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
  /** Start by which the assigner knows it. */
  readonly place: EventTime;
  /** Since when it holds events. */
  readonly start: EventTime;
  readonly end: EventTime;
  acc: Accumulators;
  /** Whether its on-time row has been given. */
  fired: boolean;
  /** Whether it has changed since its last row; not stored. */
  changed: boolean;
}

interface WindowState {
  /** By place, and so by end; those whose row has been given come first. */
  readonly windows: OpenWindow[];
  /** The window that the last event fell in, where windows do not overlap. */
  latest: OpenWindow | undefined;
  nextTimer: EventTime;
}

type Stored = readonly (readonly [place: number, fired: 0 | 1, acc: Json])[];

/** Aggregates per window, for windows that do not depend on the events: tumbling, sliding, calendar, cumulating. */
export function windowOperator(spec: WindowSpec): KeyedOperator<WindowState> {
  const { windows: assigner, aggregate, allowedLateness, maxWindows } = spec;
  const isFinal = spec.emit === 'final';
  const discards = spec.accumulation === 'discarding';

  const dueOf = ({ end, fired }: OpenWindow): EventTime =>
    fired || isFinal ? end + allowedLateness : end;

  const placed = (place: EventTime) => ({
    place,
    start: assigner.since?.(place) ?? place,
    end: assigner.endOf(place),
  });

  const open = (place: EventTime, watermark: EventTime): OpenWindow => {
    const window = placed(place);
    const fired = !isFinal && window.end <= watermark; // its end has passed without a row
    return { ...window, acc: aggregate.create(), fired, changed: false };
  };

  function give(window: OpenWindow, pane: 'early' | 'onTime' | 'late', out: Collector): void {
    window.changed = false;
    out.row(window, window.acc, pane);
    if (discards) window.acc = aggregate.create();
  }

  const takes = ({ start, end, fired }: OpenWindow, time: EventTime, reached: EventTime): boolean =>
    time >= start && time < end && !fired && !isTooLate(end, allowedLateness, reached);

  /** How many windows still take the instant: the latest that contains it, and those before. */
  function countFor(time: EventTime, reached: EventTime): number {
    let count = 0;
    for (let place = assigner.lastStart(time); ; place = assigner.previousStart(place)) {
      const end = assigner.endOf(place);
      if (end <= time || isTooLate(end, allowedLateness, reached)) return count;
      count++;
    }
  }

  /** How many of the windows are not open. */
  function countMissing({ windows }: WindowState, time: EventTime, count: number): number {
    let missing = 0;
    let place = assigner.lastStart(time);
    let i = firstWhere(windows, (window) => window.place > place);
    for (let n = 0; n < count; n++, place = assigner.previousStart(place)) {
      while (i > 0 && (windows[i - 1] as OpenWindow).place > place) i--;
      if (windows[i - 1]?.place !== place) missing++;
    }
    return missing;
  }

  function onEvent(
    state: WindowState,
    input: OperatorInput,
    watermark: EventTime,
    out: Collector,
  ): void {
    const { event, time, order, reached } = input;
    const { latest, windows } = state;
    if (latest !== undefined && takes(latest, time, reached)) {
      aggregate.add(latest.acc, event, time, order);
      latest.changed = true;
      return;
    }
    const count = countFor(time, reached);
    if (count === 0) out.late(event, time);
    else if (
      windows.length + count > maxWindows &&
      windows.length + countMissing(state, time, count) > maxWindows
    ) {
      out.overflow(event, time, 'windows');
    } else {
      const late = take(state, input, count, watermark);
      for (let i = late.length - 1; i >= 0; i--) give(late[i] as OpenWindow, 'late', out);
    }
  }

  /** Adds the event to the latest `count` windows. @returns those whose row was given, latest first. */
  function take(
    state: WindowState,
    { event, time, order }: OperatorInput,
    count: number,
    watermark: EventTime,
  ): readonly OpenWindow[] {
    const { windows } = state;
    let late: OpenWindow[] | undefined;
    let place = assigner.lastStart(time);
    const last = windows.at(-1);
    let i =
      last === undefined || last.place <= place
        ? windows.length
        : firstWhere(windows, (window) => window.place > place);
    for (let n = 0; n < count; n++, place = assigner.previousStart(place)) {
      while (i > 0 && (windows[i - 1] as OpenWindow).place > place) i--;
      let window = windows[i - 1];
      if (window?.place === place) i--;
      else {
        window = open(place, watermark);
        windows.splice(i, 0, window);
        state.nextTimer = Math.min(state.nextTimer, dueOf(window));
      }
      aggregate.add(window.acc, event, time, order);
      window.changed = true;
      if (window.fired) {
        late ??= [];
        late.push(window);
      }
      if (!assigner.overlap) state.latest = window;
    }
    return late ?? NONE;
  }

  function onWatermark(state: WindowState, watermark: EventTime, out: Collector): void {
    const { windows } = state;
    let closed = 0;
    for (; closed < windows.length; closed++) {
      const window = windows[closed] as OpenWindow;
      if (!isTooLate(window.end, allowedLateness, watermark)) break;
      if (!window.fired) give(window, 'onTime', out);
      out.close(window, window.acc);
      if (state.latest === window) state.latest = undefined;
    }
    for (let i = Math.max(closed, firstUnfired(windows)); i < windows.length; i++) {
      const window = windows[i] as OpenWindow;
      if (dueOf(window) > watermark) break;
      give(window, 'onTime', out);
      window.fired = true;
    }
    windows.splice(0, closed);
    state.nextTimer = timerOf(windows);
  }

  /** Windows that have given their row come first, so the first of each kind decides. */
  function timerOf(windows: readonly OpenWindow[]): EventTime {
    const first = windows[0];
    if (first === undefined) return END_OF_TIME;
    const unfired = first.fired ? windows[firstUnfired(windows)] : undefined;
    return Math.min(dueOf(first), unfired === undefined ? END_OF_TIME : dueOf(unfired));
  }

  return {
    encoding: 'windows/1',
    hold: allowedLateness,
    create: () => ({ windows: [], latest: undefined, nextTimer: END_OF_TIME }),
    onEvent,
    onWatermark,
    nextTimer: ({ nextTimer }) => nextTimer,
    isEmpty: ({ windows }) => windows.length === 0,
    encode: ({ windows }) =>
      windows.map(({ place, fired, acc }) => [place, fired ? 1 : 0, aggregate.encode(acc)]),
    decode(encoded) {
      const windows = (encoded as Stored).map(([place, fired, acc]) => ({
        ...placed(place),
        acc: aggregate.decode(acc),
        fired: fired === 1,
        changed: false,
      }));
      return { windows, latest: undefined, nextTimer: timerOf(windows) };
    },
    early({ windows }, out) {
      for (const window of windows) {
        if (window.changed && !window.fired) give(window, 'early', out);
      }
    },
  };
}

const NONE: readonly OpenWindow[] = [];

/** What has fired ends before what has not. */
const firstUnfired = (windows: readonly OpenWindow[]): number =>
  firstWhere(windows, ({ fired }) => !fired);
