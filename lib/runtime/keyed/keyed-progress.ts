import { passThrough } from '../../core/operators/pass-through.ts';
import type { SlotRange } from '../../core/slots.ts';
import type { EventTime } from '../../core/time.ts';
import { queueOf } from './backlog.ts';
import type { EntryKey } from './entry-cache.ts';
import type { OperatorCounters } from './results.ts';
import type { Clock, ViewWorker } from './view-worker.ts';

/** Where the steps with state of a task stand. Stored as JSON, so nothing in it is infinite. */
export type KeyedProgress = {
  /** How far streams have come, and steps whose results travel. By the name of their clock. */
  readonly clocks: Readonly<Record<string, EventTime>>;
  /** No timer of a step is due before this; absent if it has none. By step, and by queue. */
  readonly timers: Readonly<Record<string, EventTime>>;
  /** How far others were told that a step's results are complete. By step. */
  readonly told: Readonly<Record<string, EventTime>>;
  readonly counters: OperatorCounters;
  /** Arrival of the newest record. */
  readonly arrival: EventTime;
  /** Turns that keys have been given which were behind; absent in what was written before there were any. */
  readonly turns?: number;
  /** Slots whose time is further, since they came from a task that was. */
  readonly floors?: readonly Floor[];
  /** Shards that tasks had which were replaced, and timers may be of still. By step, and by queue. */
  readonly homes?: Readonly<Record<string, readonly string[]>>;
};

/** How far time had come for some slots, where that is further than for the others of their task. */
export type Floor = SlotRange & { readonly clocks: Readonly<Record<string, EventTime>> };

export const NO_KEYED_PROGRESS: KeyedProgress = {
  ...{ clocks: {}, timers: {}, told: {}, turns: 0 },
  counters: { events: 0, late: 0, overflow: 0, failed: 0 },
  arrival: 0,
};

/** The clock of what was reached. */
export const clockOf =
  (clocks: KeyedProgress['clocks']): Clock =>
  (name) =>
    clocks[name] ?? Number.NEGATIVE_INFINITY;

/** Whether timers of a view are due, or keys of it are behind. */
export function isLate(
  worker: ViewWorker,
  { clocks, timers }: Pick<KeyedProgress, 'clocks' | 'timers'>,
): boolean {
  if (worker.owners.some((owner) => queueOf(owner) in timers)) return true;
  const { reached } = worker.timesOf(clockOf(clocks));
  return worker.steps.some(({ id }, i) => (timers[id] ?? Infinity) <= (reached[i] ?? -Infinity));
}

/** What the entry of a key is made of. */
export function entryKey(worker: ViewWorker, owner: string, key: string): EntryKey {
  return { owner, key, steps: worker.steps, isStateful: isStateful(worker, owner) };
}

/** Whether anything of an owner's keys is ever stored. */
export const isStateful = ({ steps, owners }: ViewWorker, owner: string): boolean =>
  steps.some(({ keyed }, i) => owners[i] === owner && keyed.encoding !== passThrough.encoding);
