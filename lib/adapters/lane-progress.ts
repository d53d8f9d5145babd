import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Json } from '../core/aggregators/aggregator.ts';
import { BEGINNING_OF_TIME } from '../core/time.ts';
import type { Lake } from '../ports/lake.ts';
import type { LaneProgress, ShardProgress } from '../ports/lane-progress.ts';
import { findHead } from '../runtime/archive/chain-head.ts';
import { bucketShard } from '../runtime/exchange/buckets.ts';
import type { DeltaCounters } from '../runtime/exchange/delta-epoch.ts';
import type { OperatorCounters } from '../runtime/keyed/results.ts';
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
  readonly lake: Lake;
  /** Names of the deployed streams, by their names in the pipeline. */
  readonly streams: Readonly<Record<string, string>>;
}

/** What the tasks of lanes show of themselves in the state table, and the lake in its objects. */
export function markedProgress(sources: ProgressSources): LaneProgress {
  const { pipeline, dynamodb, kinesis, stateTable, streams, lake } = sources;
  const shardsOf = async (stream: string) =>
    (await listShards(kinesis, streams[stream] ?? '')).map(({ ShardId = '', ...shard }) => ({
      shard: ShardId,
      isClosed: shard.SequenceNumberRange?.EndingSequenceNumber !== undefined,
    }));
  const marksOf = async (stage: string, shards: readonly string[]) => {
    const tasks = shards.map((shard) => ({ pipeline, stage, shard }));
    const marks = await readMarks(dynamodb, stateTable, tasks);
    return new Map(marks.map((mark) => [mark.shard, mark]));
  };

  return {
    async shards(lane, stream) {
      const shards = await shardsOf(stream);
      const marks = await marksOf(
        lane,
        shards.map(({ shard }) => shard),
      );
      return shards.map((shard) => ({ ...shard, ...speedProgress(marks.get(shard.shard)) }));
    },

    async buckets(count) {
      const shards = Array.from({ length: count }, (_, bucket) => bucketShard(bucket));
      const marks = await marksOf('exchange', shards);
      return shards.map((shard) => ({
        ...{ shard, isClosed: false },
        ...exchangeProgress(marks.get(shard)),
      }));
    },

    async chains(stream) {
      const shards = await shardsOf(stream);
      const heads = shards.map(({ shard }) => findHead(lake, { stream, shard }));
      return (await Promise.all(heads)).map(({ at }, i): ShardProgress => {
        const about = shards[i] ?? { shard: '', isClosed: false };
        return { ...about, ...UNREAD, upTo: unpadded(at), counts: null };
      });
    },

    waiting: (stream, { shard, upTo }) =>
      waitingTime(kinesis, { stream: streams[stream] ?? '', shard, upTo }, Date.now()),
  };
}

const unpadded = (sequence: string): string | null => sequence.replace(/^0+/, '') || null;

const UNREAD = { epoch: 0, watermark: BEGINNING_OF_TIME, reached: null, upTo: null } as const;

type Details = Partial<{ frontier: Frontier | null; counters: Counters; toSeq: string }>;

const NOTHING = { records: 0, accepted: 0, deadLetters: 0, duplicates: 0, late: 0 };

type Progress = Omit<ShardProgress, 'shard' | 'isClosed'>;

function speedProgress(mark: TaskMark | undefined): Progress {
  if (mark === undefined) return { ...UNREAD, counts: NOTHING };
  const { frontier = null, counters, toSeq = '' } = detailsOf(mark.details);
  const { late = {}, ...counts } = counters ?? { ...NOTHING, late: {} };
  const { records, accepted, deadLetters, duplicates } = counts;
  const lateEvents = Object.values(late).reduce((sum, n) => sum + n, 0);
  return {
    epoch: mark.epoch,
    watermark: mark.watermark,
    reached: frontier,
    upTo: unpadded(toSeq),
    counts: { records, accepted, deadLetters, duplicates, late: lateEvents },
  };
}

type ExchangeDetails = Partial<{ counters: DeltaCounters; keyed: OperatorCounters }>;

/** What a bucket has taken: deltas, and events for steps with state. */
function exchangeProgress(mark: TaskMark | undefined): Progress {
  if (mark === undefined) return { ...UNREAD, counts: NOTHING };
  const { counters, keyed } = detailsOf(mark.details) as ExchangeDetails;
  const { deltas = 0, late = 0, refused = 0 } = counters ?? {};
  const { events = 0, late: lateEvents = 0, overflow = 0, failed = 0 } = keyed ?? {};
  const counts = {
    ...{ records: deltas + events, accepted: deltas + events, duplicates: 0 },
    ...{ late: late + lateEvents, deadLetters: refused + overflow + failed },
  };
  return { ...UNREAD, epoch: mark.epoch, watermark: mark.watermark, counts };
}

const detailsOf = (details: Json): Details =>
  typeof details === 'object' && details !== null ? (details as Details) : {};
