import type { DurationMs } from '../../core/time.ts';
import type { OutgoingEvent } from './events.ts';

interface Held {
  readonly due: number;
  readonly event: OutgoingEvent;
}

/**
 * The same events in another order, each at most `bound` of event time behind a newer one.
 *
 * Each event is held until the newest time read so far has passed its own by a random part of the
 * bound. If the input is in order, no event comes out further behind than the bound; memory holds
 * what one bound of event time contains.
 *
 * @param random - Gives numbers from 0 to 1; the same ones give the same order.
 */
export async function* disordered(
  events: AsyncIterable<OutgoingEvent>,
  bound: DurationMs,
  random: () => number,
): AsyncGenerator<OutgoingEvent> {
  let held: Held[] = [];
  for await (const event of events) {
    held.push({ due: event.time + Math.floor(random() * bound), event });
    if (held.length % 64 !== 0) continue; // sorting now and then is enough: it only holds longer
    const due = held.filter((each) => each.due < event.time);
    held = held.filter((each) => each.due >= event.time);
    for (const each of due.sort(byDue)) yield each.event;
  }
  for (const each of held.sort(byDue)) yield each.event;
}

const byDue = (a: Held, b: Held): number => a.due - b.due;
