/** What a process that died leaves behind: an exception out of the call that it was in. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** A source of decisions between 0 and 1; the same seed gives the same ones. */
export type Random = () => number;

export const pickFrom = <T>(random: Random, items: readonly T[]): T =>
  items[Math.floor(random() * items.length)] as T;

export { seededRandom as randomOf } from '../../../lib/cli/produce/seeded-random.ts';

/** What asks nobody. */
const ANSWERED_AT_ONCE = ['fill', 'fits', 'nameOf'];

/**
 * A port whose calls die now and then: half of the time before they have done anything, half of the
 * time after, when only the answer is lost.
 */
export function dying<T extends object>(port: T, random: Random, probability: number): T {
  return new Proxy(port, {
    get(target, name, receiver) {
      const member = Reflect.get(target, name, receiver) as unknown;
      if (typeof member !== 'function' || ANSWERED_AT_ONCE.includes(String(name))) return member;
      return async (...args: unknown[]) => {
        for (let i = random() * 4; i > 1; i--) await undefined; // others may run in between
        const fate = random();
        if (fate < probability / 2) throw new Crash(`before ${String(name)}`);
        const answer = await (member as (...all: unknown[]) => Promise<unknown>).apply(
          target,
          args,
        );
        if (fate < probability) throw new Crash(`after ${String(name)}`);
        return answer;
      };
    },
  });
}
