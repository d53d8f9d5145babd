import type { PipelineResources } from './resources.ts';
import type { StageConfig } from './stage-config.ts';

interface Surroundings {
  readonly pipeline: string;
  /** Name of the stream that the function reads; `null` if it is not one that is declared. */
  readonly stream: string | null;
  readonly stage: StageConfig;
  readonly resources: PipelineResources;
}

/**
 * The environment variables of a function.
 *
 * A contract with `lambdas/`: a handler that finds one missing fails at its start, not at a record.
 *
 * @param lane - Name of the lane in the plan, or `heartbeat`.
 */
export function functionEnvironment(
  lane: string,
  { pipeline, stream, stage, resources }: Surroundings,
): Record<string, string> {
  const { views, state, lake, streams, exchange } = resources;
  const physical = [...streams].map(([name, { streamName }]) => [name, streamName] as const);
  const source = stream === null ? undefined : streams.get(stream)?.streamName;
  return {
    MILLRACE_STAGE: stage.name,
    POWERTOOLS_SERVICE_NAME: pipeline, // a dimension of every metric, and a field of every trace
    LANE: lane,
    VIEWS_TABLE: views.tableName,
    STATE_TABLE: state.tableName,
    LAKE_BUCKET: lake.bucketName,
    /** Names of the streams in Kinesis, by their names in the definition. */
    SOURCE_STREAMS: JSON.stringify(Object.fromEntries(physical)),
    ...(source === undefined ? {} : { SOURCE_STREAM: source }),
    ...(exchange === undefined ? {} : { EXCHANGE_STREAM: exchange.streamName }),
  };
}
