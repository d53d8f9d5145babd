import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisClient, Shard } from '@aws-sdk/client-kinesis';
import { heartbeatText } from '../../core/heartbeat.ts';
import type { EventTime } from '../../core/time.ts';
import type { Plan } from '../../pipeline/plan/plan.ts';
import { eventTimeNow } from '../../runtime/speed/event-time-now.ts';
import type { Frontier } from '../../runtime/speed/progress.ts';
import { readMarks } from '../dynamodb/marks.ts';
import { putAll } from './put-all.ts';
import { listShards } from './topology.ts';

/** What a heartbeat works with. */
export interface HeartbeatPorts {
  readonly kinesis: KinesisClient;
  readonly dynamodb: DynamoDBClient;
  readonly stateTable: string;
  /** Names of the deployed streams, by their names in the pipeline. */
  readonly sourceStreams: Readonly<Record<string, string>>;
  readonly now: () => number;
}

/** Puts a heartbeat into every open shard of every declared stream. */
export async function beat(plan: Plan, ports: HeartbeatPorts): Promise<void> {
  await Promise.all(plan.streams.map((stream) => beatStream(plan, stream, ports)));
}

async function beatStream(
  plan: Plan,
  { name, idleAfter }: Plan['streams'][number],
  { kinesis, dynamodb, stateTable, sourceStreams, now }: HeartbeatPorts,
): Promise<void> {
  const physical = sourceStreams[name];
  const lane = plan.lanes.find(({ kind, stream }) => kind === 'speed' && stream === name);
  if (physical === undefined || lane === undefined) return; // a stream without views needs no time
  const shards = await listShards(kinesis, physical);
  const tasks = shards.map(({ ShardId = '' }) => ({
    pipeline: plan.pipeline,
    lane: lane.name,
    shard: ShardId,
  }));
  const marks = await readMarks(dynamodb, stateTable, tasks);
  const frontiers = marks.flatMap(({ details }) => {
    const { frontier } = details as { readonly frontier?: Frontier | null };
    return frontier ?? [];
  });
  const at = eventTimeNow(frontiers, now(), idleAfter);
  await putHeartbeats(kinesis, physical, { shards, at });
}

export interface HeartbeatRound {
  /** All shards of the stream; closed ones are passed over. */
  readonly shards: readonly Shard[];
  /** Event time that has been reached, in milliseconds; `null` if nobody knows. */
  readonly at: EventTime | null;
}

/** Puts a heartbeat into every open shard of a stream. */
export async function putHeartbeats(
  kinesis: KinesisClient,
  stream: string,
  { shards, at }: HeartbeatRound,
): Promise<void> {
  const text = heartbeatText({ at });
  const open = shards.filter(
    ({ SequenceNumberRange }) => SequenceNumberRange?.EndingSequenceNumber === undefined,
  );
  await putAll(
    kinesis,
    open.map(({ HashKeyRange }) => ({
      Data: Buffer.from(text),
      PartitionKey: 'heartbeat',
      ExplicitHashKey: HashKeyRange?.StartingHashKey ?? '0',
    })),
    { stream },
  );
}
