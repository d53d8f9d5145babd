import { describe, expect, test } from '@jest/globals';
import { count } from '../../../lib/core/aggregators/authoring.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import { Sale } from '../../support/definitions/shop.ts';
import { emptyWorld, lanesIn, sourceRecords, type World } from '../../support/lanes/speed-world.ts';

const shop = pipeline('shop', (p) => {
  const sales = p.stream('sales', Sale, { key: 'customer', time: 'at' });
  sales.groupBy('customer').window(tumbling('10s')).aggregate({ n: count() }).view('by_customer');
});

/** What a process that has just begun asks of its ports when it takes some records. */
async function asked(world: World, texts: readonly string[], firstSequence: number) {
  const calls: string[] = [];
  const lanes = lanesIn(world, shop, (port) => {
    const wrapped = Object.entries(port).map(([name, call]) => [
      name,
      typeof call !== 'function'
        ? call
        : (...given: unknown[]) => {
            calls.push(name === 'put' ? `put ${JSON.stringify(given[0]).slice(0, 12)}` : name);
            return call(...given);
          },
    ]);
    return Object.fromEntries(wrapped);
  });
  await lanes.sourceOf('a')?.take('a', sourceRecords(texts, firstSequence));
  return calls;
}

const sale = (at: number) => `{"id":"${at}","customer":"ada","at":${at},"amount":1}`;

describe('a lane', () => {
  test('asks nobody to keep dead letters where there are none', async () => {
    const calls = await asked(emptyWorld(['a']), [sale(1_000)], 1);

    expect(calls).toContain('commit');
    expect(calls.filter((call) => call.startsWith('put'))).toEqual([]);
  });

  test('commits a batch at once, however many records it has, as long as there is time', async () => {
    const many = Array.from({ length: 2_000 }, (_, i) => sale(i));

    const calls = await asked(emptyWorld(['a']), many, 1);

    expect(calls.filter((call) => call === 'commit')).toHaveLength(1);
  });

  test('asks which shards there are when a shard begins, and no more when it goes on', async () => {
    const world = emptyWorld(['a']);

    const begins = await asked(world, [sale(1_000)], 1);
    const goesOn = [await asked(world, [sale(2_000)], 2), await asked(world, [sale(3_000)], 3)];

    expect(begins).toContain('shards');
    for (const calls of goesOn) {
      expect(calls).toContain('commit');
      expect(calls).not.toContain('shards');
    }
  });
});
