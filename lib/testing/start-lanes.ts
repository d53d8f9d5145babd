import { compileDecoder } from '../core/json/decoder.ts';
import type { Schema } from '../core/schema/schema.ts';
import type { Event, Pipeline } from '../pipeline/definition/definition.ts';
import { planOf } from '../pipeline/plan/planner.ts';
import { type RunningExchangeLane, startExchangeLane } from '../runtime/exchange/exchange-lane.ts';
import { exchangeLaneOf, sourceLaneOf } from '../runtime/lanes/lanes-of.ts';
import { type RunningSourceLane, startSourceLane } from '../runtime/speed/source-lane.ts';

/** All lanes of a speed layer, in one process. */
export interface RunningLanes {
  /** By the stream that each reads; a stream that no view reads has none. */
  readonly sources: ReadonlyMap<string, RunningSourceLane>;
  /** `undefined` if every row belongs to the shard that its events are in. */
  readonly exchange: RunningExchangeLane | undefined;
}

/** @throws DefinitionError if the pipeline can be run in one process only. */
export function startLanes(
  pipeline: Pipeline,
  ports: Parameters<typeof startSourceLane>[2] & Parameters<typeof startExchangeLane>[2],
): RunningLanes {
  const plan = planOf(pipeline);
  const sources = plan.lanes
    .filter(({ kind }) => kind === 'speed')
    .map(({ name, stream }) => {
      const lane = sourceLaneOf({ pipeline, plan }, name, ({ schema }, wanted) =>
        compileDecoder(schema as Schema<Event>, wanted),
      );
      return [stream ?? '', startSourceLane(pipeline.name, lane, ports)] as const;
    });
  return {
    sources: new Map(sources),
    exchange:
      plan.exchange === null
        ? undefined
        : startExchangeLane(pipeline.name, exchangeLaneOf(pipeline, plan), ports),
  };
}
