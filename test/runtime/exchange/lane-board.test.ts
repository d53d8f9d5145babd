import { zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { BEGINNING_OF_TIME } from '../../../lib/core/time.ts';
import type { Delta, ExchangeMessage } from '../../../lib/ports/effects.ts';
import {
  type LaneBoard,
  laneWatermark,
  missing,
  taken,
  unheard,
} from '../../../lib/runtime/exchange/lane-board.ts';

const ALL = { from: 0, to: 100 };

const delta: Delta = { view: 'v', key: 'k', start: 0, end: 10, acc: [1] };

const aMessage = (about: Partial<ExchangeMessage>): ExchangeMessage => ({
  lane: 'sales.speed',
  shard: 'a',
  gen: 1,
  epoch: 1,
  part: 0,
  parts: 1,
  slots: ALL,
  watermark: 100,
  arrival: 0,
  deltas: [delta, delta],
  events: [],
  ...about,
});
const whole = (message: ExchangeMessage) => ({ message, from: 0, to: message.deltas.length });
const having = (board: LaneBoard, ...messages: ExchangeMessage[]): LaneBoard =>
  messages.reduce((all, message) => taken(all, whole(message)), board);
const expecting = (...shards: string[]): LaneBoard => ({
  'sales.speed': Object.fromEntries(shards.map((shard) => [shard, [unheard(ALL)]])),
});
const liveShards = (board: LaneBoard): string[] =>
  Object.entries(board['sales.speed'] ?? {})
    .filter(([, entries]) => entries.some(({ ended }) => ended === undefined))
    .map(([shard]) => shard)
    .sort();
const watermarkOf = (board: LaneBoard): number => laneWatermark(board, 'sales.speed');

describe('what a task has of its lanes', () => {
  test('takes a message once, whatever epoch it was repeated from', () => {
    const board = having(expecting('a'), aMessage({ epoch: 1 }), aMessage({ epoch: 2 }));

    expect(missing(board, whole(aMessage({ epoch: 2 })))).toBeUndefined();
    expect(missing(board, whole(aMessage({ epoch: 1 })))).toBeUndefined();
    expect(missing(board, whole(aMessage({ epoch: 3 })))).toBeDefined();
    expect(missing(board, whole(aMessage({ gen: 2, epoch: 1 })))).toBeDefined();
  });

  test('takes the parts of an epoch in any order, each once', () => {
    const [first, second] = [aMessage({ part: 0, parts: 2 }), aMessage({ part: 1, parts: 2 })];
    const board = having(expecting('a'), second);

    expect(missing(board, whole(second))).toBeUndefined();
    expect(missing(board, whole(first))).toBeDefined();
    expect(missing(having(board, first), whole(first))).toBeUndefined();
  });

  test('takes the rest of a message that was cut', () => {
    const message = aMessage({});
    const board = taken(expecting('a'), { message, from: 0, to: 1 });

    expect(missing(board, whole(message))).toEqual({ message, from: 1, to: 2 });
    expect(watermarkOf(board)).toBe(BEGINNING_OF_TIME);
  });

  test('moves time only when all parts of an epoch are there', () => {
    const board = having(expecting('a'), aMessage({ part: 1, parts: 2 }));

    expect(watermarkOf(board)).toBe(BEGINNING_OF_TIME);
    expect(watermarkOf(having(board, aMessage({ part: 0, parts: 2 })))).toBe(100);
  });

  test('holds time for a shard that is expected and silent', () => {
    const board = having(expecting('a', 'b'), aMessage({ shard: 'a' }));

    expect(watermarkOf(board)).toBe(BEGINNING_OF_TIME);
    expect(watermarkOf(having(board, aMessage({ shard: 'b', watermark: 70 })))).toBe(70);
  });

  test('lets both halves of a split take the place of their parent, at its watermark', () => {
    const board = having(
      expecting('a', 'z'),
      aMessage({ shard: 'z', watermark: 900 }),
      aMessage({}),
    );
    const split = { lineage: { replaces: ['a'], siblings: ['c'] } };

    const now = having(board, aMessage({ shard: 'b', gen: 2, watermark: 300, ...split }));

    expect(liveShards(now)).toEqual(['b', 'c', 'z']);
    expect(watermarkOf(now)).toBe(100); // of c, which has not spoken
    expect(watermarkOf(having(now, aMessage({ shard: 'c', gen: 2, watermark: 400 })))).toBe(300);
  });

  test('lets a merged shard take the place of both parents', () => {
    const board = having(
      expecting('a', 'b'),
      aMessage({}),
      aMessage({ shard: 'b', watermark: 50 }),
    );
    const merge = { lineage: { replaces: ['a', 'b'], siblings: [] } };

    const now = having(board, aMessage({ shard: 'm', gen: 2, watermark: 60, ...merge }));

    expect(liveShards(now)).toEqual(['m']);
    expect(watermarkOf(now)).toBe(60);
  });

  test('forgets parents that never spoke, when their heirs do', () => {
    const lineage = { replaces: ['grandparent', 'a'], siblings: ['c'] };

    const now = having(expecting('grandparent', 'a'), aMessage({ shard: 'b', gen: 1, lineage }));

    expect(liveShards(now)).toEqual(['b', 'c']);
    expect(watermarkOf(now)).toBe(BEGINNING_OF_TIME);
  });

  test('takes nothing of a shard that was replaced: found by the simulator, counted twice', () => {
    const split = { lineage: { replaces: ['a'], siblings: ['c'] } };
    const board = having(expecting('a'), aMessage({}), aMessage({ shard: 'b', gen: 2, ...split }));

    expect(missing(board, whole(aMessage({})))).toBeUndefined();
    expect(missing(board, whole(aMessage({ epoch: 9 })))).toBeUndefined();
  });

  test('remembers a replaced shard for as long as a stream can keep its messages', () => {
    const day = 86_400_000;
    const next = (shard: string, parent: string, arrival: number) =>
      aMessage({ shard, arrival, lineage: { replaces: [parent], siblings: [] } });
    const board = having(expecting('a'), next('b', 'a', 0), next('c', 'b', 365 * day));

    const still = having(board, next('d', 'c', 366 * day - 1));
    const later = having(board, next('d', 'c', 366 * day));

    expect(Object.keys(board['sales.speed'] ?? {}).sort()).toEqual(['a', 'b', 'c']);
    expect(Object.keys(still['sales.speed'] ?? {}).sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(Object.keys(later['sales.speed'] ?? {}).sort()).toEqual(['b', 'c', 'd']);
  });

  test('holds ten changes of all shards of the reference load in a few kilobytes of a head', () => {
    const names = (round: number) =>
      Array.from({ length: 139 }, (_, i) => `shardId-${String(round * 139 + i).padStart(12, '0')}`);
    let board = having(expecting(...names(0)), ...names(0).map((shard) => aMessage({ shard })));

    for (let round = 1; round <= 10; round++) {
      const lineage = { replaces: names(round - 1), siblings: names(round) };
      const arrival = round * 3_600_000;
      const heirs = names(round).map((shard) =>
        aMessage({ shard, gen: round + 1, arrival, lineage }),
      );
      board = having(board, ...heirs);
    }
    const packed = zstdCompressSync(Buffer.from(JSON.stringify(board))).length;

    expect(liveShards(board)).toHaveLength(139);
    expect(Object.keys(board['sales.speed'] ?? {})).toHaveLength(11 * 139);
    expect(packed).toBeLessThan(8_192); // of the 300 KB that a head may have
  });
});
