import type { EventTime } from '../time.ts';
import { firstWhere } from './first-where.ts';

/** Something with a time. */
export interface Timed {
  readonly time: EventTime;
}

/** Index of the first item that is not before the time; the length if there is none. */
export const firstFrom = (items: readonly Timed[], time: EventTime): number =>
  firstWhere(items, (item) => item.time >= time);

/** Puts an item behind all that are not after it: by time, and by arrival where times are equal. */
export function insertByTime<T extends Timed>(items: T[], item: T): void {
  const last = items.at(-1);
  if (last === undefined || last.time <= item.time) items.push(item);
  else items.splice(firstFrom(items, item.time + 1), 0, item);
}

/** Removes and gives the items that are before the time, earliest first. */
export const takeBefore = <T extends Timed>(items: T[], time: EventTime): T[] =>
  items.splice(0, firstFrom(items, time));
