import { randomOf } from '../../support/lanes/chaos.ts';
import type { Clock } from './clock.ts';

/**
 * Runs something whose libraries wait for a timer and draw lots of their own, such as `p-retry`: its
 * timers go by virtual time, and its lots by a seed. One at a time in a process.
 */
export async function withVirtualTimers<T>(
  { clock, seed }: { readonly clock: Clock; readonly seed: number },
  run: () => Promise<T>,
): Promise<T> {
  const { setTimeout, clearTimeout } = globalThis;
  const { random } = Math;
  const cleared = new Set<unknown>();
  let timers = 0;
  const virtual = (act: () => void, ms = 0): number => {
    const timer = ++timers;
    clock.after(ms, () => {
      if (!cleared.delete(timer)) act();
    });
    return timer;
  };
  try {
    Object.assign(globalThis, {
      setTimeout: virtual,
      clearTimeout: (timer: unknown) => void (timer !== undefined && cleared.add(timer)),
    });
    Math.random = randomOf(seed);
    return await run();
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
    Math.random = random;
  }
}
