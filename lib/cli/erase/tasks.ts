import { EXCHANGE_STREAM } from '../../pipeline/deployed/resource-names.ts';
import type { HeadStore } from '../../ports/head-store.ts';
import type { TaskId } from '../../ports/task.ts';
import type { Topology } from '../../ports/topology.ts';
import type { ErasedStream } from '../../runtime/archive/erase.ts';
import { type BatchDefinition, lanePlanOf } from '../../runtime/batch/batch-definition.ts';
import { shardsEver } from '../../runtime/batch/lake-reach.ts';

export interface TaskPorts {
  readonly definition: BatchDefinition;
  readonly stream: ErasedStream;
  readonly heads: Pick<HeadStore, 'read' | 'commit'>;
  /** Of the streams, and of {@link EXCHANGE_STREAM} if there is one. */
  readonly topology: Pick<Topology, 'shards'>;
}

/** Name of the lane that reads the stream; empty if no view does. */
export const laneName = ({ definition: { plan }, stream }: TaskPorts): string =>
  lanePlanOf(plan, stream.name)?.name ?? '';

/** Everybody who may hold the subject: the lane on each shard that there ever was, and the exchange lane. */
export async function tasksOf(ports: TaskPorts): Promise<TaskId[]> {
  const { definition, stream, heads, topology } = ports;
  const pipeline = definition.pipeline.name;
  const lane = laneName(ports);
  const tasks = async (lane: string, name: string): Promise<TaskId[]> => {
    const shards = await shardsEver(heads, { pipeline, lane }, await topology.shards(name));
    return shards.map((shard) => ({ pipeline, lane, shard }));
  };
  const ofStream = await tasks(lane, stream.name);
  const hasExchange = definition.plan.exchange !== null;
  return hasExchange ? [...ofStream, ...(await tasks('exchange', EXCHANGE_STREAM))] : ofStream;
}
