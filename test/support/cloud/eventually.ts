import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until there is an answer, as long as the test's own time-out allows.
 *
 * @param ask - Gives `undefined` if it is too early.
 */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(200);
  }
}
