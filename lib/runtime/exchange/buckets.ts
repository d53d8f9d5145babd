import { DefinitionError } from '../../errors/definition-error.ts';
import type { RowStore } from '../../ports/row-store.ts';
import type { TaskId } from '../../ports/task.ts';
import type { Topology } from '../../ports/topology.ts';
import { type LaneBoard, unheard } from './lane-board.ts';

/** Name of the task of a bucket. */
export const bucketShard = (bucket: number): string => `bucket-${String(bucket).padStart(4, '0')}`;

/** The bucket of a task. */
export const bucketOfShard = (shard: string): number => Number(shard.slice('bucket-'.length));

const allBuckets = (buckets: number): string[] =>
  Array.from({ length: buckets }, (_, i) => bucketShard(i));

/** Lets readers know which tasks a view is made of. */
export const expectBuckets = (
  { rows }: { readonly rows: RowStore },
  view: string,
  buckets: number,
): Promise<void> => rows.expectTasks(view, allBuckets(buckets));

/** A lane, and the stream that it reads; `null` if it is the exchange lane itself. */
export interface ExpectedLane {
  readonly lane: string;
  readonly stream: string | null;
}

/** The board with a place for each shard of lanes that were never heard of: so they hold time back. */
export async function expectLanes(
  known: LaneBoard,
  lanes: readonly ExpectedLane[],
  { topology, buckets }: { readonly topology: Topology; readonly buckets: number },
): Promise<LaneBoard> {
  const board = { ...known };
  for (const { lane, stream } of lanes) {
    if (board[lane] !== undefined) continue;
    const shards =
      stream === null
        ? allBuckets(buckets)
        : (await topology.shards(stream)).map((shard) => shard.id);
    board[lane] = Object.fromEntries(shards.map((shard) => [shard, unheard()]));
  }
  return board;
}

/** Refuses to go on with another number of buckets. */
export const bucketsChanged = (
  { pipeline, lane }: TaskId,
  stored: number,
  given: number,
): DefinitionError =>
  new DefinitionError('EXCHANGE_BUCKETS_CHANGED', {
    at: `${pipeline} › ${lane}`,
    problem: 'rows would get other owners while the former ones still write',
    given: `${given} buckets`,
    expected: `${stored}, as the stored state has`,
    fix: 'keep the number, or raise the version of every exchanged view',
  });
