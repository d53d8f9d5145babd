import { setTimeout as sleep } from 'node:timers/promises';
import type { OutgoingEvent } from './events.ts';

export interface Pace {
  /** Most events per second; none without it. */
  readonly rate?: number | undefined;
  /** How many times faster than event time; as fast as possible without it. */
  readonly speedup?: number | undefined;
  /** Wall clock in milliseconds. */
  readonly now: () => number;
}

/** Waits until an event may go, by rate and by event time. */
export function pacer({ rate, speedup, now }: Pace): (event: OutgoingEvent) => Promise<void> {
  const started = now();
  let count = 0;
  let first: number | undefined;

  return async ({ time }) => {
    first ??= time;
    const byRate = rate === undefined ? 0 : (count / rate) * 1_000;
    const byTime = speedup === undefined ? 0 : (time - first) / speedup;
    count++;
    const wait = started + Math.max(byRate, byTime) - now();
    if (wait > 5) await sleep(wait); // shorter waits cost more than they gain
  };
}
