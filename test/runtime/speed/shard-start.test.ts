import { describe, expect, test } from '@jest/globals';
import { END_OF_TIME } from '../../../lib/core/time.ts';
import { FIRST_LAYOUT } from '../../../lib/ports/exchange-layout.ts';
import type { Head } from '../../../lib/ports/head-store.ts';
import type { Shard } from '../../../lib/ports/topology.ts';
import {
  NO_COUNTS,
  type Registration,
  type SourceProgress,
} from '../../../lib/runtime/speed/progress.ts';
import { registerWriters } from '../../../lib/runtime/speed/register-writers.ts';
import { joining, startShard } from '../../../lib/runtime/speed/shard-start.ts';

/** Shards and what they came from: `{ b: ['a'] }`. */
type Family = Readonly<Record<string, readonly string[]>>;

interface Left {
  readonly gen?: number;
  readonly watermark: number | null;
  readonly frontier?: number;
  readonly views?: readonly string[];
}

const headOf = ({ gen = 1, watermark, frontier, views = [] }: Left): Head<SourceProgress> => ({
  ...{ gen, epoch: 3, effects: {} as never },
  fingerprints: Object.fromEntries(views.map((view) => [view, `of ${view}`])),
  progress: {
    ...{ toSeq: '9', toSub: 1, watermark, counters: { ...NO_COUNTS, records: 5 } },
    ...{ ancestors: [], registration: null, layout: FIRST_LAYOUT },
    frontier: frontier === undefined ? null : { time: frontier, arrival: frontier + 1 },
  },
});

/** Where a shard starts, given what the shards before it have left. */
async function startOf(shard: string, family: Family, left: Readonly<Record<string, Left>>) {
  const settled: string[] = [];
  const shards = Object.entries(family).map(
    ([id, parents]): Shard => ({ id, parents, closed: false }),
  );
  const ports = {
    topology: { shards: async () => shards, membership: async () => () => true },
    settle: async ({ shard: id }: { readonly shard: string }) => {
      settled.push(id);
      const of = left[id];
      return of && headOf(of);
    },
  };
  const start = await startShard(ports, { pipeline: 'p', lane: 's', shard }, 'sales');
  return { ...start, settled };
}

describe('a shard that was never read', () => {
  test('starts from nothing if nothing came before it', async () => {
    const start = await startOf('a', { a: [], z: [] }, {});

    expect(start).toEqual({
      ...{ gen: 1, fingerprints: {}, settled: [] },
      progress: {
        ...{ toSeq: '', toSub: 0, watermark: null, frontier: null, counters: NO_COUNTS },
        ancestors: [],
        layout: FIRST_LAYOUT,
        registration: {
          ...{ epoch: 1, lineage: null, starts: [['a', null]], views: [], newViews: [] },
          others: ['z'],
        },
      },
    });
  });

  test('starts where the shard that was split has ended, and speaks for the other half', async () => {
    const family = { a: [], b: ['a'], c: ['a'], z: [] };

    const { gen, fingerprints, progress } = await startOf('b', family, {
      a: { gen: 4, watermark: 70, frontier: 90, views: ['v'] },
    });

    expect({ gen, fingerprints }).toEqual({ gen: 5, fingerprints: { v: 'of v' } });
    expect(progress).toMatchObject({
      ...{ watermark: 70, frontier: { time: 90 }, ancestors: ['a'], counters: NO_COUNTS },
      registration: {
        lineage: { replaces: ['a'], siblings: ['c'] },
        starts: [
          ['b', 70],
          ['c', 70],
        ],
        others: ['z'],
      },
    });
  });

  test.each([
    [{ a: 70, b: 50 }, 50],
    [{ a: 50, b: 70 }, 50],
    [{ a: 70, b: null }, null],
  ])('starts at the least of what was merged: %j', async (left, watermark) => {
    const { progress, gen } = await startOf(
      'm',
      { a: [], b: [], m: ['a', 'b'] },
      {
        a: { watermark: left.a, frontier: 5, gen: 2 },
        b: { watermark: left.b, frontier: 9, gen: 7 },
      },
    );

    expect(progress).toMatchObject({ watermark, frontier: { time: 9 }, ancestors: ['a', 'b'] });
    expect(gen).toBe(8);
  });

  test('follows the newest event of those before it, whichever has one', async () => {
    const family = { a: [], b: [], m: ['a', 'b'] };
    const frontierOf = async (a?: number, b?: number) => {
      const { progress } = await startOf('m', family, {
        a: { watermark: 1, ...(a === undefined ? {} : { frontier: a }) },
        b: { watermark: 1, ...(b === undefined ? {} : { frontier: b }) },
      });
      return progress.frontier?.time;
    };

    expect(await frontierOf()).toBeUndefined();
    expect(await frontierOf(5)).toBe(5);
    expect(await frontierOf(undefined, 6)).toBe(6);
    expect(await frontierOf(9, 6)).toBe(9);
  });

  test('looks further back where a parent never had a record, and no further than it must', async () => {
    const family = { old: [], a: ['old'], b: ['a'], c: ['a'] };

    const { settled, progress } = await startOf('b', family, { old: { watermark: 30 } });
    const near = await startOf('b', family, { old: { watermark: 30 }, a: { watermark: 40 } });

    expect([settled, near.settled]).toEqual([['a', 'old'], ['a']]);
    expect([progress.watermark, near.progress.watermark]).toEqual([30, 40]);
    expect(near.progress.ancestors).toEqual(['a', 'old']);
  });

  test('asks nobody twice, and speaks for all that came of the same shards', async () => {
    const family = { a: [], l: ['a'], r: ['a'], m: ['l', 'r'], n: ['l'], x: ['n'] };

    const { settled, progress } = await startOf('m', family, { a: { watermark: 30 } });

    expect(settled).toEqual(['l', 'r', 'a']);
    expect(progress.registration).toMatchObject({
      lineage: { replaces: ['a', 'l', 'r'], siblings: ['n'] },
      starts: [
        ['m', 30],
        ['n', 30],
      ],
      others: [], // x came of n, for which this one speaks
    });
  });
});

describe('a shard that gets a view later', () => {
  test('names the shards in whose place it does not stand', async () => {
    const family = { a: [], b: ['a'], c: ['a'], d: ['b'] };
    const shards = Object.entries(family).map(([id, parents]) => ({ id, parents, closed: false }));
    const ports = { topology: { shards: async () => shards, membership: async () => () => true } };
    const { progress } = headOf({ watermark: 70 });

    const registration = await joining(
      ports,
      { pipeline: 'p', lane: 's', shard: 'b' },
      {
        ...{ stream: 'sales', epoch: 8, progress: { ...progress, ancestors: ['a'] } },
      },
    );

    expect(registration).toEqual({
      ...{ epoch: 8, lineage: { replaces: ['a'], siblings: [] }, starts: [['b', 70]] },
      ...{ views: [], newViews: [], others: ['c'] },
    });
  });
});

describe('what readers of a view are told of a new shard', () => {
  const registration: Registration = {
    ...{ epoch: 1, views: ['v'], newViews: [], others: ['z'] },
    lineage: { replaces: ['a'], siblings: ['c'] },
    starts: [
      ['b', 70],
      ['c', null],
    ],
  };

  async function told(of: Registration): Promise<unknown[]> {
    const calls: unknown[] = [];
    const rows = {
      expectTasks: async (...given: unknown[]) => void calls.push(['expect', ...given.slice(1)]),
      publishWatermark: async (...given: unknown[]) => void calls.push(given.slice(1)),
    };
    await registerWriters({ rows } as never, of, 'v');
    return calls;
  }

  test('is where it stands before what it replaces is retired', async () => {
    expect(await told(registration)).toEqual([
      ['expect', ['c']],
      ['b', 70],
      ['a', END_OF_TIME],
    ]);
  });

  test('is who else writes a view that nobody has spoken of', async () => {
    expect(await told({ ...registration, newViews: ['v'] })).toEqual([
      ['expect', ['z', 'a', 'b', 'c'], '@'],
      ['@', END_OF_TIME],
      ...[
        ['expect', ['c']],
        ['b', 70],
        ['a', END_OF_TIME],
      ],
    ]);
    expect(await told({ ...registration, lineage: null, newViews: ['w'] })).toEqual([
      ...[
        ['expect', ['c']],
        ['b', 70],
      ],
    ]);
  });
});
