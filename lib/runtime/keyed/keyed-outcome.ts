import type { EventTime } from '../../core/time.ts';
import type { LateEvent, RecordImage, RowImage, SentEvent } from '../../ports/effects.ts';
import type { StateImage, Timer, TimerImage } from '../../ports/state-store.ts';
import { encodeEntry, forgetEmpty, type KeyEntry, rearm } from './key-entry.ts';
import type { Touched } from './key-work.ts';
import { clockOf, isLate, type KeyedProgress } from './keyed-progress.ts';
import { clockName } from './operator-runtime.ts';
import type { Results } from './results.ts';
import type { ViewWorker } from './view-worker.ts';

/** Results of a step that others read under another key, and how far they are complete. */
export interface Sending {
  /** What the time of those who read them follows. */
  readonly clock: string;
  readonly events: readonly SentEvent[];
  readonly watermark: EventTime | null;
}

/** What an epoch changes for the steps with state. */
export interface KeyedOutcome {
  readonly rows: readonly RowImage[];
  readonly records: readonly RecordImage[];
  readonly late: readonly LateEvent[];
  readonly states: readonly StateImage[];
  readonly timers: readonly TimerImage[];
  readonly sendings: readonly Sending[];
  /** How far each view is complete, where that is known. */
  readonly watermarks: readonly (readonly [view: string, watermark: EventTime])[];
  readonly progress: KeyedProgress;
}

/** Where an epoch has come to. */
export interface Reached {
  readonly workers: readonly ViewWorker[];
  readonly touched: ReadonlyMap<KeyEntry, Touched>;
  /** Timers that are in the store and mean nothing any more. */
  readonly stale: readonly TimerImage[];
  readonly results: Results;
  /** Its timers are those before the touched keys have set theirs. */
  readonly progress: Omit<KeyedProgress, 'counters'>;
}

/** What there is to write. It empties entries that are of no use any more, and sets their timers. */
export function keyedOutcome(reached: Reached): KeyedOutcome {
  const { rows, records, late, counters } = reached.results;
  const { states, timers, bounds } = settled(reached);
  const progress = { ...reached.progress, timers: bounds, counters };
  const told = { ...progress.told };
  const sendings: Sending[] = [];
  const watermarks: [string, EventTime][] = [];
  for (const worker of reached.workers) {
    const isWhole = !isLate(worker, progress);
    const { reached: times, complete } = worker.timesOf(clockOf(progress.clocks));
    const last = times.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (isWhole && Number.isFinite(last)) watermarks.push([worker.id, last]);
    for (const [i, { id }] of worker.steps.entries()) {
      if (!worker.sends(id)) continue;
      const events = inOrder(
        reached.results.sent.get(id) ?? [],
        isWhole ? undefined : { told: told[id] ?? null },
      );
      const now = complete[i] ?? Number.NEGATIVE_INFINITY;
      const before = told[id];
      if (isWhole && Number.isFinite(now)) told[id] = now;
      if (events.length === 0 && told[id] === before) continue;
      sendings.push({ clock: clockName({ step: id }), events, watermark: told[id] ?? null });
    }
  }
  return {
    ...{ rows: [...rows.values()], records, late, states, timers, sendings, watermarks },
    progress: { ...progress, told },
  };
}

/** Sets timers, and finds out when the first one of each step is due. */
function settled({ touched, stale, progress }: Reached) {
  const states: StateImage[] = [];
  const bounds: Record<string, EventTime> = { ...progress.timers };
  const timers = new Map(stale.map((timer) => [idOf(timer), timer]));
  for (const [entry, { worker }] of touched) {
    const { steps } = worker;
    forgetEmpty(entry, steps);
    for (const timer of rearm(entry, steps)) {
      timers.set(idOf(timer), timer);
      if (!timer.isSet) continue;
      bounds[timer.step] = Math.min(bounds[timer.step] ?? timer.due, timer.due);
    }
    const image = encodeEntry(entry, steps);
    if (image !== undefined) states.push(image);
  }
  return { states, timers: [...timers.values()], bounds };
}

/**
 * Results in the order in which time brings them to the next step.
 *
 * @param early - What the next step knows already, if more may come that belongs before these.
 */
const inOrder = (
  events: readonly SentEvent[],
  early: { readonly told: EventTime | null } | undefined,
): SentEvent[] =>
  early === undefined
    ? events.toSorted((a, b) => (a.reached ?? -Infinity) - (b.reached ?? -Infinity))
    : events.map((event) => ({ ...event, reached: early.told }));

const idOf = ({ step, due, key, home = '' }: Timer): string => `${step}\n${due}\n${home}\n${key}`;
