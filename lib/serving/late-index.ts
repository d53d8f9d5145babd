import type { EventTime } from '../core/time.ts';
import type { LateMark } from '../ports/effects.ts';

/** A window of one key. */
interface KeyedWindow {
  readonly key: string;
  readonly start: EventTime;
  readonly end: EventTime;
}

/** Events that were too late for a view, looked up by key and window. */
export interface LateIndex {
  /**
   * Whether an event was too late for the window: one of its `key`, or one of `any`, of which nobody
   * knows the key.
   */
  excuse(row: KeyedWindow): 'key' | 'any' | undefined;
  /** How many of the events fall in at least one of the windows, whatever their keys. */
  countIn(windows: readonly Omit<KeyedWindow, 'key'>[]): number;
}

/** Events of one key. */
interface OfKey {
  /** Times of those that every window lacks that they are in. */
  readonly times: EventTime[];
  /** Starts of the windows that lack what only they lack. */
  readonly starts: Set<EventTime>;
  /** Those that only the earlier windows lack that they are in, up to the one that starts `until`. */
  readonly partly: { readonly times: EventTime[]; readonly untils: EventTime[] };
}

const nothing = (): OfKey => ({
  times: [],
  starts: new Set(),
  partly: { times: [], untils: [] },
});

export function lateIndex(marks: readonly LateMark[]): LateIndex {
  const byKey = new Map<string | undefined, OfKey>();
  const read = marks
    .map(({ key, eventTime, start, until }) => ({ key, eventTime, start, until }))
    .sort((a, b) => a.eventTime - b.eventTime);
  for (const { key, eventTime, start, until } of read) {
    const mine = byKey.get(key) ?? nothing();
    byKey.set(key, mine);
    if (start !== undefined) mine.starts.add(start);
    else if (until === undefined) mine.times.push(eventTime);
    else {
      mine.partly.times.push(eventTime);
      mine.partly.untils.push(until);
    }
  }

  const lacks = (key: string | undefined, row: KeyedWindow): boolean => {
    const mine = byKey.get(key);
    if (mine === undefined) return false;
    const { start, end } = row;
    const next = mine.times[lowerBound(mine.times, start)];
    if (mine.starts.has(start) || (next !== undefined && next < end)) return true;
    return lacksPartly(mine.partly, row);
  };

  return {
    excuse(row) {
      if (lacks(row.key, row)) return 'key';
      return lacks(undefined, row) ? 'any' : undefined;
    },
    countIn(windows) {
      const starts = new Set(windows.map(({ start }) => start));
      const spans = joined(windows);
      const froms = spans.map(({ start }) => start);
      return read.filter(({ eventTime, start }) => {
        if (start !== undefined) return starts.has(start);
        const span = spans[lowerBound(froms, eventTime + 1) - 1];
        return span !== undefined && eventTime < span.end;
      }).length;
    },
  };
}

/** Whether a window lacks one of those that fall in it. */
function lacksPartly({ times, untils }: OfKey['partly'], { start, end }: KeyedWindow): boolean {
  for (let i = lowerBound(times, start); i < times.length; i++) {
    if ((times[i] as number) >= end) return false;
    if ((untils[i] as number) >= start) return true;
  }
  return false;
}

/** What windows cover together, as spans that do not touch, by time. */
function joined(windows: readonly Omit<KeyedWindow, 'key'>[]) {
  const spans: { readonly start: EventTime; end: EventTime }[] = [];
  for (const { start, end } of windows.toSorted((a, b) => a.start - b.start)) {
    const last = spans.at(-1);
    if (last === undefined || last.end < start) spans.push({ start, end });
    else last.end = Math.max(last.end, end);
  }
  return spans;
}

/** Index of the first of some ascending numbers that is not below the limit. */
function lowerBound(ascending: readonly number[], limit: number): number {
  let [from, to] = [0, ascending.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((ascending[middle] as number) < limit) from = middle + 1;
    else to = middle;
  }
  return from;
}
