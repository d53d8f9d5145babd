import { describe, expect, test } from '@jest/globals';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import type { LaneProgress, ShardProgress } from '../../lib/ports/lane-progress.ts';
import { STILL_AFTER } from '../../lib/serving/lane-trouble.ts';
import { lanesInTrouble } from '../../lib/serving/lanes-in-trouble.ts';
import { auction } from '../support/definitions/auction.ts';

const NOW = Date.UTC(2026, 2, 1, 12);
const LONG = 4 * STILL_AFTER;
const { lanes: watched } = planOf(auction);

const shardAt = (shard: string, moved: number): ShardProgress => ({
  ...{ shard, isClosed: false, epoch: 1, watermark: 0, reached: null, upTo: '1', counts: null },
  level: null,
  movedAt: NOW - moved,
});

/** Lanes with a thousand shards each, of which some have not moved; and what was asked of them. */
function deployment(still: number, waiting: number, exchangeMoved: number) {
  const asked: string[] = [];
  const progress: LaneProgress = {
    shards: async () =>
      Array.from({ length: 1_000 }, (_, i) => shardAt(`shardId-${i}`, i < still ? LONG : 0)),
    exchange: async () =>
      Array.from({ length: 4 }, (_, i) => shardAt(`exchange-${i}`, exchangeMoved)),
    chains: async () => {
      throw new Error('no rows depend on the lake');
    },
    failures: async () => [],
    async waiting(stream, { shard }) {
      asked.push(`${stream} ${shard}`);
      return waiting;
    },
  };
  return { progress, asked };
}

describe('lanes in trouble', () => {
  test('are looked for without a call for any shard where all go on', async () => {
    const { progress, asked } = deployment(0, LONG, 0);

    expect(await lanesInTrouble(watched, progress, NOW)).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('are those whose records wait, of which a few shards are asked, however many stand still', async () => {
    const { progress, asked } = deployment(1_000, LONG, LONG);

    const found = await lanesInTrouble(watched, progress, NOW);

    expect(new Set(found.map(({ lane }) => lane))).toEqual(new Set(['bids.speed', 'lots.speed']));
    expect(found[0]).toMatchObject({ shard: 'shardId-0', since: NOW - LONG });
    expect(asked).toHaveLength(2 * 8);
  });

  test('are none where a stream is quiet and nothing waits', async () => {
    const { progress } = deployment(1_000, 0, LONG);

    expect(await lanesInTrouble(watched, progress, NOW)).toEqual([]);
  });

  test('are shards of the exchange that stayed behind while their sources went on', async () => {
    const { progress } = deployment(0, 0, LONG);

    const found = await lanesInTrouble(watched, progress, NOW);

    expect(found).toHaveLength(4);
    expect(found[0]).toMatchObject({ lane: 'exchange', shard: 'exchange-0', since: NOW - LONG });
  });

  test('are not shards of the exchange that were replaced', async () => {
    const { progress } = deployment(0, 0, LONG);
    const replaced = async () =>
      (await progress.exchange()).map((shard) => ({ ...shard, isClosed: true }));

    expect(await lanesInTrouble(watched, { ...progress, exchange: replaced }, NOW)).toEqual([]);
  });
});
