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
 * A contract with `lambdas/`: a handler that finds one missing fails at its start, not at a record. Nothing
 * in it grows with the definition, as Lambda takes 4 KB; names of streams follow from theirs.
 *
 * @param lane - Name of the lane in the plan, or `heartbeat`.
 */
export function functionEnvironment(
  lane: string,
  { pipeline, stream, stage, resources }: Surroundings,
): Record<string, string> {
  const { views, state, lake, streams, exchange } = resources;
  const source = stream === null ? undefined : streams.get(stream)?.streamName;
  return {
    MILLRACE_STAGE: stage.name,
    POWERTOOLS_SERVICE_NAME: pipeline, // a dimension of every metric, and a field of every trace
    LANE: lane,
    VIEWS_TABLE: views.tableName,
    STATE_TABLE: state.tableName,
    LAKE_BUCKET: lake.bucketName,
    ...(source === undefined ? {} : { SOURCE_STREAM: source }),
    ...(exchange === undefined ? {} : { EXCHANGE_STREAM: exchange.streamName }),
  };
}
