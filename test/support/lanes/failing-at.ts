/** What the n-th call of a port ends with. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** Whether the call does what it is for, and only its answer is lost. */
export type FailsWhen = 'before' | 'after';

/** Parts of ports that are no ports, and calls that wait for nobody. */
const AT_HAND = ['definition', 'stream', 'streams', 'now', 'idOf', 'contentOf', 'fits', 'encode'];

/** Calls that give something to be gone through, and do so as they are gone through. */
const GONE_THROUGH = ['list', 'records'];

/**
 * Ports whose n-th call fails, all of them counted together: with n from 1 on, until nothing fails any
 * more, whatever uses them dies once at each place where it waits.
 */
export function failingAt(n: number, when: FailsWhen) {
  let calls = 0;
  const isHit = (): boolean => ++calls === n;

  function failing<T extends object>(port: T): T {
    return new Proxy(port, {
      get(target, name, receiver) {
        const member = Reflect.get(target, name, receiver) as unknown;
        if (typeof name !== 'string' || AT_HAND.includes(name)) return member;
        if (typeof member === 'object' && member !== null) return failing(member);
        if (typeof member !== 'function') return member;
        const call = (args: readonly unknown[]): unknown => Reflect.apply(member, target, args);
        if (GONE_THROUGH.includes(name)) {
          return async function* (...args: unknown[]) {
            const hit = isHit();
            if (hit && when === 'before') throw new Failure(`before ${name}`);
            yield* call(args) as AsyncIterable<unknown>;
            if (hit) throw new Failure(`after ${name}`);
          };
        }
        return async (...args: unknown[]) => {
          const hit = isHit();
          if (hit && when === 'before') throw new Failure(`before ${name}`);
          const answer = await call(args);
          if (hit) throw new Failure(`after ${name}`);
          return answer;
        };
      },
    });
  }

  return { failing, hasFailed: () => calls >= n };
}

/** A command that may fail anywhere, and what is there afterwards. */
export interface Repeatable<World> {
  create(): Promise<World>;
  /** @param failing - To be put around all ports. */
  command(world: World, failing: <T extends object>(port: T) => T): Promise<unknown>;
  /** All that matters in the end. */
  end(world: World): Promise<unknown> | unknown;
}

/**
 * Has a command die at each place where it waits, before or after what it waits for is done, and asks
 * for it once more each time.
 *
 * @param every - Only at each so-many-th place, where a test is to be short.
 * @returns What was there in the end, by place; and without any failure.
 */
export async function diedEverywhere<World>(
  { create, command, end }: Repeatable<World>,
  { when, every = 1 }: { readonly when: FailsWhen; readonly every?: number },
): Promise<{ readonly calm: unknown; readonly ends: readonly unknown[] }> {
  const calmly = async (world: World) => command(world, (port) => port);
  const world = await create();
  await calmly(world);
  const calm = await end(world);
  const ends: unknown[] = [];
  for (let n = 1; ; n += every) {
    const mine = await create();
    const { failing, hasFailed } = failingAt(n, when);
    let died = false;
    await command(mine, failing).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      died = true;
    });
    if (!hasFailed()) return { calm, ends };
    if (died) await calmly(mine);
    ends.push(await end(mine));
  }
}
