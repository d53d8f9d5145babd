import type { EventTime } from '../time.ts';

/** Where an event stands among others: by its time, and by its arrival where times are equal. */
export interface Moment {
  readonly time: EventTime;
  readonly order: number;
}

/** Negative if `a` comes first. */
export const byMoment = (a: Moment, b: Moment): number => a.time - b.time || a.order - b.order;

/** Where an entry belongs in a list that is in order: behind those of the same moment. */
export function inSequence(entries: readonly Moment[], entry: Moment): number {
  let low = 0;
  let high = entries.length;
  const last = entries[high - 1];
  if (last !== undefined && byMoment(last, entry) <= 0) return high; // nearly always
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byMoment(entries[middle] as Moment, entry) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The entries, with their places among those of the same time instead of the order of arrival. */
export function renumbered<T extends Moment>(entries: readonly T[]): readonly T[] {
  let place = 0;
  return entries.map((entry, i) => {
    place = i > 0 && entries[i - 1]?.time === entry.time ? place + 1 : 0;
    return { ...entry, order: place };
  });
}

/** What stands for the event time: nothing where arrival alone decides. */
export const momentsOf = (order: 'time' | 'arrival'): ((time: EventTime) => EventTime) =>
  order === 'time' ? (time) => time : () => 0;
