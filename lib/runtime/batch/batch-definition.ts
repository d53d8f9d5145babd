import type { DurationMs } from '../../core/time.ts';
import type { OperatorView, Pipeline } from '../../pipeline/definition.ts';
import type { LanePlan, Plan } from '../../pipeline/plan.ts';
import { scatters } from '../../pipeline/same-key.ts';
import { settlingTime } from '../../pipeline/settling-time.ts';
import { viewId } from '../../pipeline/view-id.ts';
import { type OperatorRuntime, operatorRuntime } from '../keyed/operator-runtime.ts';
import { sourceLaneOf } from '../lanes-of.ts';
import type { SourceLane } from '../speed/source-stage.ts';
import { BATCH_LIMITS, type BatchLimits } from './limits.ts';
import type { LeftOut } from './protocol.ts';
import { NO_REACH, type Reach, type ReachOrWhy, reachOf } from './reach.ts';

/** A definition, and what is needed to read its events. */
export interface BatchDefinition {
  readonly pipeline: Pipeline;
  readonly plan: Plan;
  readonly decodeOf: Parameters<typeof sourceLaneOf>[2];
  /** @defaultValue `BATCH_LIMITS` */
  readonly limits?: Partial<BatchLimits>;
}

export const limitsOf = ({ limits }: BatchDefinition): BatchLimits => ({
  ...BATCH_LIMITS,
  ...limits,
});

/** The lane of the speed layer that reads a stream; a run accepts what that lane accepts. */
export const laneOf = ({ pipeline, plan, decodeOf }: BatchDefinition, stream: string): SourceLane =>
  sourceLaneOf({ pipeline, plan }, lanePlanOf(plan, stream)?.name ?? stream, decodeOf);

/** Views of steps with state, ready to run, by view id. */
export const operatorsOf = ({
  pipeline,
  plan,
}: BatchDefinition): ReadonlyMap<string, OperatorRuntime> =>
  new Map(
    pipeline.views.flatMap((view) => {
      const viewPlan = plan.views.find((each) => viewId(each) === viewId(view));
      if (view.kind !== 'operator' || viewPlan?.kind !== 'operator') return [];
      return [[viewId(view), operatorRuntime(view, viewPlan)]];
    }),
  );

export const lanePlanOf = ({ lanes }: Plan, stream: string): LanePlan | undefined =>
  lanes.find((lane) => lane.kind === 'speed' && lane.stream === stream);

/** A view that a run can compute. */
export interface ChosenView {
  readonly id: string;
  readonly reach: Reach;
  /** How much time passes after an event until nothing that came of it changes. Milliseconds. */
  readonly settling: DurationMs;
}

/** Which views a run computes, and which it leaves alone. */
export interface Chosen {
  readonly computed: readonly ChosenView[];
  readonly leftOut: readonly LeftOut[];
}

/** The views that are asked for, by whether a run can compute them. */
export function chosenViews(
  { pipeline, plan }: BatchDefinition,
  asked: readonly string[] | undefined,
): Chosen {
  const computed: ChosenView[] = [];
  const leftOut: LeftOut[] = [];
  for (const view of pipeline.views) {
    const id = viewId(view);
    if (asked !== undefined && !asked.includes(id)) continue;
    if (view.kind === 'window') {
      computed.push({ id, reach: NO_REACH, settling: view.allowedLateness });
      continue;
    }
    const reach = operatorReach(view, plan);
    if ('why' in reach) leftOut.push({ view: id, why: reach.why });
    else if (reach.before === Number.POSITIVE_INFINITY && asked === undefined) {
      const why =
        'it depends on everything before; with --view it is computed from all of the lake';
      leftOut.push({ view: id, why });
    } else computed.push({ id, reach, settling: settlingTime(view.operator) });
  }
  return { computed, leftOut };
}

function operatorReach(view: OperatorView, plan: Plan): ReachOrWhy {
  const { placement } = plan.views.find((each) => viewId(each) === viewId(view)) ?? {};
  if (placement !== undefined && placement.hops > 0) {
    return { why: 'its steps pass their results on under another key' };
  }
  if (scatters(view.operator)) {
    return { why: 'its records have another key than the events that they come of' };
  }
  return reachOf(view.operator);
}
