import type { Timers } from '../../../lib/cli/produce/waiting.ts';

/** Time that passes when a test says so. */
export interface HandTimers extends Timers {
  /** Lets so much time pass, and does in its order what falls due. Milliseconds. */
  pass(ms: number): void;
  /** How many things are to be done later. */
  waiting(): number;
}

export function handTimers(start = 0): HandTimers {
  let now = start;
  let timers: { readonly at: number; readonly act: () => void }[] = [];
  return {
    now: () => now,
    after(ms, act) {
      const timer = { at: now + ms, act };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    pass(ms) {
      const end = now + ms;
      for (;;) {
        const next = timers.toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined || next.at > end) break;
        timers = timers.filter((each) => each !== next);
        now = next.at;
        next.act();
      }
      now = end;
    },
    waiting: () => timers.length,
  };
}

/** Lets everything happen that needs no time. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}
