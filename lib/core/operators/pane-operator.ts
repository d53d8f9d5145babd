import type { Json } from '../aggregators/aggregator.ts';
import { END_OF_TIME, type EventTime } from '../time.ts';
import { type PaneTree, paneTree } from '../windows/pane-tree.ts';
import { firstOpen, firstWindowOf, openPart, panesOf } from '../windows/panes.ts';
import { type AlignedWindows, lastWindowStart, type Window } from '../windows/window.ts';
import type { Accumulators, RowAggregate } from './accumulators.ts';
import { firstWhere } from './first-where.ts';
import type { Collector, KeyedOperator, OperatorInput } from './keyed-operator.ts';
import type { Emission } from './window-operator.ts';

export interface PaneSpec extends Emission {
  readonly windows: AlignedWindows;
  readonly aggregate: RowAggregate;
  /** Most panes of one key. */
  readonly maxPanes: number;
}

/** What windows have that start at `since` or later, though others with the same pane are open too. */
interface Part {
  readonly start: EventTime;
  readonly since: EventTime;
  readonly acc: Accumulators;
}

interface PaneState {
  /** By number. */
  readonly panes: PaneTree<Accumulators>;
  /** By `since`, then as they came. */
  parts: Part[];
  /** Start of the first window that has not given its row, and of the first that takes events. */
  fired: EventTime;
  closed: EventTime;
}

type Stored = readonly [
  fired: EventTime | null,
  closed: EventTime | null,
  panes: readonly (readonly [start: EventTime, acc: Json])[],
  parts: readonly (readonly [start: EventTime, since: EventTime, acc: Json])[],
];

/**
 * Aggregates per window, as `windowOperator` does, for sliding windows of which an event is in many.
 *
 * An event goes into one pane, or into a part of it where only some windows of the pane take it. A window
 * is put together when its row is given: a logarithm of its panes.
 */
export function paneOperator(spec: PaneSpec): KeyedOperator<PaneState> {
  const { windows, aggregate, allowedLateness, maxPanes } = spec;
  const { size, slide, offset } = windows;
  const isFinal = spec.emit === 'final';
  const discards = spec.accumulation === 'discarding';
  const { size: length } = panesOf(windows);
  const numberOf = (start: EventTime): number => Math.round((start - offset) / length);
  const startOf = (index: number): EventTime => index * length + offset;
  const windowAt = (start: EventTime): Window => ({ start, end: start + size });

  const create = (): PaneState => ({
    panes: paneTree(aggregate),
    ...{ parts: [], fired: Number.NEGATIVE_INFINITY, closed: Number.NEGATIVE_INFINITY },
  });

  function copyOf(acc: Accumulators): Accumulators {
    const copy = aggregate.create();
    aggregate.combine(copy, acc);
    return copy;
  }

  /** Notes how far time has come; what was due until then has been given. */
  function reach(state: PaneState, watermark: EventTime): void {
    state.closed = Math.max(state.closed, firstOpen(windows, allowedLateness, watermark));
    const fired = isFinal ? state.closed : firstOpen(windows, 0, watermark);
    state.fired = Math.max(state.fired, fired);
  }

  /** Start of the first window from `from` on that holds anything; `END_OF_TIME` if there is none. */
  function firstWindow({ panes, parts }: PaneState, from: EventTime): EventTime {
    const index = panes.first(Number.isFinite(from) ? numberOf(paneOf(from)) : from);
    let first = END_OF_TIME;
    if (index !== undefined) first = Math.max(from, firstWindowOf(windows, startOf(index)));
    for (const { start, since } of parts) {
      if (since >= first) break;
      const begin = Math.max(from, since, firstWindowOf(windows, start));
      if (begin < first && begin <= lastWindowStart(windows, start)) first = begin;
    }
    return first;
  }

  const paneOf = (at: EventTime): EventTime => Math.floor((at - offset) / length) * length + offset;

  /** What a window holds; not to be changed. */
  function held({ panes, parts }: PaneState, start: EventTime): Accumulators {
    const sum = panes.between(numberOf(start), numberOf(start + size));
    let all: Accumulators | undefined;
    for (const part of parts) {
      if (part.since > start) break;
      if (part.start < start || part.start >= start + size) continue;
      all ??= copyOf(sum);
      aggregate.combine(all, part.acc);
    }
    return all ?? sum;
  }

  function onEvent(
    state: PaneState,
    { event, time, order, reached }: OperatorInput,
    watermark: EventTime,
    out: Collector,
  ): void {
    reach(state, watermark);
    const pane = paneOf(time);
    const part = openPart(windows, { start: pane }, firstOpen(windows, allowedLateness, reached));
    if (part === undefined) {
      out.late(event, time);
      return;
    }
    const since = part.since ?? Number.NEGATIVE_INFINITY;
    const acc = accumulatorOf(state, pane, since);
    if (acc === undefined) {
      out.overflow(event, time, 'windows');
      return;
    }
    aggregate.add(acc, event, time, order);
    let one: Accumulators | undefined;
    const first = Math.max(since, firstWindowOf(windows, pane));
    for (let start = first; start <= lastWindowStart(windows, pane); start += slide) {
      if (start >= state.fired) return;
      if (discards && one === undefined) {
        one = aggregate.create();
        aggregate.add(one, event, time, order);
      }
      out.row(windowAt(start), one ?? held(state, start), 'late');
    }
  }

  /** Where an event of a pane goes that all windows from `since` on take; `undefined` if the key is full. */
  function accumulatorOf(
    { panes, parts, closed }: PaneState,
    start: EventTime,
    since: EventTime,
  ): Accumulators | undefined {
    const index = numberOf(start);
    const isFull = panes.size + parts.length >= maxPanes;
    if (since <= closed) {
      return isFull && panes.first(index) !== index ? undefined : panes.at(index);
    }
    const at = firstWhere(parts, (each) => each.since > since);
    for (let i = at - 1; i >= 0 && parts[i]?.since === since; i--) {
      if (parts[i]?.start === start) return parts[i]?.acc;
    }
    if (isFull) return undefined;
    const part = { start, since, acc: aggregate.create() };
    parts.splice(at, 0, part);
    return part.acc;
  }

  /** Puts parts into their panes which all windows have that are still open. */
  function merge(state: PaneState): void {
    while (state.parts[0] !== undefined && state.parts[0].since <= state.closed) {
      const [{ start, acc }] = state.parts as [Part];
      state.parts.shift();
      aggregate.combine(state.panes.at(numberOf(start)), acc);
    }
  }

  function onWatermark(state: PaneState, watermark: EventTime, out: Collector): void {
    const { fired } = state;
    const closed = firstOpen(windows, allowedLateness, watermark);
    for (let start = firstWindow(state, state.closed); start < closed; ) {
      const acc = held(state, start);
      if (isFinal || start >= fired) out.row(windowAt(start), acc, 'onTime');
      out.close(windowAt(start), discards ? aggregate.create() : acc);
      start = firstWindow(state, start + slide);
    }
    state.closed = Math.max(state.closed, closed);
    merge(state);
    state.panes.dropBefore(Number.isFinite(state.closed) ? numberOf(state.closed) : state.closed);
    if (!isFinal) fire(state, watermark, out);
    reach(state, watermark);
  }

  function fire(state: PaneState, watermark: EventTime, out: Collector): void {
    const end = firstOpen(windows, 0, watermark);
    let start = firstWindow(state, Math.max(state.fired, state.closed));
    for (; start < end; start = firstWindow(state, start + slide)) {
      out.row(windowAt(start), held(state, start), 'onTime');
    }
  }

  function nextTimer(state: PaneState): EventTime {
    const closes = firstWindow(state, state.closed);
    if (closes === END_OF_TIME) return END_OF_TIME;
    const closing = closes + size + allowedLateness;
    if (isFinal || allowedLateness === 0) return closing;
    const fires = firstWindow(state, Math.max(state.fired, state.closed));
    return fires === END_OF_TIME ? closing : Math.min(closing, fires + size);
  }

  return {
    encoding: 'panes/1',
    hold: allowedLateness,
    ...{ create, onEvent, onWatermark, nextTimer },
    isEmpty: ({ panes, parts }) => panes.size + parts.length === 0,
    encode: ({ panes, parts, fired, closed }): Json => [
      ...[finite(fired), finite(closed)],
      Array.from(panes.entries(), ([index, acc]) => [startOf(index), aggregate.encode(acc)]),
      parts.map(({ start, since, acc }) => [start, since, aggregate.encode(acc)]),
    ],
    decode(encoded) {
      const [fired, closed, panes, parts] = encoded as unknown as Stored;
      const state = create();
      state.fired = fired ?? Number.NEGATIVE_INFINITY;
      state.closed = closed ?? Number.NEGATIVE_INFINITY;
      for (const [start, acc] of panes) {
        aggregate.combine(state.panes.at(numberOf(start)), aggregate.decode(acc));
      }
      state.parts = parts.map(([start, since, acc]) => ({
        ...{ start, since },
        acc: aggregate.decode(acc),
      }));
      return state;
    },
  };
}

const finite = (time: EventTime): EventTime | null => (Number.isFinite(time) ? time : null);
