import type { EventTime } from '../../core/time.ts';

export interface Pace {
  /** Most events per second; none without it. */
  readonly rate?: number | undefined;
  /** How many times faster than event time; as fast as possible without it. */
  readonly speedup?: number | undefined;
  /** Wall clock in milliseconds. */
  readonly now: () => number;
}

/** Waits up to so many milliseconds cost more than they gain. */
const SHORTEST_MS = 5;

/**
 * How long to wait before each event, by rate and by event time; of two the longer.
 *
 * Counts from the first event, so that what was waited too long or too short is made up for.
 *
 * @returns milliseconds from now; 0 for an event that may go.
 */
export function pacer({ rate, speedup, now }: Pace): (event: { time: EventTime }) => number {
  let started = 0;
  let count = 0;
  let first: number | undefined;

  return ({ time }) => {
    if (first === undefined) {
      first = time;
      started = now();
    }
    const byRate = rate === undefined ? 0 : (count / rate) * 1_000;
    const byTime = speedup === undefined ? 0 : (time - first) / speedup;
    count++;
    const wait = started + Math.max(byRate, byTime) - now();
    return wait > SHORTEST_MS ? wait : 0;
  };
}
