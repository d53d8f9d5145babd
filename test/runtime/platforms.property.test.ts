import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runGives, speedGives } from '../support/definitions/platforms.ts';
import { aDefinition } from '../support/definitions/random-definitions.ts';
import { randomOf } from '../support/lanes/chaos.ts';
import { arrivals, joined, SHARDS } from '../support/lanes/random-arrivals.ts';
import { runs } from '../support/property.ts';

describe('the speed layer', () => {
  test('L6: gives the rows, records and late events that a run gives, for any definition', async () => {
    await fc.assert(
      fc.asyncProperty(aDefinition, arrivals, fc.integer(), async ({ pipeline }, all, seed) => {
        const treatment = { random: randomOf(seed), probability: 0, headCharacters: 1_000_000 };

        const given = await speedGives(pipeline, SHARDS, joined(all), treatment);

        expect(given).toEqual(runGives(pipeline, SHARDS, joined(all)));
      }),
      runs(100),
    );
  });

  test('L6: gives the same whatever dies, is delivered again and is cut into small epochs', async () => {
    await fc.assert(
      fc.asyncProperty(
        aDefinition,
        arrivals,
        fc.integer(),
        fc.constantFrom(8_000, 1_000_000),
        async ({ pipeline }, all, seed, headCharacters) => {
          const treatment = { random: randomOf(seed), probability: 0.05, headCharacters };

          const given = await speedGives(pipeline, SHARDS, joined(all), treatment);

          expect(given).toEqual(runGives(pipeline, SHARDS, joined(all)));
        },
      ),
      runs(100),
    );
  });
});
