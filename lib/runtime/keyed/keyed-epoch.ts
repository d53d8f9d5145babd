import { contains, isWithin, type SlotRange, slotOf } from '../../core/slots.ts';
import type { EventTime } from '../../core/time.ts';
import type { SentEvent } from '../../ports/effects.ts';
import type { DueTimers, StateStore, TimerImage, TimerQuery } from '../../ports/state-store.ts';
import type { TaskId } from '../../ports/task.ts';
import type { Happening } from './backlog.ts';
import { behindIn, queueOf } from './backlog.ts';
import type { EntryCache, EntryKey } from './entry-cache.ts';
import { clocksAt, dueAmong, floorsAbove, raisedFloor } from './inherited.ts';
import type { KeyEntry } from './key-entry.ts';
import { keyWork } from './key-work.ts';
import { type KeyedOutcome, keyedOutcome } from './keyed-outcome.ts';
import { clockOf, entryKey, type KeyedProgress } from './keyed-progress.ts';
import { noResults } from './results.ts';
import type { Room } from './room.ts';
import type { ViewWorker } from './view-worker.ts';

/** One epoch of a task, as far as its steps with state are concerned. */
export interface KeyedEpoch {
  /** Loads what some of the events touch that begin there. @returns where those end. */
  load(events: readonly SentEvent[], from: number): Promise<number>;
  /** Whether there is room for one more event; there always is for the first. */
  hasRoomFor(sent: SentEvent): boolean;
  /** Takes an event that was loaded. @returns what to wait for, if anything. */
  take(sent: SentEvent): Promise<void> | undefined;
  /**
   * Says how far something has come that inputs follow; back is no move.
   *
   * @param among - Slots for whose keys it has; all of the task's if left out.
   */
  reach(clock: string, to: EventTime, among?: SlotRange): void;
  arrive(arrival: EventTime): void;
  /** Works off what keys are behind with, those first that have waited longest. */
  workOff(): Promise<void>;
  /** Lets time pass for keys whose timers are due, at most so many, and for all that were touched. */
  fire(limit: number): Promise<void>;
  finish(): KeyedOutcome;
}

export interface Around {
  readonly workers: readonly ViewWorker[];
  readonly cache: EntryCache;
  readonly states: StateStore;
  readonly task: TaskId;
  /** Those of the task. */
  readonly slots: SlotRange;
}

/** What an epoch may take. */
export interface Allowance {
  readonly room: Room;
  /** Set the first thing that happens aside, because no head holds what it changes. */
  readonly refuses: boolean;
}

/** Most keys of one queue that are worked off in one epoch. */
export const MAX_TURNS = 16;

/** About how many characters of states are read at once. */
const CHUNK = 8_000_000;

/** Keys that are read at once: as many as make a chunk, going by those before. */
const [MIN_CHUNK, FIRST_CHUNK, MAX_CHUNK] = [10, 200, 2_000];

/** Begins an epoch. It changes nothing but the cache until its outcome is written. */
export function keyedEpoch(
  { workers, cache, states, task, slots }: Around,
  progress: KeyedProgress,
  { room, refuses }: Allowance,
): KeyedEpoch {
  const byId = new Map(workers.map((worker) => [worker.id, worker]));
  const byOwner = new Map(
    workers.flatMap((worker) => worker.owners.map((owner) => [owner, worker] as const)),
  );
  const clocks: Record<string, EventTime> = { ...progress.clocks };
  const bounds: Record<string, EventTime> = { ...progress.timers };
  const homes: Record<string, readonly string[]> = { ...progress.homes };
  let floors = floorsAbove(clocks, progress.floors ?? []);
  const results = noResults(progress.counters);
  const stale: TimerImage[] = [];
  let { arrival, turns = 0 } = progress;
  let chunk = FIRST_CHUNK;
  cache.trim();
  const work = keyWork({
    ...{ results, room, refuses },
    arrival: () => arrival,
    nextTurn: () => ++turns,
    async reload(entry, worker) {
      cache.drop(entry);
      await cache.load([entryKey(worker, entry.owner, entry.key)]);
      return cache.get(entry.owner, entry.key) ?? entry;
    },
  });

  const targetOf = ({ view, input, key }: SentEvent): EntryKey | undefined => {
    const worker = byId.get(view); // unless it was removed
    const owner = worker?.inputOwners[input];
    return worker === undefined || owner === undefined ? undefined : entryKey(worker, owner, key);
  };

  const slotOfKey = ({ id }: ViewWorker, key: string): number => slotOf(id, key);

  const now = (worker: ViewWorker, key: string, event?: SentEvent): Happening => {
    const at: Record<string, EventTime> = {};
    const reached = floors.length === 0 ? clocks : clocksAt(clocks, floors, slotOfKey(worker, key));
    for (const name of worker.clockNames) {
      const time = reached[name];
      if (time !== undefined) at[name] = time;
    }
    return event === undefined ? { clocks: at } : { event, clocks: at };
  };

  async function loadSome(keys: readonly (EntryKey | undefined)[], from: number): Promise<number> {
    const to = Math.min(keys.length, from + chunk);
    const some = keys.slice(from, to).flatMap((key) => key ?? []);
    await cache.load(some);
    const size = some.reduce((sum, { owner, key }) => sum + (cache.get(owner, key)?.size ?? 0), 1);
    chunk = Math.max(MIN_CHUNK, Math.min(MAX_CHUNK, Math.floor((CHUNK * some.length) / size)));
    return to;
  }

  /** Lets time pass for a key, unless it is behind: then it has to wait. */
  async function pass(entry: KeyEntry, worker: ViewWorker): Promise<void> {
    if (entry.backlog === undefined) await work.happen(entry, worker, now(worker, entry.key));
  }

  function setBound(step: string, first: EventTime | null): void {
    if (first === null) delete bounds[step];
    else bounds[step] = first;
  }

  /** Timers of a step or a queue; those of tasks before only for keys that are here now. */
  async function dueOf(worker: ViewWorker | undefined, query: TimerQuery): Promise<DueTimers> {
    const { step } = query;
    const isAskedFor = (key: string): boolean =>
      worker !== undefined && contains(slots, slotOfKey(worker, key));
    const among = { task, homes: homes[step] ?? [] };
    const due = await dueAmong(states, among, { ...query, isAskedFor });
    if (due.homes.length > 0) homes[step] = due.homes;
    else delete homes[step];
    return due;
  }

  /** Asks the keys of one step, earliest first. @returns how many were asked. */
  async function fireStep(worker: ViewWorker, i: number, limit: number): Promise<number> {
    const { id } = worker.steps[i] as ViewWorker['steps'][number];
    const owner = worker.owners[i] ?? '';
    const until = worker.timesOf(clockOf(clocks)).reached[i] ?? Number.NEGATIVE_INFINITY;
    if ((bounds[id] ?? Number.POSITIVE_INFINITY) > until || limit < 1) return 0;
    const { timers, next } = await dueOf(worker, { step: id, until, limit });
    const keys = timers.map(({ key }) => entryKey(worker, owner, key));
    let loaded = 0;
    let asked = 0;
    for (const timer of timers) {
      if (room.isOver()) break;
      if (asked === loaded) loaded = await loadSome(keys, loaded);
      const entry = cache.get(owner, timer.key);
      if (entry !== undefined) {
        if (!work.hasRoomFor(entry)) break;
        if (entry.armed[i] !== timer.due) stale.push({ ...timer, isSet: false });
        await pass(entry, worker);
      }
      asked++;
    }
    setBound(id, timers[asked]?.due ?? next);
    return asked;
  }

  async function workOff(): Promise<void> {
    const queues = await Promise.all(
      behindIn(bounds).map(async (owner) => {
        const step = queueOf(owner);
        const until = Number.MAX_SAFE_INTEGER;
        const query = { step, until, limit: MAX_TURNS };
        return { owner, ...(await dueOf(byOwner.get(owner), query)) };
      }),
    );
    const waiting = queues
      .flatMap(({ owner, timers }) => timers.map((timer) => ({ owner, timer })))
      .sort((a, b) => a.timer.due - b.timer.due);
    let given = 0;
    for (const { owner, timer } of waiting) {
      if (room.isOver()) break;
      given++;
      const worker = byOwner.get(owner);
      if (worker === undefined) continue; // of a view that was removed
      await cache.load([entryKey(worker, owner, timer.key)]);
      const entry = cache.get(owner, timer.key);
      if (entry?.backlog?.turn === timer.due) await work.workOff(entry, worker);
      else stale.push({ ...timer, isSet: false });
    }
    for (const { owner, next } of queues) {
      const first = waiting.slice(given).find((each) => each.owner === owner);
      setBound(queueOf(owner), first?.timer.due ?? next);
    }
  }

  return {
    load: (events, from) => loadSome(events.slice(0, from + chunk).map(targetOf), from),
    hasRoomFor(sent) {
      const target = targetOf(sent);
      const entry = target && cache.get(target.owner, target.key);
      return entry === undefined || work.hasRoomFor(entry);
    },
    take(sent) {
      const worker = byId.get(sent.view);
      const target = targetOf(sent);
      const entry = target && cache.get(target.owner, target.key);
      if (worker === undefined || entry === undefined) return undefined;
      return work.happen(entry, worker, now(worker, sent.key, sent));
    },
    reach(name, to, among = slots) {
      if (!(to > (clocks[name] ?? Number.NEGATIVE_INFINITY))) return;
      if (isWithin(slots, among)) clocks[name] = to;
      else floors = raisedFloor(floors, among, [name, to]);
    },
    arrive(at) {
      arrival = Math.max(arrival, at);
    },
    workOff,
    async fire(limit) {
      let left = limit;
      for (const [entry, { worker }] of work.touched) {
        if (room.isOver()) return;
        await pass(entry, worker);
      }
      for (const worker of workers) {
        for (let i = 0; i < worker.steps.length; i++) left -= await fireStep(worker, i, left);
      }
    },
    finish: () =>
      keyedOutcome({
        ...{ workers, stale, results, touched: work.touched },
        progress: {
          ...{ clocks, timers: bounds, told: progress.told, arrival, turns },
          ...(floors.length > 0 && { floors: floorsAbove(clocks, floors) }),
          ...(Object.keys(homes).length > 0 && { homes }),
        },
      }),
  };
}
