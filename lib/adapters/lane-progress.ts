import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Json } from '../core/aggregators/aggregator.ts';
import { BEGINNING_OF_TIME } from '../core/time.ts';
import type { LaneProgress, ShardProgress } from '../ports/lane-progress.ts';
import type { Counters, Frontier } from '../runtime/speed/progress.ts';
import { readMarks, type TaskMark } from './dynamodb/marks.ts';
import { waitingTime } from './kinesis/lag.ts';
import { listShards } from './kinesis/topology.ts';

/** Where the marks of a pipeline's lanes are. */
export interface ProgressSources {
  readonly pipeline: string;
  readonly dynamodb: DynamoDBClient;
  readonly kinesis: KinesisClient;
  readonly stateTable: string;
  /** Names of the deployed streams, by their names in the pipeline. */
  readonly streams: Readonly<Record<string, string>>;
}

/** What the tasks of speed lanes show of themselves in the state table. */
export const markedProgress = (sources: ProgressSources): LaneProgress => ({
  async shards(lane, stream) {
    const { pipeline, dynamodb, kinesis, stateTable, streams } = sources;
    const shards = await listShards(kinesis, streams[stream] ?? '');
    const tasks = shards.map(({ ShardId = '' }) => ({ pipeline, stage: lane, shard: ShardId }));
    const marks = await readMarks(dynamodb, stateTable, tasks);
    const byShard = new Map(marks.map((mark) => [mark.shard, mark]));
    return shards.map(({ ShardId = '', SequenceNumberRange }) => ({
      shard: ShardId,
      isClosed: SequenceNumberRange?.EndingSequenceNumber !== undefined,
      ...progressOf(byShard.get(ShardId)),
    }));
  },

  waiting: (stream, { shard, upTo }) =>
    waitingTime(
      sources.kinesis,
      { stream: sources.streams[stream] ?? '', shard, upTo },
      Date.now(),
    ),
});

type Details = Partial<{ frontier: Frontier | null; counters: Counters; toSeq: string }>;

const NOTHING = { records: 0, accepted: 0, deadLetters: 0, duplicates: 0, late: 0 };

function progressOf(mark: TaskMark | undefined): Omit<ShardProgress, 'shard' | 'isClosed'> {
  if (mark === undefined) {
    return { epoch: 0, watermark: BEGINNING_OF_TIME, reached: null, upTo: null, counts: NOTHING };
  }
  const { frontier = null, counters, toSeq = '' } = detailsOf(mark.details);
  const { late = {}, ...counts } = counters ?? { ...NOTHING, late: {} };
  const { records, accepted, deadLetters, duplicates } = counts;
  const lateEvents = Object.values(late).reduce((sum, n) => sum + n, 0);
  return {
    epoch: mark.epoch,
    watermark: mark.watermark,
    reached: frontier,
    upTo: toSeq.replace(/^0+/, '') || null,
    counts: { records, accepted, deadLetters, duplicates, late: lateEvents },
  };
}

const detailsOf = (details: Json): Details =>
  typeof details === 'object' && details !== null ? (details as Details) : {};
