import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { BEGINNING_OF_TIME } from '../../core/time.ts';
import type { Layout } from '../../ports/exchange-layout.ts';
import type { Lake } from '../../ports/lake.ts';
import type { LaneProgress, ShardProgress } from '../../ports/lane-progress.ts';
import { findHead } from '../../runtime/archive/chain-head.ts';
import type { Frontier } from '../../runtime/speed/progress.ts';
import { waitingTime } from '../kinesis/lag.ts';
import { listShards } from '../kinesis/topology.ts';
import { type StoredCounts, shardCounts } from './lane-counts.ts';
import { readMarks, type TaskMark } from './marks.ts';
import { readTaskFailures } from './read-task-failures.ts';

/** Where the marks of a pipeline's lanes are. */
export interface ProgressSources {
  readonly pipeline: string;
  readonly dynamodb: DynamoDBClient;
  readonly kinesis: KinesisClient;
  readonly stateTable: string;
  readonly lake: Lake;
  /** Names of the deployed streams, by their names in the pipeline. */
  readonly streams: Readonly<Record<string, string>>;
  /** Name of the exchange; empty if there is none. */
  readonly exchangeStream: string;
}

/** What the tasks of lanes show of themselves in the state table, and the lake in its objects. */
export function markedProgress(sources: ProgressSources): LaneProgress {
  const { pipeline, dynamodb, kinesis, stateTable, streams, exchangeStream, lake } = sources;
  const shardsOf = async (physicalName: string) =>
    (await listShards(kinesis, physicalName)).map(({ ShardId = '', ...shard }) => ({
      shard: ShardId,
      isClosed: shard.SequenceNumberRange?.EndingSequenceNumber !== undefined,
    }));
  const marked = async (lane: string, physicalName: string): Promise<ShardProgress[]> => {
    const shards = await shardsOf(physicalName);
    const tasks = shards.map(({ shard }) => ({ pipeline, lane, shard }));
    const marks = await readMarks(dynamodb, stateTable, tasks);
    const byShard = new Map(marks.map((mark) => [mark.shard, mark]));
    return shards.map((shard) => ({ ...shard, ...progressFrom(byShard.get(shard.shard)) }));
  };

  return {
    shards: (lane, stream) => marked(lane, streams[stream] ?? ''),

    exchange: async () => (exchangeStream === '' ? [] : marked('exchange', exchangeStream)),

    async chains(stream) {
      const shards = await shardsOf(streams[stream] ?? '');
      const heads = shards.map(({ shard }) => findHead(lake, { stream, shard }));
      return (await Promise.all(heads)).map(({ at }, i): ShardProgress => {
        const about = shards[i] ?? { shard: '', isClosed: false };
        return { ...about, ...UNREAD, upTo: unpadded(at), counts: null };
      });
    },

    failures: () => readTaskFailures(dynamodb, stateTable, pipeline),

    waiting: (stream, { shard, upTo }) =>
      waitingTime(kinesis, { stream: streams[stream] ?? '', shard, upTo }, Date.now()),
  };
}

const unpadded = (sequence: string): string | null => sequence.replace(/^0+/, '') || null;

const UNREAD = {
  ...{ epoch: 0, watermark: BEGINNING_OF_TIME, reached: null, upTo: null, movedAt: null },
  level: null,
} as const;

type Details = StoredCounts & Partial<{ frontier: Frontier | null; toSeq: string; layout: Layout }>;

type Progress = Omit<ShardProgress, 'shard' | 'isClosed'>;

function progressFrom(mark: TaskMark | undefined): Progress {
  const details = detailsOf(mark);
  const counts = shardCounts(details);
  if (mark === undefined) return { ...UNREAD, counts };
  const { frontier = null, toSeq = '', layout } = details;
  const { epoch, watermark, movedAt } = mark;
  const at = { epoch, watermark, movedAt, level: layout?.level ?? null };
  return { ...at, reached: frontier, upTo: unpadded(toSeq), counts };
}

const detailsOf = (mark: TaskMark | undefined): Details => (mark?.details ?? {}) as Details;
