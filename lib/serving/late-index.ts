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

/** Events of one key: those that miss every window that they are in, and those that miss one. */
interface OfKey {
  readonly times: EventTime[];
  readonly starts: Set<EventTime>;
}

export function lateIndex(marks: readonly LateMark[]): LateIndex {
  const byKey = new Map<string | undefined, OfKey>();
  const read = marks.map(({ key, eventTime, start }) => ({ key, eventTime, start }));
  for (const { key, eventTime, start } of read) {
    const mine = byKey.get(key) ?? { times: [], starts: new Set() };
    byKey.set(key, mine);
    if (start === undefined) mine.times.push(eventTime);
    else mine.starts.add(start);
  }
  for (const { times } of byKey.values()) times.sort((a, b) => a - b);

  const lacks = (key: string | undefined, { start, end }: KeyedWindow): boolean => {
    const mine = byKey.get(key);
    if (mine === undefined) return false;
    const next = mine.times[lowerBound(mine.times, start)];
    return mine.starts.has(start) || (next !== undefined && next < end);
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
