import { dynamoTaskFailures } from '../adapters/dynamodb/task-failures.ts';
import { kinesisTopology } from '../adapters/kinesis/topology.ts';
import { decodeUtf8 } from '../adapters/node/utf8.ts';
import { lakeFileEncoder } from '../adapters/parquet/encode-lake-file.ts';
import { s3Lake } from '../adapters/s3/lake.ts';
import { compileDecoder } from '../core/json/decoder.ts';
import type { Schema } from '../core/schema/schema.ts';
import { DefinitionError } from '../errors/definition-error.ts';
import type { Event, Pipeline, SourceStream } from '../pipeline/definition/definition.ts';
import { planOf } from '../pipeline/plan/planner.ts';
import type { TaskId } from '../ports/task.ts';
import type { TaskFailures } from '../ports/task-failures.ts';
import { type ArchiveLane, archiveLane } from '../runtime/archive/archive-lane.ts';
import type { Deployment } from './speed-layer.ts';

/** What an archive lane needs of a deployment. */
export type ArchiveDeployment = Pick<
  Deployment,
  'kinesis' | 's3' | 'lakeBucket' | 'sourceStreams' | 'dynamodb' | 'stateTable'
>;

/**
 * The archive lane of that name, ready to take batches.
 *
 * @throws {@link DefinitionError} `NAME_INVALID` if the plan has no such lane
 */
export function deployedArchiveLane(
  pipeline: Pipeline,
  name: string,
  { kinesis, s3, lakeBucket, sourceStreams, dynamodb, stateTable }: ArchiveDeployment,
): ArchiveLane {
  const { name: stream, time, schema } = archivedStream(pipeline, name);
  const decode = compileDecoder(schema as Schema<Event>, undefined, { decodeUtf8 });
  const lane = archiveLane(
    { name: stream, time, decode },
    {
      lake: s3Lake(s3, lakeBucket),
      topology: kinesisTopology(kinesis, sourceStreams),
      encode: lakeFileEncoder(schema.fields),
    },
  );
  const failures = dynamoTaskFailures(dynamodb, stateTable, { now: Date.now });
  return notingArchive(lane, failures, { pipeline: pipeline.name, lane: name });
}

/** A lane that has it noted on which shards it fails, and on which it goes on. */
export const notingArchive = (
  lane: ArchiveLane,
  failures: TaskFailures,
  about: Omit<TaskId, 'shard'>,
): ArchiveLane => ({
  async take(shard, records, budget) {
    const archived = await lane.take(shard, records, budget);
    const task = { ...about, shard };
    if (archived.ok || archived.cause === undefined) await failures.wentOn(task);
    else await failures.failed(task, archived.cause);
    return archived;
  },
});

function archivedStream(pipeline: Pipeline, lane: string): SourceStream {
  const lanes = planOf(pipeline).lanes.filter(({ kind }) => kind === 'archive');
  const stream = lanes.find(({ name }) => name === lane)?.stream;
  const found = pipeline.streams.find(({ name }) => name === stream);
  if (found !== undefined) return found;
  throw new DefinitionError('NAME_INVALID', {
    at: pipeline.name,
    problem: 'the plan has no such archive lane',
    given: `"${lane}"`,
    expected: `one of ${lanes.map(({ name }) => name).join(', ')}`,
    fix: 'deploy functions and definition together',
  });
}
