import { describe, expect, test } from '@jest/globals';
import { shop } from '../support/definitions/shop.ts';
import { emptyWorld, processIn, sourceRecords } from '../support/lanes/speed-world.ts';

const sale = (customer: string): string =>
  JSON.stringify({ id: 's', customer, country: 'de', at: 5_000, amount: '1.00' });

describe('a record under another partition key than its event has', () => {
  test('counts for nobody: neither for the key that it names nor for the one it came under', async () => {
    const world = emptyWorld(['a']);
    const [own] = sourceRecords([sale('ada')]);
    const [forged] = sourceRecords([sale('ada')], 20);
    if (own === undefined || forged === undefined) throw new Error('no records');
    const process = processIn(world, shop, { random: () => 0.5, probability: 0 });

    await process.takeRecords('a', [own, { ...forged, partitionKey: 'eve' }]);

    expect(world.rows.rows().map(({ view, key, acc }) => [view, key, acc[0]])).toEqual([
      ['by_customer', 'ada', 1],
      ['recent_by_customer', 'ada', 1],
      ['recent_by_customer', 'ada', 1],
    ]);
    expect([...world.deadLetters.values()].map(({ code }) => code)).toEqual([
      'PARTITION_KEY_MISMATCH',
    ]);
  });
});
