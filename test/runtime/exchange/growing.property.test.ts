import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { memoryExchangeLayout } from '../../../lib/adapters/memory/exchange-layout.ts';
import { SLOTS, type SlotRange } from '../../../lib/core/slots.ts';
import type { ExchangeMessage } from '../../../lib/ports/effects.ts';
import { shops } from '../../simulator/scenario/shop.ts';
import { type Random, randomOf } from '../../support/lanes/chaos.ts';
import {
  emptyWorld,
  processIn,
  sourceRecords,
  type World,
} from '../../support/lanes/speed-world.ts';
import { runs } from '../../support/property.ts';

const SHARDS = ['shardId-0', 'shardId-1'];

/** All lanes address sixteenths, so shards own whole sixteenths. */
const LEVEL = 4;
const SIXTEENTH = SLOTS / 2 ** LEVEL;

const aSale = fc.record({
  id: fc.integer({ min: 0, max: 60 }).map((n) => `s${n}`),
  customer: fc.constantFrom('ada', 'cy', 'dora'),
  country: fc.constantFrom('de', 'fr', 'it', 'uk', 'pl'),
  at: fc.integer({ min: 0, max: 90 }).map((seconds) => seconds * 1_000),
  amount: fc.constantFrom('1.00', '2.50'),
});

const aWorld = (): World => ({
  ...emptyWorld(SHARDS, 40_000),
  layout: memoryExchangeLayout({ version: 1, level: LEVEL }),
});

/** Splits an open shard at any sixteenth, or merges two neighbours. */
async function reshard({ exchange }: World, random: Random): Promise<void> {
  const open = (await exchange.shards())
    .filter(({ closed }) => !closed)
    .sort((a, b) => a.slots.from - b.slots.from);
  const i = Math.floor(random() * open.length);
  const [one, other] = [open[i], open[i + 1]];
  if (one === undefined) return;
  const { from, to } = one.slots;
  if (random() < 0.5 && to - from > SIXTEENTH) {
    const sixteenths = (to - from) / SIXTEENTH;
    const edge = from + SIXTEENTH * (1 + Math.floor(random() * (sixteenths - 1)));
    exchange.reshard(
      [one.id],
      [
        { from, to: edge },
        { from: edge, to },
      ],
    );
  } else if (other !== undefined) {
    const slots: SlotRange = { from, to: other.slots.to };
    exchange.reshard([one.id, other.id], [slots]);
  }
}

/** Has every shard take what was put on it, some of it again; one after the other, parents first. */
async function deliver(world: World, random: Random, probability: number): Promise<void> {
  const faults = { random, probability };
  let process = processIn(world, shops.stateful, faults);
  for (const { shard, messages } of world.exchange.batches()) {
    for (let done = 0; done < messages.length; ) {
      const from = Math.max(0, done - Math.floor(random() * 3));
      const to = Math.min(messages.length, done + 1 + Math.floor(random() * 6));
      if (await process.takeOn(shard, messages.slice(from, to))) done = to;
      else process = processIn(world, shops.stateful, faults);
    }
  }
}

/** Times that records are taken, and the exchange may change. */
const ROUNDS = 8;

/** Rows, records and how many events were late, of a world whose exchange changes or does not. */
async function resultsOf(texts: readonly string[], seed: number, changes: boolean) {
  const random = randomOf(seed);
  const world = aWorld();
  const probability = changes ? 0.01 : 0;
  const records = sourceRecords(texts);
  const step = Math.max(1, Math.ceil(records.length / ROUNDS));
  for (let at = 0; at < records.length; at += step) {
    for (const [i, shard] of SHARDS.entries()) {
      const mine = records
        .slice(at, at + step)
        .filter(({ partitionKey }) => partitionKey.length % SHARDS.length === i);
      const process = processIn(world, shops.stateful, { random: () => 0.999, probability: 0 });
      if (mine.length > 0) await process.takeRecords(shard, mine);
    }
    await deliver(world, random, probability);
    if (changes) await reshard(world, random);
  }
  return {
    world,
    results: [...world.rows.rows(), ...world.records.all()]
      .map((result) => JSON.stringify({ ...result, updatedAt: 0 }))
      .sort(),
    late: world.late
      .all()
      .map(({ view, key, eventTime }) => `${view} ${key} ${eventTime}`)
      .sort(),
  };
}

const textsOf = (sales: readonly object[]) => sales.map((sale) => JSON.stringify(sale));

describe('an exchange that grows and shrinks', () => {
  test('L30: gives what one of the same shards gives, whatever is split and merged meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(aSale, { minLength: 8, maxLength: 40 }),
        fc.nat(),
        async (sales, seed) => {
          const texts = textsOf(sales);
          const still = await resultsOf(texts, seed, false);
          const moved = await resultsOf(texts, seed, true);

          expect(moved.results).toEqual(still.results);
          expect(moved.late).toEqual(still.late);
        },
      ),
      runs(8),
    );
  });

  const far = textsOf(
    ['de', 'fr', 'it', 'uk', 'pl', 'es'].map((country, i) => ({
      ...{ id: `f${i}`, customer: 'ada', country, at: i * 1_000, amount: '1.00' },
    })),
  );
  const messageFor = (world: World, about: Partial<ExchangeMessage>): ExchangeMessage => {
    const [first] = world.exchange.sent();
    if (first === undefined) throw new Error('nothing was sent');
    return { ...first, gen: 9, ...about };
  };

  test('L30: does nothing more in the name of a shard that was replaced, and says so', async () => {
    const { world } = await resultsOf(far, 1, false);
    const process = processIn(world, shops.stateful, { random: () => 0.999, probability: 0 });
    const [parent] = await world.exchange.shards();
    if (parent === undefined) throw new Error('there is no shard');
    const { from, to } = parent.slots;
    const edge = (from + to) / 2;
    world.exchange.reshard(
      [parent.id],
      [
        { from, to: edge },
        { from: edge, to },
      ],
    );
    const child = (await world.exchange.shards()).find(({ parents }) => parents.length > 0);
    const slots = { from, to: from + SIXTEENTH };
    await process.takeOn(child?.id ?? '', [messageFor(world, { slots })]);
    const { name: pipeline } = shops.stateful;
    const stored = await world.heads.read({ pipeline, lane: 'exchange', shard: parent.id });

    expect(stored?.head.progress).toMatchObject({ isSealed: true });
    await expect(
      process.takeOn(parent.id, [messageFor(world, { slots, gen: 10 })]),
    ).rejects.toThrow(/came after the shard's children have begun.*law L30/);
    expect(await process.takeOn(parent.id, world.exchange.sent().slice(0, 1))).toBe(true);
  });

  test('L30: takes no message of which it owns a part only, so that nobody would take the rest', async () => {
    const { world } = await resultsOf(far, 1, false);
    const process = processIn(world, shops.stateful, { random: () => 0.999, probability: 0 });
    const [shard] = await world.exchange.shards();

    await expect(
      process.takeOn(shard?.id ?? '', [messageFor(world, { slots: { from: 0, to: SLOTS } })]),
    ).rejects.toThrow(/slots 0–65535, but the shard owns 0–16383.*scale exchange/);
  });
});
