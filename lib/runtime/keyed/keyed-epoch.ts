import type { EventTime } from '../../core/time.ts';
import type { LateEvent, RecordImage, RowImage, SentEvent } from '../../ports/effects.ts';
import type { StateImage, StateStore, Timer, TimerImage } from '../../ports/state-store.ts';
import type { TaskId } from '../../ports/task.ts';
import type { EntryCache } from './entry-cache.ts';
import { encodeEntry, forgetEmpty, type KeyEntry, rearm } from './key-entry.ts';
import { clockOf, entryKey, isLate, type KeyedProgress } from './keyed-progress.ts';
import { clockName } from './operator-runtime.ts';
import { noResults, setAsideAll } from './results.ts';
import type { Clock, ViewWorker } from './view-worker.ts';

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

/** One epoch of a task, as far as its steps with state are concerned. */
export interface KeyedEpoch {
  /** Loads what the events touch. */
  load(events: readonly SentEvent[]): Promise<void>;
  take(sent: SentEvent): void;
  /** Says how far something has come that inputs follow; back is no move. */
  reach(clock: string, to: EventTime): void;
  arrive(arrival: EventTime): void;
  /** Asks keys whose timers are due, at most so many, and all that were touched. */
  fire(limit: number): Promise<void>;
  /** @param refused - Set all results aside, because no head holds what one key gives. */
  finish(refused: boolean): KeyedOutcome;
}

export interface Around {
  readonly workers: readonly ViewWorker[];
  readonly cache: EntryCache;
  readonly states: StateStore;
  readonly task: TaskId;
}

/** Begins an epoch. It changes nothing but the cache until its outcome is written. */
export function keyedEpoch(
  { workers, cache, states, task }: Around,
  progress: KeyedProgress,
): KeyedEpoch {
  const byId = new Map(workers.map((worker) => [worker.id, worker]));
  const clocks: Record<string, EventTime> = { ...progress.clocks };
  const bounds: Record<string, EventTime> = { ...progress.timers };
  const clock = clockOf(clocks);
  const results = noResults(progress.counters);
  const touched = new Map<KeyEntry, ViewWorker>();
  const stale: TimerImage[] = [];
  let { arrival } = progress;
  cache.trim();

  function focus(worker: ViewWorker): void {
    worker.at.results = results;
    worker.at.arrival = arrival;
  }

  function advance(entry: KeyEntry, worker: ViewWorker, to: Clock): void {
    focus(worker);
    worker.advance(entry, to);
    touched.set(entry, worker);
  }

  /** Asks the keys of one step, earliest first. @returns how many were asked. */
  async function fireStep(worker: ViewWorker, i: number, limit: number): Promise<number> {
    const { id } = worker.steps[i] as ViewWorker['steps'][number];
    const owner = worker.owners[i] ?? '';
    const until = worker.timesOf(clock).reached[i] ?? Number.NEGATIVE_INFINITY;
    if ((bounds[id] ?? Number.POSITIVE_INFINITY) > until || limit < 1) return 0;
    const { timers, next } = await states.due(task, { step: id, until, limit });
    await cache.load(timers.map(({ key }) => entryKey(worker, owner, key)));
    for (const timer of timers) {
      const entry = cache.get(owner, timer.key);
      if (entry === undefined) continue;
      if (entry.armed[i] !== timer.due) stale.push({ ...timer, isSet: false });
      advance(entry, worker, limit === 1 ? stopAt(worker, timer, clock) : clock);
    }
    if (next === null) delete bounds[id];
    else bounds[id] = next;
    return timers.length;
  }

  /** Sets timers, and remembers when the first one is due. */
  function settle(): Pick<KeyedOutcome, 'states' | 'timers'> {
    const images: StateImage[] = [];
    const timers = new Map(stale.map((timer) => [idOf(timer), timer]));
    for (const [entry, { steps }] of touched) {
      forgetEmpty(entry, steps);
      for (const timer of rearm(entry, steps)) {
        timers.set(idOf(timer), timer);
        if (!timer.isSet) continue;
        bounds[timer.step] = Math.min(bounds[timer.step] ?? timer.due, timer.due);
      }
      const image = encodeEntry(entry, steps);
      if (image !== undefined) images.push(image);
    }
    return { states: images, timers: [...timers.values()] };
  }

  return {
    load: (events) =>
      cache.load(
        events.flatMap(({ view, input, key }) => {
          const worker = byId.get(view);
          const owner = worker?.inputOwners[input];
          return worker === undefined || owner === undefined ? [] : entryKey(worker, owner, key);
        }),
      ),
    take(sent) {
      const worker = byId.get(sent.view);
      const owner = worker?.inputOwners[sent.input];
      if (worker === undefined || owner === undefined) return; // of a view that was removed
      const entry = cache.get(owner, sent.key);
      if (entry === undefined) return;
      results.counters.events++;
      focus(worker);
      touched.set(entry, worker);
      worker.take(entry, sent, clock);
    },
    reach(name, to) {
      if (to > clock(name)) clocks[name] = to;
    },
    arrive(at) {
      arrival = Math.max(arrival, at);
    },
    async fire(limit) {
      let left = limit;
      for (const [entry, worker] of touched) advance(entry, worker, clock);
      for (const worker of workers) {
        for (let i = 0; i < worker.steps.length; i++) left -= await fireStep(worker, i, left);
      }
    },
    finish(refused) {
      if (refused) setAsideAll(results);
      const { states: images, timers } = settle();
      const told = { ...progress.told };
      const sendings: Sending[] = [];
      const watermarks: [string, EventTime][] = [];
      for (const worker of workers) {
        const isWhole = !isLate(worker, { clocks, timers: bounds });
        const { reached, complete } = worker.timesOf(clock);
        const last = reached.at(-1) ?? Number.NEGATIVE_INFINITY;
        if (isWhole && Number.isFinite(last)) watermarks.push([worker.id, last]);
        for (const [i, { id }] of worker.steps.entries()) {
          if (!worker.sends(id)) continue;
          const events = inOrder(
            results.sent.get(id) ?? [],
            isWhole ? undefined : { told: told[id] ?? null },
          );
          const now = complete[i] ?? Number.NEGATIVE_INFINITY;
          const before = told[id];
          if (isWhole && Number.isFinite(now)) told[id] = now;
          if (events.length === 0 && told[id] === before) continue;
          const watermark = told[id] ?? null;
          sendings.push({ clock: clockName({ step: id }), events, watermark });
        }
      }
      const { rows, records, late, counters } = results;
      return {
        ...{ rows: [...rows.values()], records, late, states: images, timers },
        ...{ sendings, watermarks },
        progress: { clocks, timers: bounds, told, counters, arrival },
      };
    },
  };
}

/** A clock that lets no more happen than what the timer is for. */
function stopAt({ steps }: ViewWorker, { due }: Timer, clock: Clock): Clock {
  const last = due + steps.reduce((sum, { keyed }) => sum + keyed.hold, 0);
  return (name) => Math.min(clock(name), last);
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

const idOf = ({ step, due, key }: Timer): string => `${step}\n${due}\n${key}`;
