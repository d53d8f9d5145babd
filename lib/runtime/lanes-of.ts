import { DefinitionError } from '../errors/definition-error.ts';
import type { Pipeline, SourceStream } from '../pipeline/definition.ts';
import { chainOf, inputsOf } from '../pipeline/operator.ts';
import type { LanePlan, Plan } from '../pipeline/plan.ts';
import type { ExchangeLane } from './exchange/exchange-lane.ts';
import { projectionOf, type Reading } from './run/projection.ts';
import type { Decode } from './speed/intake.ts';
import type { SourceLane } from './speed/source-stage.ts';
import { type ViewRuntime, viewRuntime } from './view-runtime.ts';

/**
 * The lane of a plan that reads a stream's records, with the code of its definition.
 *
 * @param decodeOf - Makes a decoder of the stream's events that gives the fields which the lane's
 *   views look at; `undefined`: that may be all of them.
 */
export function sourceLaneOf(
  { pipeline, plan }: { readonly pipeline: Pipeline; readonly plan: Plan },
  name: string,
  decodeOf: (stream: SourceStream, wanted: readonly string[] | undefined) => Decode,
): SourceLane {
  const lane = laneNamed(plan, name);
  const stream = pipeline.streams.find((each) => each.name === lane.stream);
  if (stream === undefined) throw unknownLane(plan, name);
  return {
    name,
    stream,
    decode: decodeOf(stream, projectionOf(stream, readingsOf(pipeline, lane, stream))),
    views: lane.views.map((view) => runtimeOf(pipeline, plan, view)),
    buckets: plan.exchange?.buckets ?? 0,
  };
}

/** What the views of a lane read of its stream, through however many steps with state. */
function readingsOf(pipeline: Pipeline, lane: LanePlan, stream: SourceStream): Reading[] {
  const operators = pipeline.views
    .filter(({ name }) => lane.views.includes(name))
    .flatMap(({ operator }) => chainOf(operator));
  return operators.flatMap((operator) =>
    inputsOf(operator)
      .filter(({ flow }) => flow.after === null && flow.source.name === stream.name)
      .map((input) => ({ operator, input })),
  );
}

/** The exchange lane of a plan. */
export function exchangeLaneOf(pipeline: Pipeline, plan: Plan): ExchangeLane {
  const lane = laneNamed(plan, 'exchange');
  return {
    name: lane.name,
    views: lane.views.map((view) => {
      const runtime = runtimeOf(pipeline, plan, view);
      const from = plan.lanes.find(({ kind, views }) => kind === 'speed' && views.includes(view));
      if (from?.stream === undefined || from.stream === null) throw unknownLane(plan, view);
      return { runtime, lane: from.name, stream: from.stream };
    }),
    buckets: plan.exchange?.buckets ?? 0,
  };
}

function runtimeOf(pipeline: Pipeline, plan: Plan, name: string): ViewRuntime {
  const view = pipeline.views.find((each) => each.name === name);
  const viewPlan = plan.views.find((each) => each.name === name);
  if (view?.kind !== 'window' || viewPlan?.kind !== 'window') throw unknownLane(plan, name);
  return viewRuntime(view, viewPlan);
}

function laneNamed(plan: Plan, name: string): LanePlan {
  const lane = plan.lanes.find((each) => each.name === name);
  if (lane === undefined) throw unknownLane(plan, name);
  return lane;
}

const unknownLane = (plan: Plan, name: string): DefinitionError =>
  new DefinitionError('NAME_INVALID', {
    at: plan.pipeline,
    problem: 'the plan has no such lane or view',
    given: `"${name}"`,
    expected: `one of ${plan.lanes.map((lane) => lane.name).join(', ')}`,
    fix: 'deploy functions and definition together',
  });
