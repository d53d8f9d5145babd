import { greatest, least, leastOfEach } from '../../core/many.ts';
import { type SlotRange, sharedSlots } from '../../core/slots.ts';
import type { EventTime } from '../../core/time.ts';
import type { DueTimers, StateStore, Timer, TimerQuery } from '../../ports/state-store.ts';
import type { TaskId } from '../../ports/task.ts';
import { type Floor, type KeyedProgress, NO_KEYED_PROGRESS } from './keyed-progress.ts';

/** A task that another one takes over from, wholly or for some of its slots. */
export interface Predecessor {
  readonly shard: string;
  /** Those that the other one takes over. */
  readonly slots: SlotRange;
  readonly keyed: KeyedProgress;
}

/**
 * Where a task begins that replaces others.
 *
 * Its time is the least of theirs, so that nothing is late that was not. For the keys of one that was
 * further it does not go back: what they have been told is over stays so. Timers stay where they were
 * written, below those tasks.
 */
export function inheritedProgress(before: readonly Predecessor[]): KeyedProgress {
  const all = before.map(({ keyed }) => keyed);
  if (all.length === 0) return NO_KEYED_PROGRESS;
  const clocks = leastOfEach(all.map(({ clocks }) => clocks));
  const timers: Record<string, EventTime> = {};
  const homes: Record<string, string[]> = {};
  for (const { shard, keyed } of before) {
    for (const [step, due] of Object.entries(keyed.timers)) {
      timers[step] = Math.min(timers[step] ?? due, due);
      const known = homes[step] ?? [];
      homes[step] = [...new Set([...known, shard, ...(keyed.homes?.[step] ?? [])])];
    }
  }
  const floors = before.flatMap(({ slots, keyed }) => [
    ...(keyed.floors ?? []).flatMap((floor) => {
      const shared = sharedSlots(floor, slots);
      return shared === undefined ? [] : { ...floor, ...shared };
    }),
    { ...slots, clocks: keyed.clocks },
  ]);
  return {
    ...NO_KEYED_PROGRESS,
    ...{ clocks, timers, told: leastOfEach(all.map(({ told }) => told)), homes },
    floors: floorsAbove(clocks, floors),
    arrival: greatest(all.map(({ arrival }) => arrival)),
    turns: greatest(
      all.map(({ turns = 0 }) => turns),
      0,
    ),
  };
}

type Times = Readonly<Record<string, EventTime>>;

/** Those floors that are above the clocks still. */
export const floorsAbove = (clocks: Times, floors: readonly Floor[]): readonly Floor[] =>
  floors.filter((floor) =>
    Object.entries(floor.clocks).some(([name, time]) => time > (clocks[name] ?? -Infinity)),
  );

/** Floors, with time further for some slots. */
export function raisedFloor(
  floors: readonly Floor[],
  { from, to }: SlotRange,
  [name, time]: readonly [name: string, time: EventTime],
): readonly Floor[] {
  const known = floors.find((floor) => floor.from === from && floor.to === to);
  if (known === undefined) return [...floors, { from, to, clocks: { [name]: time } }];
  if (time <= (known.clocks[name] ?? Number.NEGATIVE_INFINITY)) return floors;
  const raised = { ...known.clocks, [name]: time };
  return floors.map((floor) => (floor === known ? { ...floor, clocks: raised } : floor));
}

/** How far time has come for a slot. */
export function clocksAt(clocks: Times, floors: readonly Floor[], slot: number): Times {
  const mine = floors.filter(({ from, to }) => from <= slot && slot < to);
  if (mine.length === 0) return clocks;
  const raised: Record<string, EventTime> = { ...clocks };
  for (const floor of mine) {
    for (const [name, time] of Object.entries(floor.clocks)) {
      raised[name] = Math.max(raised[name] ?? time, time);
    }
  }
  return raised;
}

/** Timers, and those tasks that may have more. */
export interface DueAmong extends DueTimers {
  readonly homes: readonly string[];
}

/**
 * The timers of a task, and of those that it has taken over from.
 *
 * @param homes - Shards of the latter.
 */
export async function dueAmong(
  states: Pick<StateStore, 'due'>,
  { task, homes }: { readonly task: TaskId; readonly homes: readonly string[] },
  { isAskedFor, ...query }: TimerQuery,
): Promise<DueAmong> {
  const own = await states.due(task, query);
  if (homes.length === 0) return { ...own, homes };
  const asked = { ...query, ...(isAskedFor && { isAskedFor }) };
  const found = await Promise.all(
    homes.map(async (home) => {
      const { timers, next } = await states.due({ ...task, shard: home }, asked);
      return { home, next, timers: timers.map((timer): Timer => ({ ...timer, home })) };
    }),
  );
  const all = [...own.timers, ...found.flatMap(({ timers }) => timers)].sort(
    (a, b) => a.due - b.due,
  );
  const nexts = [own.next, ...found.map(({ next }) => next), all[query.limit]?.due ?? null];
  const known = nexts.filter((next) => next !== null);
  return {
    timers: all.slice(0, query.limit),
    next: known.length === 0 ? null : least(known),
    homes: found
      .filter(({ timers, next }) => timers.length > 0 || next !== null)
      .map(({ home }) => home),
  };
}
