import { describe, expect, test } from '@jest/globals';
import { memoryExchangeLayout } from '../../lib/adapters/memory/exchange-layout.ts';
import { exchangeSteps, scaleExchange } from '../../lib/cli/scale/scale-exchange.ts';
import { rangesAt, type SlotRange } from '../../lib/core/slots.ts';
import type { ExchangeShard } from '../../lib/ports/exchange.ts';

const shardsOf = (slots: readonly SlotRange[]): ExchangeShard[] =>
  slots.map((each, i) => ({ id: `s${i}`, parents: [], closed: false, slots: each }));

/** An exchange whose lanes hear of a change after so many looks, and what happened to it in order. */
function deployment(open: number, { slowness = 2, level = 2 } = {}) {
  const happened: string[] = [];
  const stored = memoryExchangeLayout({ version: 4, level });
  let shards = open;
  let [heard, looks] = [level, 0];
  const ports = {
    stream: {
      read: async () => ({ open: shards, isSettled: true, isOnDemand: false }),
      change: async (to: number) => {
        happened.push(`${shards} → ${to} shards at level ${heard}`);
        shards = to;
      },
    },
    shards: async () => shardsOf(rangesAt(Math.log2(shards))),
    layout: {
      read: stored.read,
      write: async (layout: { readonly version: number; readonly level: number }) => {
        const isWritten = await stored.write(layout);
        happened.push(`level ${layout.level}: ${isWritten ? 'written' : 'refused'}`);
        return isWritten;
      },
    },
    levels: async () => {
      if (looks++ % slowness === slowness - 1) heard = (await stored.read()).level;
      return [
        { lane: 'sales.speed', shard: 'shardId-0', level: heard },
        { lane: 'sales.speed', shard: 'shardId-1', level: looks === 1 ? null : heard },
      ];
    },
    wait: async () => undefined,
    progress: (text: string) => void happened.push(text),
  };
  return { ports, happened, stored };
}

describe('scaling the exchange', () => {
  test('has lanes address it more finely before a shard is split', async () => {
    const { ports, happened } = deployment(4);

    await scaleExchange(16, ports);

    expect(happened).toEqual([
      'level 4: written',
      'exchange: sales.speed on shardId-0 and 1 more will address it more finely at its next batch',
      '4 → 8 shards at level 4',
      'exchange: on the way to 8 shards',
      '8 → 16 shards at level 4',
      'exchange: on the way to 16 shards',
    ]);
  });

  test('has them address it more coarsely after shards were merged, quarters at the coarsest', async () => {
    const { ports, happened, stored } = deployment(16, { level: 4 });

    await scaleExchange(8, ports);
    expect(await stored.read()).toMatchObject({ level: 3 });
    await scaleExchange(2, ports);

    expect(await stored.read()).toMatchObject({ level: 2 });
    expect(happened.filter((line) => line.includes('→'))).toEqual([
      '16 → 8 shards at level 4',
      expect.stringContaining('8 → 4 shards'),
      expect.stringContaining('4 → 2 shards'),
    ]);
  });

  test('waits for a lane that has not shown how it addresses the exchange, fine though it may be', async () => {
    const { ports, happened } = deployment(2, { slowness: 1, level: 2 });

    await scaleExchange(4, ports);

    expect(happened[0]).toBe(
      'exchange: sales.speed on shardId-1 will address it more finely at its next batch',
    );
  });

  test('goes on where it was broken off', async () => {
    const { ports, happened } = deployment(4);
    const broken = { ...ports, wait: () => Promise.reject(new Error('interrupted')) };

    await expect(scaleExchange(8, broken)).rejects.toThrow('interrupted');
    await scaleExchange(8, ports);

    expect(happened.filter((line) => line.includes('written'))).toEqual(['level 3: written']);
    expect(happened).toContain('4 → 8 shards at level 3');
  });

  test('is refused while somebody else does it', async () => {
    const { ports } = deployment(4);
    const layout = { ...ports.layout, read: async () => ({ version: 3, level: 2 }) };

    await expect(scaleExchange(8, { ...ports, layout })).rejects.toThrow(
      'it is being scaled already',
    );
  });

  test.each([
    [3, 'got 3, expected a power of two up to 4096; take 4'],
    [5_000, 'got 5000, expected a power of two up to 4096; take 4096'],
  ])('is refused to %d shards, of which some would own more keys', (wanted, says) => {
    expect(() => exchangeSteps(wanted, shardsOf(rangesAt(2)))).toThrow(says);
  });

  test.each([
    ['three', [0, 1, 2].map((i) => ({ from: i * 20_000, to: (i + 1) * 20_000 }))],
    [
      'unequal ones',
      [...rangesAt(2).slice(0, 2), ...rangesAt(3).slice(4, 6), ...rangesAt(2).slice(3)],
    ],
  ])('is refused from %s', (_, slots) => {
    expect(() => exchangeSteps(4, shardsOf(slots))).toThrow('own ranges of different size');
  });

  test('does not count shards that were closed', () => {
    const closed = shardsOf(rangesAt(1)).map((shard) => ({ ...shard, closed: true }));

    expect(exchangeSteps(8, [...closed, ...shardsOf(rangesAt(2))])).toEqual([8]);
  });
});
