import type { Json } from '../aggregators/aggregator.ts';
import type { Event } from '../event.ts';
import { type DurationMs, END_OF_TIME, type EventTime } from '../time.ts';
import { isTooLate } from '../watermark.ts';
import type { Accumulators, RowAggregate } from './accumulators.ts';
import { firstWhere } from './first-where.ts';
import type { Collector, KeyedOperator, Pane } from './keyed-operator.ts';
import type { Emission } from './window-operator.ts';

export interface SessionSpec extends Emission {
  /** How long after the event its session goes on without another; at least 1 ms. */
  readonly gapOf: (event: Event) => DurationMs;
  /** What becomes of sessions that touch: the end of one is the start of the other. */
  readonly touching: 'merge' | 'split';
  readonly aggregate: RowAggregate;
  /** Most open sessions of one key. */
  readonly maxWindows: number;
}

interface Session {
  start: EventTime;
  end: EventTime;
  acc: Accumulators;
  /** Whether its on-time row has been given. */
  fired: boolean;
  /** Whether a row for exactly this window has been given, early ones included. */
  shown: boolean;
  /** Whether it has changed since its last row; not stored. */
  changed: boolean;
}

interface SessionState {
  /** By start; no two of them overlap, so by end too, and those whose row was due come first. */
  readonly sessions: Session[];
}

type Stored = readonly (readonly [start: number, end: number, flags: number, acc: Json])[];

/**
 * Aggregates per session: events of a key that follow each other within a gap.
 *
 * A session is `[first event, last event + gap)`, more exactly the union of `[event, event + gap)`.
 * An event that falls between two sessions joins them. Lateness is judged after that: an old event
 * that touches a session which still takes events is one of it.
 */
export function sessionOperator(spec: SessionSpec): KeyedOperator<SessionState> {
  const { gapOf, touching, aggregate, allowedLateness, maxWindows } = spec;
  const isFinal = spec.emit === 'final';
  const discards = spec.accumulation === 'discarding';
  const reach = touching === 'merge' ? 0 : 1;

  const dueOf = ({ end, fired }: Session): EventTime =>
    fired || isFinal ? end + allowedLateness : end;

  function give(session: Session, pane: Pane, out: Collector): void {
    session.changed = false;
    session.shown = true;
    out.row(session, session.acc, pane);
    if (discards) session.acc = aggregate.create();
  }

  /** Makes one session of those at `from ≤ i < to` and the interval. */
  function merge(state: SessionState, [from, to]: Range, { start, end }: Interval, out: Collector) {
    const parts = state.sessions.slice(from, to);
    const [first, ...others] = parts;
    const merged: Session = first ?? {
      ...{ start, end, acc: aggregate.create() },
      ...{ fired: false, shown: false, changed: false },
    };
    const window = {
      start: Math.min(start, merged.start),
      end: Math.max(end, (parts.at(-1) ?? merged).end),
    };
    for (const part of parts) {
      if (part.start === window.start && part.end === window.end) continue;
      if (part.shown) out.retract({ start: part.start, end: part.end }, window);
      part.shown = false;
    }
    for (const other of others) aggregate.combine(merged.acc, other.acc);
    Object.assign(merged, window);
    if (to - from !== 1) state.sessions.splice(from, to - from, merged);
    return merged;
  }

  return {
    encoding: 'sessions/1',
    hold: allowedLateness,
    create: () => ({ sessions: [] }),

    onEvent(state, { event, time, order, reached }, watermark, out) {
      const own = { start: time, end: time + gapOf(event) };
      const range = overlapping(state.sessions, own, reach);
      const [from, to] = range;
      const end = Math.max(own.end, to > from ? (state.sessions[to - 1]?.end ?? own.end) : own.end);
      if (isTooLate(end, allowedLateness, reached)) return out.late(event, time);
      if (from === to && state.sessions.length >= maxWindows) {
        return out.overflow(event, time, 'windows');
      }
      const session = merge(state, range, own, out);
      aggregate.add(session.acc, event, time, order);
      session.changed = true;
      session.fired = !isFinal && session.end <= watermark;
      if (session.fired) give(session, 'late', out);
    },

    onWatermark({ sessions }, watermark, out) {
      let closed = 0;
      for (; closed < sessions.length; closed++) {
        const session = sessions[closed] as Session;
        if (!isTooLate(session.end, allowedLateness, watermark)) break;
        if (!session.fired) give(session, 'onTime', out);
        out.close(session, session.acc);
      }
      for (let i = Math.max(closed, firstUnfired(sessions)); i < sessions.length; i++) {
        const session = sessions[i] as Session;
        if (dueOf(session) > watermark) break;
        give(session, 'onTime', out);
        session.fired = true;
      }
      sessions.splice(0, closed);
    },

    nextTimer({ sessions }) {
      const first = sessions[0];
      if (first === undefined) return END_OF_TIME;
      const unfired = first.fired ? sessions[firstUnfired(sessions)] : undefined;
      return Math.min(dueOf(first), unfired === undefined ? END_OF_TIME : dueOf(unfired));
    },
    isEmpty: ({ sessions }) => sessions.length === 0,

    encode: ({ sessions }) =>
      sessions.map(({ start, end, fired, shown, acc }) => [
        start,
        end,
        (fired ? 1 : 0) + (shown ? 2 : 0),
        aggregate.encode(acc),
      ]),
    decode: (encoded) => ({
      sessions: (encoded as Stored).map(([start, end, flags, acc]) => ({
        start,
        end,
        acc: aggregate.decode(acc),
        fired: (flags & 1) !== 0,
        shown: (flags & 2) !== 0,
        changed: false,
      })),
    }),
    early({ sessions }, out) {
      for (const session of sessions) {
        if (session.changed && !session.fired) give(session, 'early', out);
      }
    },
  };
}

interface Interval {
  readonly start: EventTime;
  readonly end: EventTime;
}

/** Indices `from ≤ i < to`. */
type Range = readonly [from: number, to: number];

/** The sessions that share at least `reach` milliseconds with the interval, or touch it for 0. */
function overlapping(sessions: readonly Session[], { start, end }: Interval, reach: 0 | 1): Range {
  const to = firstWhere(sessions, (session) => session.start + reach > end);
  const from = firstWhere(sessions, (session) => session.end >= start + reach);
  return [Math.min(from, to), to];
}

/** What has fired ends before what has not. */
const firstUnfired = (sessions: readonly Session[]): number =>
  firstWhere(sessions, ({ fired }) => !fired);
