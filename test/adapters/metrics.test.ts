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

  test('say in their line why steps set things aside, as far as the commit did', async () => {
    const { start, commit } = container(memoryHeadStore());
    const keyedHead = (epoch: number, refused: number, reasons: Record<string, number>): Head => ({
      ...headOf(epoch, 0),
      progress: {
        counters: { deltas: 0, late: 0, refused },
        keyed: { counters: { events: 9, late: 0, overflow: 0, failed: 0, reasons } },
      },
    });

    const { lines } = await publishedBy({}, async () => {
      await start();
      await commit(keyedHead(1, 0, { 'overflow: events': 3 }));
      await commit(keyedHead(2, 2, { 'overflow: events': 4, STEP_FAILED: 1 }));
      await commit(keyedHead(3, 2, { 'overflow: events': 4, STEP_FAILED: 1 }));
    });

    expect(lines.map((line) => (line as { Reasons?: string }).Reasons)).toEqual([
      ...[
        'overflow: events 3',
        'overflow: effects 2, STEP_FAILED 1, overflow: events 1',
        undefined,
      ],
    ]);
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
