import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../lib/cli/produce/seeded-random.ts';
import type { Pipeline } from '../../lib/pipeline/definition/definition.ts';
import { shopInVersions } from '../support/definitions/two-versions.ts';
import { emptyWorld, processIn, sourceRecords, type World } from '../support/lanes/speed-world.ts';

const calm = { random: seededRandom(1), probability: 0 };

let sequence = 1;
async function take(world: World, shop: Pipeline, minute: number): Promise<void> {
  const text = `{"customer":"ada","country":"fr","amount":5,"at":${minute * 60_000}}`;
  const process = processIn(world, shop, calm);
  await process.takeRecords('a', sourceRecords([text], sequence++));
  await process.takeMessages(world.exchange.sent());
}

/** Starts of windows in minutes, by view. */
const windowsIn = (world: World, view: string): number[] =>
  world.rows
    .rows()
    .filter((row) => row.view === view)
    .map(({ start }) => start / 60_000);

describe('versions of a view side by side', () => {
  test('each fill their own rows from the same events', async () => {
    const world = emptyWorld(['a']);

    for (const minute of [1, 31, 61]) await take(world, shopInVersions(1, 2), minute);

    expect(windowsIn(world, 'by_country')).toEqual([0, 60]);
    expect(windowsIn(world, 'by_country@2')).toEqual([0, 30, 60]);
  });

  test('do not disturb each other when one comes or goes in mid-stream', async () => {
    const world = emptyWorld(['a']);
    await take(world, shopInVersions(1), 1);
    await take(world, shopInVersions(1, 2), 31);
    await take(world, shopInVersions(2), 61);

    expect(windowsIn(world, 'by_country')).toEqual([0]);
    expect(windowsIn(world, 'by_country@2')).toEqual([30, 60]);
  });
});
