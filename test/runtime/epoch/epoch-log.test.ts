import { describe, expect, test } from '@jest/globals';
import { memoryHeadStore } from '../../../lib/adapters/memory/head-store.ts';
import { UNLIMITED } from '../../../lib/ports/budget.ts';
import { NO_EFFECTS } from '../../../lib/ports/effects.ts';
import type { HeadStore } from '../../../lib/ports/head-store.ts';
import { epochLog } from '../../../lib/runtime/epoch/epoch-log.ts';
import type { LaneLogic } from '../../../lib/runtime/epoch/lane-logic.ts';

const task = { pipeline: 'p', lane: 's', shard: '0' };

interface Seen {
  readonly calls: string[];
  dieIn: string | undefined;
}

/** A stage that adds numbers up: its progress is how many it has taken, and their sum. */
type Sums = { readonly taken: number; readonly sum: number };
type Numbers = readonly { readonly at: number; readonly n: number }[];

const numbers = (...ns: number[]): Numbers => ns.map((n, i) => ({ at: i + 1, n }));

function adding(seen: Seen): LaneLogic<Numbers, Sums> {
  const call = (what: string): void => {
    seen.calls.push(what);
    if (seen.dieIn === what) {
      seen.dieIn = undefined;
      throw new Error(`died in ${what}`);
    }
  };
  return {
    start: async () => ({ gen: 1, progress: { taken: 0, sum: 0 } }),
    rest: (input, { taken }) => {
      const rest = input.filter(({ at }) => at > taken);
      return rest.length > 0 ? rest : undefined;
    },
    async compute({ progress, epoch }, input) {
      call(`compute ${epoch}`);
      const sum = input.reduce((total, { n }) => total + n, progress.sum);
      return { progress: { taken: input.at(-1)?.at ?? 0, sum }, effects: NO_EFFECTS };
    },
    tooBig: async ({ progress }, [first]) => ({
      progress: { taken: first?.at ?? 0, sum: progress.sum },
      effects: NO_EFFECTS,
    }),
    setback: (before, after) => (after.taken < before.taken ? `${before.taken} taken` : undefined),
    size: (input) => input.length,
    prefix: (input, size) => input.slice(0, size),
    async apply(_task, { epoch, progress }) {
      call(`apply ${epoch}`);
      seen.calls.push(`sum ${progress.sum}`);
      return true;
    },
    mark: ({ epoch }) => ({ epoch, watermark: 0, details: null }),
    resume: async (_task, { fingerprints, progress }) => ({ fingerprints, progress }),
    forget: () => {},
  };
}

const recorded = (heads: HeadStore, calls: string[]): HeadStore => ({
  ...heads,
  async commit(id, head, expected) {
    const isWritten = await heads.commit(id, head, expected);
    calls.push(`commit ${head.epoch} ${isWritten ? 'won' : 'lost'}`);
    return isWritten;
  },
  async markApplied(id, mark) {
    await heads.markApplied(id, mark);
    calls.push(`applied ${mark.epoch}`);
  },
});

const started = (heads = memoryHeadStore()) => {
  const seen: Seen = { calls: [], dieIn: undefined };
  return { seen, heads, log: epochLog(recorded(heads, seen.calls), adding(seen)) };
};

describe('the epoch log', () => {
  test('L8: commits before it applies, and applies before it commits again', async () => {
    const { seen, log } = started();

    await log.take(task, numbers(1, 2));
    await log.take(task, numbers(1, 2, 3));

    expect(seen.calls).toEqual([
      'compute 1',
      'commit 1 won',
      'apply 1',
      'sum 3',
      'applied 1',
      'compute 2',
      'commit 2 won',
      'apply 2',
      'sum 6',
      'applied 2',
    ]);
  });

  test('shows nothing of an epoch whose commit was lost, and goes on from the winner', async () => {
    const { heads, log: winner } = started();
    const loser = started(heads);
    await loser.log.take(task, numbers(1));
    await winner.take(task, numbers(1, 10));

    await loser.log.take(task, numbers(1, 10, 100));

    expect(loser.seen.calls).toContain('commit 2 lost');
    expect(loser.seen.calls.filter((call) => call.startsWith('sum'))).toEqual(['sum 1', 'sum 111']);
  });

  test('redoes what was committed and not applied before it takes anything else', async () => {
    const { seen, heads, log } = started();
    seen.dieIn = 'apply 1';
    await expect(log.take(task, numbers(5))).rejects.toThrow('died in apply 1');
    const next = started(heads);

    await next.log.take(task, numbers(5, 6));

    expect(next.seen.calls.slice(0, 4)).toEqual(['apply 1', 'sum 5', 'applied 1', 'compute 2']);
  });

  test('takes a batch that came whole before as done', async () => {
    const { heads, log } = started();
    await log.take(task, numbers(1, 2, 3));
    const next = started(heads);

    await next.log.take(task, numbers(1, 2));

    expect(next.seen.calls).toEqual([]);
  });

  test('cuts a batch whose head does not fit into several epochs, and loses nothing of it', async () => {
    const heads = memoryHeadStore();
    const tight: HeadStore = {
      ...heads,
      fill: ({ epoch, progress }) => ((progress as Sums).taken - 2 * (epoch - 1)) / 2,
    };
    const seen: Seen = { calls: [], dieIn: undefined };
    const log = epochLog(tight, adding(seen));

    await log.take(task, numbers(1, 1, 1, 1, 1, 1));

    expect(seen.calls.filter((call) => call.startsWith('sum')).at(-1)).toBe('sum 6');
  });

  test('sets aside an input that no head can hold, and goes on', async () => {
    const heads = memoryHeadStore();
    const tight: HeadStore = { ...heads, fill: (head) => (head.progress as Sums).sum / 100 };
    const seen: Seen = { calls: [], dieIn: undefined };
    const log = epochLog(tight, adding(seen));

    await log.take(task, numbers(1, 1_000, 2));

    expect(seen.calls.filter((call) => call.startsWith('sum')).at(-1)).toBe('sum 3');
  });

  test('L12: refuses a head whose position would go back, and leaves the former one', async () => {
    const { seen, heads, log } = started();
    await log.take(task, numbers(1, 10));
    const back: LaneLogic<Numbers, Sums> = {
      ...adding(seen),
      compute: async () => ({ progress: { taken: 1, sum: 1 }, effects: NO_EFFECTS }),
    };

    const taking = epochLog(heads, back).take(task, numbers(1, 10, 100));

    await expect(taking).rejects.toThrow(/p\/s\/0: epoch 2 would take back 2 taken.*L12/);
    await expect(heads.read(task)).resolves.toMatchObject({ head: { epoch: 1 } });
  });

  test('ends between epochs when time is up, says what is left, and goes on from there', async () => {
    const heads = memoryHeadStore();
    const one: HeadStore = {
      ...heads,
      fill: ({ epoch, progress }) => (progress as Sums).taken - (epoch - 1),
    };
    const seen: Seen = { calls: [], dieIn: undefined };
    const log = epochLog(one, adding(seen));
    const budget = { ...UNLIMITED, isSpent: () => seen.calls.includes('apply 2') };

    const left = await log.take(task, numbers(1, 10, 100, 1_000), budget);

    expect(left).toEqual(numbers(1, 10, 100, 1_000).slice(2));
    expect(seen.calls.at(-1)).toBe('sum 11');
    await expect(log.take(task, left ?? [])).resolves.toBeUndefined();
    expect(seen.calls.at(-1)).toBe('sum 1111');
  });

  test('settles a task for the one that replaces it, and says where it stood', async () => {
    const { seen, heads, log } = started();
    seen.dieIn = 'apply 1';
    await expect(log.take(task, numbers(5))).rejects.toThrow();
    const next = started(heads);

    await expect(next.log.settle(task)).resolves.toMatchObject({ epoch: 1, progress: { sum: 5 } });
    await expect(next.log.settle({ ...task, shard: 'never' })).resolves.toBeUndefined();
    expect(next.seen.calls).toEqual(['apply 1', 'sum 5', 'applied 1']);
  });
});
