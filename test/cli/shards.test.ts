import { describe, expect, test } from '@jest/globals';
import { shardsCommand } from '../../lib/cli/commands/shards.ts';
import type { LaneProgress, ShardProgress } from '../../lib/ports/lane-progress.ts';
import type { TaskFailure } from '../../lib/ports/task-failures.ts';
import { cliOf } from '../support/cli/run-cli.ts';
import { auction } from '../support/definitions/auction.ts';

const NOW = Date.UTC(2026, 2, 1, 12);
const COUNTS = { records: 12, accepted: 9, deadLetters: 1, duplicates: 2, late: 3 };

const READ: ShardProgress = {
  shard: 'shardId-0',
  isClosed: false,
  epoch: 7,
  watermark: NOW - 60_000,
  reached: { time: NOW - 50_000, arrival: NOW - 3_723_004 },
  upTo: '495',
  movedAt: NOW - 20_000,
  level: 2,
  counts: COUNTS,
};

const UNREAD: ShardProgress = {
  shard: 'shardId-1',
  isClosed: true,
  epoch: 0,
  watermark: Number.NEGATIVE_INFINITY,
  reached: null,
  upTo: null,
  movedAt: null,
  level: null,
  counts: { records: 0, accepted: 0, deadLetters: 0, duplicates: 0, late: 0 },
};

const progress: LaneProgress = {
  shards: async (lane) => (lane === 'bids.speed' ? [READ, UNREAD] : [READ]),
  exchange: async () => [{ ...READ, shard: 'shardId-2', reached: null, upTo: null }],
  chains: async () => [{ ...UNREAD, upTo: '490', counts: null }],
  failures: async () => [],
  waiting: async (_stream, { upTo }) => (upTo === null ? undefined : 90_500),
};

const runOn = (lanes: LaneProgress) =>
  cliOf((terminal) => [
    shardsCommand(
      { terminal },
      { load: async () => auction, open: async () => lanes, now: () => NOW },
    ),
  ]);

const run = runOn(progress);

const FAILURE: TaskFailure = {
  ...{ lane: 'bids.speed', shard: 'shardId-0', code: 'VIEW_CHANGED' },
  ...{ message: 'auction › totals: the definition changed', count: 12 },
  ...{ since: NOW - 3_600_000, last: NOW - 10_000 },
};

describe('shards', () => {
  test('prints how far each lane has come, shard by shard', async () => {
    expect(await run('shards')).toEqual({
      exitCode: 0,
      out: [
        'lane          shard      state   waiting  watermark (UTC)   event time           idle  epoch  events  repeated  late  dead',
        '─'.repeat(122),
        'bids.speed    shardId-0  open      1m30s  2026-03-01 11:59  2026-03-01 11:59:10  1h2m      7       9         2     3     1',
        'bids.speed    shardId-1  closed        ?  nothing yet       none yet                       0       0         0     0     0',
        'lots.speed    shardId-0  open      1m30s  2026-03-01 11:59  2026-03-01 11:59:10  1h2m      7       9         2     3     1',
        'exchange      shardId-2  open          ?  2026-03-01 11:59                                 7       9         2     3     1',
        'bids.archive  shardId-1  closed    1m30s',
        'lots.archive  shardId-1  closed    1m30s',
      ],
      err: [],
    });
  });

  test('prints the shards of the exchange, by the name that "scale" has for it', async () => {
    const { exitCode, out } = await run('shards', 'exchange', '--json');

    expect(exitCode).toBe(0);
    expect(out.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ lane: 'exchange', shard: 'shardId-2' }),
    ]);
  });

  test('prints one stream only, as JSON, with null for what is unknown', async () => {
    const { out } = await run('shards', 'bids', '--json');

    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        lane: 'bids.speed',
        stream: 'bids',
        shard: 'shardId-0',
        isClosed: false,
        epoch: 7,
        level: 2,
        upTo: '495',
        counts: COUNTS,
        waitingMs: 90_500,
        movedAt: '2026-03-01T11:59:40.000Z',
        trouble: null,
        watermark: '2026-03-01T11:59:00.000Z',
        reached: { time: '2026-03-01T11:59:10.000Z', arrival: '2026-03-01T10:57:56.996Z' },
      },
      expect.objectContaining({
        shard: 'shardId-1',
        waitingMs: null,
        watermark: null,
        reached: null,
      }),
      expect.objectContaining({
        lane: 'bids.archive',
        upTo: '490',
        waitingMs: 90_500,
        counts: null,
      }),
    ]);
  });

  test('ends with 2 for a stream that there is not, and names those that there are', async () => {
    expect(await run('shards', 'bid')).toEqual({
      exitCode: 2,
      out: [],
      err: [
        'shards: bid: the pipeline auction has no such stream; got "bid", expected one of bids, lots, exchange; did you mean bids?',
      ],
    });
  });

  test('says why steps of a lane set things aside, over all of its shards', async () => {
    const shardOf = (shard: string, reasons: Readonly<Record<string, number>>): ShardProgress => ({
      ...{ ...READ, shard, counts: { ...COUNTS, reasons } },
    });
    const exchange = async () => [
      shardOf('shardId-2', { 'overflow: events': 2, STEP_FAILED: 1 }),
      shardOf('shardId-3', { 'overflow: events': 7 }),
    ];

    const { err } = await runOn({ ...progress, exchange })('shards', 'exchange');

    expect(err).toEqual(['exchange set aside: overflow: events 9, STEP_FAILED 1']);
  });

  test('names lanes that fail, since when and with which error, and those that stand still', async () => {
    const still = { ...READ, movedAt: NOW - 1_200_000 };
    const shards: readonly ShardProgress[] = [
      ...['shardId-0', 'shardId-1'].map((shard) => ({ ...READ, shard })),
      ...['shardId-2', 'shardId-3', 'shardId-4', 'shardId-5'].map((shard) => ({ ...still, shard })),
    ];
    const failing: LaneProgress = {
      ...progress,
      shards: async (lane) => (lane === 'bids.speed' ? shards : [READ]),
      exchange: async () => [{ ...still, shard: 'shardId-2' }],
      failures: async () => [
        FAILURE,
        { ...FAILURE, shard: 'shardId-1', count: 1, since: NOW - 60_000 },
        { ...FAILURE, lane: 'lots.speed', last: NOW - 30_000 }, // and has gone on since
        { ...FAILURE, lane: 'bids.archive', code: 'AccessDenied', message: 'denied', count: 1 },
      ],
      chains: async () => [{ ...UNREAD, shard: 'shardId-0', upTo: '490', counts: null }],
      waiting: async () => 3_600_000,
    };

    const { exitCode, err, out } = await runOn(failing)('shards');
    const json = await runOn(failing)('shards', 'bids', '--json');

    expect(exitCode).toBe(0);
    expect(out).toHaveLength(2 + 6 + 1 + 1 + 2);
    expect(err).toEqual([
      'bids.speed fails since 2026-03-01 11:00:00 UTC on shardId-0, shardId-1 (13 times, last 2026-03-01 11:59:50): VIEW_CHANGED: auction › totals: the definition changed',
      'bids.speed stands still since 2026-03-01 11:40:00 UTC on shardId-2, shardId-3, shardId-4 and 1 more: records wait, and no failure was noted; its log may say why',
      'exchange stands still since 2026-03-01 11:40:00 UTC on shardId-2: records wait, and no failure was noted; its log may say why',
      'bids.archive fails since 2026-03-01 11:00:00 UTC on shardId-0 (once): AccessDenied: denied',
      'lots.archive stands still since 2026-03-01 11:00:00 UTC on shardId-0: records wait, and no failure was noted; its log may say why',
    ]);
    expect(JSON.parse(json.out[0] ?? '')).toMatchObject({
      trouble: {
        ...{ since: '2026-03-01T11:00:00.000Z', code: 'VIEW_CHANGED', count: 12 },
        ...{ message: FAILURE.message, last: '2026-03-01T11:59:50.000Z' },
      },
    });
    expect(JSON.parse(json.out[2] ?? '')).toMatchObject({
      trouble: { since: '2026-03-01T11:40:00.000Z', code: null, message: null, count: 0 },
    });
  });
});
