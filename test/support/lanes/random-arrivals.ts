import fc from 'fast-check';
import type { Arrival } from '../definitions/platforms.ts';
import { UNIT } from '../definitions/random-views.ts';

/** The shards of the streams that `aDefinition` reads. */
export const SHARDS = ['clicks:0', 'clicks:1', 'users:0'];

/** After everything: all windows close, and nobody waits any more. */
export const FAR = 10_000 * UNIT;

/** On the edges of windows and a millisecond beside them, on both sides of 1970. */
const aTime = fc
  .tuple(fc.integer({ min: -3, max: 20 }), fc.constantFrom(0, 0, 0, -1, 1))
  .map(([units, beside]) => units * UNIT + beside);

const aClick = fc
  .record({
    user: fc.constantFrom('ann', 'bob', 'cid'),
    page: fc.constantFrom('home', 'cart', 'pay'),
    at: aTime,
    ms: fc.integer({ min: -100, max: 100 }),
    price: fc.option(fc.integer({ min: -500, max: 500 }), { nil: undefined }),
    repeats: fc.boolean(),
  })
  .map((click) => ({ shard: click.user === 'cid' ? 'clicks:1' : 'clicks:0', item: click }));

const aSignUp = fc
  .record({
    user: fc.constantFrom('ann', 'bob', 'cid'),
    at: aTime,
    city: fc.option(fc.constantFrom('rome', 'oslo'), { nil: undefined }),
  })
  .map((item) => ({ shard: 'users:0', item }));

const aHeartbeat = fc.record({ shard: fc.constantFrom(...SHARDS), item: aTime });

const all = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: aClick },
    { weight: 3, arbitrary: aSignUp },
    { weight: 1, arbitrary: aHeartbeat },
  ),
  { maxLength: 50 },
);

/**
 * What they bring, in any order, and in the end the time after everything.
 *
 * Records arrive in the middle of all times, so that some are ahead.
 */
export const arrivals: fc.Arbitrary<readonly Arrival[]> = fc
  .tuple(all, fc.integer({ min: 0, max: 20 }))
  .map(([given, units]) => {
    const arrival = units * UNIT;
    const items = given.map(({ shard, item }, i): Arrival => {
      if (typeof item === 'number') return { shard, items: [item], arrival };
      const { repeats, ...event } = { repeats: false, ...item };
      const id = `${'page' in event ? shard : ''} ${i}`;
      const one = 'page' in event ? { id, ...event } : event;
      return { shard, items: repeats ? [one, one] : [one], arrival };
    });
    return [...items, ...SHARDS.map((shard) => ({ shard, items: [FAR], arrival: FAR }))];
  });

/** What arrives on one shard at one moment, behind each other, comes as one. */
export function joined(all: readonly Arrival[]): readonly Arrival[] {
  const done: Arrival[] = [];
  for (const one of all) {
    const last = done.at(-1);
    if (last !== undefined && last.shard === one.shard && last.arrival === one.arrival) {
      done[done.length - 1] = { ...last, items: [...last.items, ...one.items] };
    } else done.push(one);
  }
  return done;
}
