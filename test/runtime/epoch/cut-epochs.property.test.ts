import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { givenBy, runGives, speedWorld } from '../../support/definitions/platforms.ts';
import { aDefinition } from '../../support/definitions/random-definitions.ts';
import { randomOf } from '../../support/lanes/chaos.ts';
import { spentAfter } from '../../support/lanes/deadline.ts';
import { arrivals, joined, SHARDS } from '../../support/lanes/random-arrivals.ts';
import type { World } from '../../support/lanes/speed-world.ts';
import { tightHeads } from '../../support/lanes/tight-heads.ts';
import { runs } from '../../support/property.ts';

/** From heads that hold one result to those that hold all. */
const aLimit = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 3_000 }), fc.constant(1_000_000));

/** Names of all results: of records, of events on their way to other keys, of what was set aside. */
function namesIn(world: World) {
  const sent = world.exchange
    .sent()
    .filter(({ lane }) => lane.startsWith('exchange:'))
    .flatMap(({ events }) => events.map(({ view, key, id }) => `${view} ${key} ${id}`));
  const records = world.records.all().map(({ view, key, id }) => `${view} ${key} ${id}`);
  const aside = world.late.all().map(({ view, sequence, sub }) => `${view} ${sequence}/${sub}`);
  return { sent: [...new Set(sent)].sort(), records: records.sort(), aside: aside.sort() };
}

describe('an epoch that is too big for a head', () => {
  test('L14: is cut, within an event if need be, and gives what one head without a limit gives', async () => {
    await fc.assert(
      fc.asyncProperty(
        aDefinition,
        arrivals,
        fc.record({ seed: fc.integer(), limit: aLimit, probability: fc.constantFrom(0, 0.03) }),
        async ({ pipeline }, all, { seed, limit, probability }) => {
          const given = (maxCharacters: number, of: number) =>
            speedWorld(pipeline, SHARDS, joined(all), {
              ...{ random: randomOf(seed), probability: of, headCharacters: 10_000_000 },
              prepare: (world) => ({ ...world, heads: tightHeads(world.heads, maxCharacters) }),
            });

          const [cut, whole] = [await given(limit, probability), await given(Infinity, 0)];

          expect(givenBy(cut)).toEqual(runGives(pipeline, SHARDS, joined(all)));
          expect(namesIn(cut)).toEqual(namesIn(whole));
        },
      ),
      runs(40),
    );
  });
});

describe('a call that has not enough time', () => {
  test('L15: does a part that stays done, and each cold one after it some more, to the same end', async () => {
    await fc.assert(
      fc.asyncProperty(
        aDefinition,
        arrivals,
        fc.record({
          seed: fc.integer(),
          limit: aLimit,
          questions: fc.integer({ min: 1, max: 30 }),
        }),
        async ({ pipeline }, all, { seed, limit, questions }) => {
          const given = await speedWorld(pipeline, SHARDS, joined(all), {
            ...{ random: randomOf(seed), probability: 0, headCharacters: 10_000_000 },
            budget: () => spentAfter(questions),
            prepare: (world) => ({ ...world, heads: tightHeads(world.heads, limit) }),
          });

          expect(givenBy(given)).toEqual(runGives(pipeline, SHARDS, joined(all)));
        },
      ),
      runs(40),
    );
  });
});
