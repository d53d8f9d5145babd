import { jsonSize } from '../../core/json/json-size.ts';
import { EARLIEST_EVENT_TIME, type EventTime } from '../../core/time.ts';
import type { SentEvent } from '../../ports/effects.ts';
import type { Backlog, Happening } from './backlog.ts';
import type { KeyEntry } from './key-entry.ts';
import { clockOf, isStateful } from './keyed-progress.ts';
import { nothing, type Portion, portion } from './portion.ts';
import { countAside, ENVELOPE, type Results } from './results.ts';
import type { Room } from './room.ts';
import type { ViewWorker } from './view-worker.ts';

/** About the most that is stored of one key, in characters; what it is behind with counts, too. */
export const MAX_STATE_CHARACTERS = 4_000_000;

/** A state that is at least so large is what a head had no room for, rather than the event. Characters. */
const LARGE_STATE = 100_000;

/** Part of what a head did not hold at which a key is full. */
const NEARLY = 7 / 8;

/** A key that something happened to in this epoch. */
export interface Touched {
  readonly worker: ViewWorker;
  /** What has happened, so that it can happen again to what is stored of the key. */
  readonly done: Happening[];
  /** Characters of its results. */
  used: number;
}

/** The part of an epoch's room that one key may take while others wait; then it falls behind. */
const SHARE = 1 / 4;

/** What happens to keys in one epoch. */
export interface KeyWork {
  readonly touched: ReadonlyMap<KeyEntry, Touched>;
  /** Whether there is room for the state of a key. */
  hasRoomFor(entry: KeyEntry): boolean;
  /**
   * Lets something happen to a key.
   *
   * @returns What to wait for, if there are more results than room: then the key is behind.
   */
  happen(entry: KeyEntry, worker: ViewWorker, happening: Happening): Promise<void> | undefined;
  /** Works off what a key is behind with, as far as there is room. */
  workOff(entry: KeyEntry, worker: ViewWorker): Promise<void>;
}

export interface WorkOptions {
  /** Gives a key as it is stored. */
  readonly reload: (entry: KeyEntry, worker: ViewWorker) => Promise<KeyEntry>;
  readonly results: Results;
  readonly room: Room;
  readonly arrival: () => EventTime;
  readonly nextTurn: () => number;
  /** Set the first thing that happens aside, because no head holds what it changes. */
  readonly refuses: boolean;
}

/** The steps of all views, over the keys that come up in one epoch. */
export function keyWork(options: WorkOptions): KeyWork {
  const { reload, results, room, arrival, nextTurn, refuses } = options;
  const touched = new Map<KeyEntry, Touched>();

  function touch(entry: KeyEntry, worker: ViewWorker): Touched {
    const known = touched.get(entry);
    if (known !== undefined) return known;
    const fresh = { worker, done: [], used: 0 };
    touched.set(entry, fresh);
    room.addState(entry.size);
    return fresh;
  }

  function run(entry: KeyEntry, worker: ViewWorker, { event, clocks }: Happening, part: Portion) {
    const { at } = worker;
    at.results = results;
    at.portion = part;
    at.arrival = arrival();
    at.refuses = refuses && room.begun() === 1;
    const clock = clockOf(clocks);
    if (event === undefined) worker.advance(entry, clock);
    else worker.take(entry, event, clock);
    return part.cutAt();
  }

  /** @returns how many results have left, if not all of them have. */
  function begin(entry: KeyEntry, about: Touched, happening: Happening, from = 0) {
    const { worker, done } = about;
    if (refuses && room.begun() === 1 && happening.event !== undefined && from === 0) {
      setAside(happening.event, 'effects');
      if (entry.size > LARGE_STATE) entry.most = entry.size * NEARLY;
      return undefined;
    }
    // what has no state is never read again, and gives few results
    const most = isStateful(worker, entry.owner) ? room.limit : Number.POSITIVE_INFINITY;
    const spend = (characters: number): void => {
      about.used += characters;
      room.add(characters);
    };
    const cut = run(entry, worker, happening, portion({ from, room: most, spend }));
    if (cut === undefined) done.push(happening);
    return cut;
  }

  /** Whether an event is too much for its key. */
  function isTooMuch(entry: KeyEntry, event: SentEvent): boolean {
    results.counters.events++;
    const size = jsonSize(event);
    room.add(size);
    if (entry.size + size > Math.min(entry.most, MAX_STATE_CHARACTERS)) return true;
    entry.size += size;
    return false;
  }

  function setAside(sent: SentEvent, cap: string): void {
    const { view, id, time, reached } = sent;
    countAside(results.counters, 'overflow', `overflow: ${cap}`);
    room.add(ENVELOPE);
    const watermark = reached ?? EARLIEST_EVENT_TIME;
    const about = { view, sequence: id, sub: 0, eventTime: time, watermark };
    results.late.push({ ...about, why: `overflow: ${cap}`, payload: sent });
  }

  /** Takes a key back to where it was before the last thing happened, and notes what it is behind with. */
  async function putOff(entry: KeyEntry, about: Touched, rest: Omit<Backlog, 'turn'>) {
    const { worker, done } = about;
    touched.delete(entry);
    const again = await reload(entry, worker);
    for (const happening of done) run(again, worker, happening, nothing());
    again.backlog = { turn: nextTurn(), ...rest };
    again.size = entry.size;
    touched.set(again, about);
  }

  return {
    touched,
    hasRoomFor: (entry) => touched.has(entry) || room.hasRoomForState(),

    happen(entry, worker, happening) {
      room.begin();
      const { event } = happening;
      if (event !== undefined && isTooMuch(entry, event)) {
        setAside(event, 'state');
        return undefined;
      }
      const about = touch(entry, worker);
      const falls = event !== undefined && about.used > room.limit * SHARE;
      if (entry.backlog === undefined && falls && isStateful(worker, entry.owner)) {
        entry.backlog = { turn: nextTurn(), from: 0, happenings: [] };
      }
      if (entry.backlog !== undefined) {
        if (event !== undefined) entry.backlog.happenings.push(happening);
        return undefined;
      }
      const from = begin(entry, about, happening);
      if (from === undefined) return undefined;
      return putOff(entry, about, { from, happenings: [happening] });
    },

    async workOff(entry, worker) {
      const about = touch(entry, worker);
      const { happenings, from } = entry.backlog ?? { happenings: [], from: 0 };
      for (const [i, happening] of happenings.entries()) {
        if (i > 0 && room.isOver()) {
          entry.backlog = { turn: nextTurn(), from: 0, happenings: happenings.slice(i) };
          return;
        }
        room.begin();
        const cut = begin(entry, about, happening, i === 0 ? from : 0);
        if (cut === undefined) continue;
        return putOff(entry, about, { from: cut, happenings: happenings.slice(i) });
      }
      entry.backlog = undefined;
    },
  };
}
