import { describe, expect, test } from '@jest/globals';
import { shardsCommand } from '../../lib/cli/commands/shards.ts';
import type { LaneProgress, ShardProgress } from '../../lib/ports/lane-progress.ts';
import { auction } from '../support/auction.ts';
import { cliOf } from '../support/run-cli.ts';

const NOW = Date.UTC(2026, 2, 1, 12);
const COUNTS = { records: 12, accepted: 9, deadLetters: 1, duplicates: 2, late: 3 };

const READ: ShardProgress = {
  shard: 'shardId-0',
  isClosed: false,
  epoch: 7,
  watermark: NOW - 60_000,
  reached: { time: NOW - 50_000, arrival: NOW - 3_723_004 },
  upTo: '495',
  counts: COUNTS,
};

const UNREAD: ShardProgress = {
  shard: 'shardId-1',
  isClosed: true,
  epoch: 0,
  watermark: Number.NEGATIVE_INFINITY,
  reached: null,
  upTo: null,
  counts: { records: 0, accepted: 0, deadLetters: 0, duplicates: 0, late: 0 },
};

const progress: LaneProgress = {
  shards: async (lane) => (lane === 'bids.speed' ? [READ, UNREAD] : [READ]),
  buckets: async () => [{ ...READ, shard: 'bucket-0000', reached: null, upTo: null }],
  chains: async () => [{ ...UNREAD, upTo: '490', counts: null }],
  waiting: async (_stream, { upTo }) => (upTo === null ? undefined : 90_500),
};

const run = cliOf((terminal) => [
  shardsCommand(
    { terminal },
    { load: async () => auction, open: async () => progress, now: () => NOW },
  ),
]);

describe('shards', () => {
  test('prints how far each lane has come, shard by shard and bucket by bucket', async () => {
    expect(await run('shards')).toEqual({
      exitCode: 0,
      out: [
        'lane          shard        state   waiting  watermark (UTC)   event time           idle  epoch  events  repeated  late  dead',
        '─'.repeat(124),
        'bids.speed    shardId-0    open      1m30s  2026-03-01 11:59  2026-03-01 11:59:10  1h2m      7       9         2     3     1',
        'bids.speed    shardId-1    closed        ?  nothing yet       none yet                       0       0         0     0     0',
        'lots.speed    shardId-0    open      1m30s  2026-03-01 11:59  2026-03-01 11:59:10  1h2m      7       9         2     3     1',
        'exchange      bucket-0000  open          ?  2026-03-01 11:59                                 7       9         2     3     1',
        'bids.archive  shardId-1    closed    1m30s',
        'lots.archive  shardId-1    closed    1m30s',
      ],
      err: [],
    });
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
        upTo: '495',
        counts: COUNTS,
        waitingMs: 90_500,
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
        'shards: bid: the pipeline auction has no such stream; got "bid", expected one of bids, lots; did you mean bids?',
      ],
    });
  });
});
