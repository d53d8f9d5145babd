import { DefinitionError } from '../../errors/definition-error.ts';
import type { Pipeline, SourceStream, WindowView } from '../../pipeline/definition/definition.ts';
import { chainOf, inputsOf } from '../../pipeline/definition/operator.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import { checkDeployable } from '../../pipeline/plan/deployable.ts';
import type { LanePlan, Plan } from '../../pipeline/plan/plan.ts';
import type { ExchangeLane } from '../exchange/exchange-lane.ts';
import type { InputLane } from '../exchange/exchange-logic.ts';
import { projectionOf, type Reading } from '../graph/projection.ts';
import { clockName, type OperatorRuntime, operatorRuntime } from '../keyed/operator-runtime.ts';
import { type ViewRuntime, viewRuntime } from '../rows/view-runtime.ts';
import { laneInput } from '../speed/event-outlet.ts';
import type { Decode } from '../speed/intake.ts';
import type { SourceLane } from '../speed/source-logic.ts';

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
  checkDeployable(pipeline);
  const lane = laneNamed(plan, name);
  const stream = pipeline.streams.find((each) => each.name === lane.stream);
  if (stream === undefined) throw unknownLane(plan, name);
  const { windows, operators } = runtimesOf(pipeline, plan, lane);
  return {
    name,
    stream,
    decode: decodeOf(stream, projectionOf(stream, readingsOf(pipeline, lane, stream))),
    views: windows.map(({ runtime }) => runtime),
    inputs: operators
      .flatMap(({ inputs }) => inputs)
      .filter(({ from }) => 'stream' in from && from.stream === stream.name)
      .map(laneInput),
    operators,
  };
}

/** What the views of a lane read of its stream, through however many steps with state. */
function readingsOf(pipeline: Pipeline, lane: LanePlan, stream: SourceStream): Reading[] {
  const operators = pipeline.views
    .filter((view) => lane.views.includes(viewId(view)))
    .flatMap(({ operator }) => chainOf(operator));
  return operators.flatMap((operator) =>
    inputsOf(operator)
      .filter(({ flow }) => flow.after === null && flow.source.name === stream.name)
      .map((input) => ({ operator, input })),
  );
}

/** The exchange lane of a plan. */
export function exchangeLaneOf(pipeline: Pipeline, plan: Plan): ExchangeLane {
  checkDeployable(pipeline);
  const lane = laneNamed(plan, 'exchange');
  const { windows, operators } = runtimesOf(pipeline, plan, lane);
  const laneOf = (stream: string): string => {
    const found = plan.lanes.find((each) => each.kind === 'speed' && each.stream === stream);
    if (found === undefined) throw unknownLane(plan, stream);
    return found.name;
  };
  const origins = operators.flatMap(({ inputs }) => inputs.map(({ from }) => from));
  const lanes = new Map(
    origins.map((from): [string, InputLane] => {
      const clock = clockName(from);
      const stream = 'stream' in from ? from.stream : null;
      return [clock, { clock, lane: stream === null ? clock : laneOf(stream), stream }];
    }),
  );
  return {
    name: lane.name,
    views: windows.map(({ runtime, view: { flow } }) => {
      const stream = flow.source.name;
      return { runtime, lane: laneOf(stream), stream };
    }),
    operators,
    lanes: [...lanes.values()],
  };
}

interface Runtimes {
  readonly windows: readonly { readonly view: WindowView; readonly runtime: ViewRuntime }[];
  readonly operators: readonly OperatorRuntime[];
}

/** The views of a lane, by how they are computed. */
function runtimesOf(pipeline: Pipeline, plan: Plan, lane: LanePlan): Runtimes {
  const windows: { readonly view: WindowView; readonly runtime: ViewRuntime }[] = [];
  const operators: OperatorRuntime[] = [];
  for (const id of lane.views) {
    const view = pipeline.views.find((each) => viewId(each) === id);
    const viewPlan = plan.views.find((each) => viewId(each) === id);
    if (view?.kind === 'window' && viewPlan?.kind === 'window') {
      windows.push({ view, runtime: viewRuntime(view, viewPlan) });
    } else if (view?.kind === 'operator' && viewPlan?.kind === 'operator') {
      operators.push(operatorRuntime(view, viewPlan));
    } else throw unknownLane(plan, id);
  }
  return { windows, operators };
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
