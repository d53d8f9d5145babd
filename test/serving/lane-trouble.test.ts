import { describe, expect, test } from '@jest/globals';
import type { TaskFailure } from '../../lib/ports/task-failures.ts';
import { type LaneOnShard, STILL_AFTER, troubleOf } from '../../lib/serving/lane-trouble.ts';

const NOW = Date.UTC(2026, 2, 1, 12);
const MINUTE = 60_000;
const WINDOW = 30;

/** A lane that moved, and whose oldest record came, so many milliseconds ago. */
const at = (moved: number | null, waiting?: number): LaneOnShard => ({
  lane: { name: 'sales.speed', batchingWindowSeconds: WINDOW },
  shard: { shard: 'shardId-0', movedAt: moved === null ? null : NOW - moved },
  waiting,
});

const failure: TaskFailure = {
  ...{ lane: 'sales.speed', shard: 'shardId-0', code: 'VIEW_CHANGED', message: 'changed' },
  ...{ since: NOW - 10 * MINUTE, last: NOW - MINUTE, count: 4 },
};

const still = STILL_AFTER + WINDOW * 1_000;

describe('a lane on a shard', () => {
  test('fails since its first failure, if it has not moved after the last one', () => {
    const trouble = { lane: 'sales.speed', shard: 'shardId-0', since: failure.since, failure };

    expect(troubleOf(at(10 * MINUTE), [failure], NOW)).toEqual(trouble);
    expect(troubleOf(at(MINUTE), [failure], NOW)).toEqual(trouble);
    expect(troubleOf(at(MINUTE - 1), [failure], NOW)).toBeUndefined();
  });

  test('is not said to fail for what another lane or shard fails with', () => {
    const others = [
      { ...failure, shard: 'shardId-1' },
      { ...failure, lane: 'sales.archive' },
    ];

    expect(troubleOf(at(10 * MINUTE, 0), others, NOW)).toBeUndefined();
  });

  test('of which nobody knows when it moved fails, unless nothing waits for as long as that', () => {
    expect(troubleOf(at(null), [failure], NOW)).toMatchObject({ failure });
    expect(troubleOf(at(null, 10 * MINUTE), [failure], NOW)).toMatchObject({ failure });
    expect(troubleOf(at(null, 2 * MINUTE), [failure], NOW)).toBeUndefined();
    expect(troubleOf(at(null, 0), [failure], NOW)).toBeUndefined();
  });

  test('stands still where records wait and it has not moved for longer than its batches fill', () => {
    expect(troubleOf(at(still, still), [], NOW)).toEqual({
      ...{ lane: 'sales.speed', shard: 'shardId-0', since: NOW - still, failure: undefined },
    });
    expect(troubleOf(at(null, still), [], NOW)).toMatchObject({ since: NOW - still });
  });

  test('does not stand still where nothing waits, nor where it is only behind', () => {
    expect(troubleOf(at(still, still - 1), [], NOW)).toBeUndefined();
    expect(troubleOf(at(still - 1, 10 * still), [], NOW)).toBeUndefined();
    expect(troubleOf(at(still, undefined), [], NOW)).toBeUndefined();
  });
});
