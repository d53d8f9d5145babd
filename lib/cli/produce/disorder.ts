import type { DurationMs } from '../../core/time.ts';
import type { OutgoingEvent } from '../input/events.ts';

interface Held {
  readonly due: number;
  readonly event: OutgoingEvent;
}

/** Puts events into another order. */
export interface Shuffle {
  /** Takes an event, and gives those that go now. */
  take(event: OutgoingEvent): readonly OutgoingEvent[];
  /** Gives all that are held, in the order in which they would go; then none are. */
  drain(): readonly OutgoingEvent[];
}

/** Leaves the order as it is. */
export const IN_ORDER: Shuffle = { take: (event) => [event], drain: () => [] };

/**
 * The same events in another order, each at most `bound` of event time behind a newer one.
 *
 * Each event is held until the newest time read so far has passed its own by a random part of the
 * bound. If the input is in order, no event comes out further behind than the bound; memory holds
 * what one bound of event time contains.
 *
 * @param random - Gives numbers from 0 to 1; the same ones give the same order.
 */
export function shuffleWithin(bound: DurationMs, random: () => number): Shuffle {
  let held: Held[] = [];
  return {
    take(event) {
      held.push({ due: event.time + Math.floor(random() * bound), event });
      if (held.length % 64 !== 0) return []; // sorting now and then is enough: it only holds longer
      const due = held.filter((each) => each.due < event.time);
      held = held.filter((each) => each.due >= event.time);
      return due.sort(byDue).map(({ event: each }) => each);
    },
    drain() {
      const all = held.sort(byDue).map(({ event }) => event);
      held = [];
      return all;
    },
  };
}

const byDue = (a: Held, b: Held): number => a.due - b.due;
