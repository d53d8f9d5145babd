import { describe, expect, test } from '@jest/globals';
import { memoryHeadStore } from '../../lib/adapters/memory/head-store.ts';
import { withMetrics } from '../../lib/functions/metrics.ts';
import { NO_EFFECTS } from '../../lib/ports/effects.ts';
import type { Head, HeadStore } from '../../lib/ports/head-store.ts';
import { NO_COUNTS } from '../../lib/runtime/speed/progress.ts';
import { publishedBy } from '../support/aws/cloudwatch.ts';

const task = { pipeline: 'shop', lane: 'sales.speed', shard: 'shardId-0' };

/** A head after so many events, of which some were late for one view and some for another. */
const headOf = (epoch: number, accepted: number, late = 0): Head => ({
  ...{ gen: 1, epoch, fingerprints: {}, effects: NO_EFFECTS },
  progress: {
    counters: { ...NO_COUNTS, accepted, late: { a: late, b: late } },
    ...{ frontier: { time: 0, arrival: 70_000 }, watermark: 10_000 },
  },
});

/** What a container does with a head: reads it when it starts, and commits one after another. */
const container = (store: HeadStore) => {
  const heads = withMetrics(store, 'prod');
  let epoch: number | undefined;
  return {
    start: async () => {
      epoch = (await heads.read(task))?.head.epoch;
    },
    async commit(head: Head): Promise<boolean> {
      const isWritten = await heads.commit(task, head, epoch);
      if (isWritten) epoch = head.epoch;
      return isWritten;
    },
  };
};

async function counted(work: () => Promise<unknown>, name = 'Accepted'): Promise<number[]> {
  const { metrics } = await publishedBy({}, work);
  return metrics.filter((metric) => metric.name === name).map(({ value }) => value);
}

describe('the metrics of a lane', () => {
  test('count what the first batch of a shard in a container brought, by what was stored before it', async () => {
    const store = memoryHeadStore();
    const [first, second] = [container(store), container(store)];

    expect(
      await counted(async () => {
        await first.start();
        await first.commit(headOf(1, 5));
        await first.commit(headOf(2, 12));
        await second.start();
        await second.commit(headOf(3, 15));
      }),
    ).toEqual([5, 7, 3]);
  });

  test('count nothing for a commit that another one has won, and go on from what won', async () => {
    const store = memoryHeadStore();
    const [winner, loser] = [container(store), container(store)];

    expect(
      await counted(async () => {
        await winner.start();
        await loser.start();
        await winner.commit(headOf(1, 5));
        expect(await loser.commit(headOf(1, 4))).toBe(false);
        await loser.start();
        await loser.commit(headOf(2, 9));
      }),
    ).toEqual([5, 4]);
  });

  test('count late events of all views, and say how far the watermark is behind', async () => {
    const { start, commit } = container(memoryHeadStore());
    const work = async () => {
      await start();
      await commit(headOf(1, 5, 2));
    };

    expect(await counted(work, 'LateEvents')).toEqual([4]);
    expect(
      await counted(() => container(memoryHeadStore()).commit(headOf(1, 0)), 'WatermarkLagMs'),
    ).toEqual([60_000]);
  });
});
