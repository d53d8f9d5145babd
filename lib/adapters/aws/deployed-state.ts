import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import pMap from 'p-map';
import { DATA_OUTPUTS, streamOutput } from '../../pipeline/deployed/resource-names.ts';
import type { DeployedState, StoredMeaning } from '../../pipeline/plan/compare-deployed.ts';
import type { Plan } from '../../pipeline/plan/plan.ts';
import type { HeadStore } from '../../ports/head-store.ts';
import type { TaskId } from '../../ports/task.ts';
import { dynamoHeadStore } from '../dynamodb/head-store.ts';
import { listShards } from '../kinesis/topology.ts';

/** What a deployment says of itself: the outputs of its Data stack, and who can be asked. */
export interface AskedDeployment {
  readonly outputs: Readonly<Record<string, string>>;
  readonly dynamodb: DynamoDBClient;
  readonly kinesis: KinesisClient;
  readonly stateTable: string;
}

/** Reads under which meanings the tasks of a plan's lanes have state where they are deployed. */
export async function deployedState(
  plan: Plan,
  { outputs, dynamodb, kinesis, stateTable }: AskedDeployment,
): Promise<DeployedState> {
  const declared = plan.streams.map(({ name }) => streamOutput(name));
  const tasks = await Promise.all(
    plan.lanes.map(async ({ name: lane, kind, stream }): Promise<TaskId[]> => {
      if (kind === 'archive') return []; // it has no state that means anything
      const output = stream === null ? DATA_OUTPUTS.exchangeStream : streamOutput(stream);
      const physical = outputs[output] ?? '';
      const shards =
        physical === '' // a new stream
          ? []
          : (await listShards(kinesis, physical)).map(({ ShardId = '' }) => ShardId);
      return shards.map((shard) => ({ pipeline: plan.pipeline, lane, shard }));
    }),
  );
  return {
    meanings: await storedMeanings(dynamoHeadStore(dynamodb, stateTable), tasks.flat()),
    otherStreams: Object.entries(outputs)
      .filter(([key]) => /^Stream[A-Z0-9]/.test(key) && !declared.includes(key))
      .map(([, name]) => name),
  };
}

/** What the state of tasks was written under; nothing of those that have none. */
export async function storedMeanings(
  heads: Pick<HeadStore, 'read'>,
  tasks: readonly TaskId[],
): Promise<StoredMeaning[]> {
  const read = async (task: TaskId): Promise<StoredMeaning[]> => {
    const stored = await heads.read(task);
    if (stored === undefined) return [];
    const { fingerprints } = stored.head;
    return [{ lane: task.lane, shard: task.shard, fingerprints }];
  };
  return (await pMap(tasks, read, { concurrency: 16 })).flat();
}
