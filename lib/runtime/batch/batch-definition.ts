import type {
  OperatorView,
  Pipeline,
  ViewDefinition,
} from '../../pipeline/definition/definition.ts';
import { chainOf, type Operator, stepOf } from '../../pipeline/definition/operator.ts';
import { rowSettling, storedWindows } from '../../pipeline/definition/stored-panes.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import type { LanePlan, Plan } from '../../pipeline/plan/plan.ts';
import type { Settling } from '../../pipeline/plan/settled-since.ts';
import { closingTime, windowLength } from '../../pipeline/plan/settling-time.ts';
import { type OperatorRuntime, operatorRuntime } from '../keyed/operator-runtime.ts';
import { sourceLaneOf } from '../lanes/lanes-of.ts';
import type { SourceLane } from '../speed/source-logic.ts';
import { BATCH_LIMITS, type BatchLimits } from './limits.ts';
import type { LeftOut, Together } from './protocol.ts';
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
export interface ChosenView extends Settling {
  readonly id: string;
  readonly reach: Reach;
}

/** Which views a run computes, and which it leaves alone. */
export interface Chosen {
  readonly computed: readonly ChosenView[];
  readonly leftOut: readonly LeftOut[];
  /** Nobody has asked for these; they are computed because others are. */
  readonly together: readonly Together[];
}

/**
 * The views that are asked for, by whether a run can compute them, and with them all that the same
 * steps make: of one step's results none would be true beside another that is not healed.
 */
export function chosenViews(
  { pipeline, plan }: BatchDefinition,
  asked: readonly string[] | undefined,
): Chosen {
  const computed: ChosenView[] = [];
  const leftOut: LeftOut[] = [];
  const together = asked === undefined ? [] : togetherWith(pipeline.views, asked);
  const wanted = asked && [...asked, ...together.map(({ view }) => view)];
  for (const view of pipeline.views) {
    const id = viewId(view);
    if (wanted !== undefined && !wanted.includes(id)) continue;
    if (view.kind === 'window') {
      const windows = storedWindows(view);
      computed.push({ id, reach: NO_REACH, windows, settling: rowSettling(view) });
      continue;
    }
    const reach = operatorReach(view, plan);
    if ('why' in reach) leftOut.push({ view: id, why: reach.why });
    else if (reach.before === Number.POSITIVE_INFINITY && asked === undefined) {
      const why =
        'it depends on everything before; with --view it is computed from all of the lake';
      leftOut.push({ view: id, why });
    } else computed.push({ id, reach, ...settlingOf(view.operator) });
  }
  return { computed, leftOut: leftOut.map(besideIn(pipeline.views, computed)), together };
}

/** Results of windows come at their end; others as early as the events that they are made of. */
function settlingOf(operator: Operator): Settling {
  const step = stepOf(operator);
  const settling = closingTime(operator);
  if (step.kind !== 'window') return { settling };
  return { windows: step.windows, settling: settling - windowLength(step.windows) };
}

/** The views that nobody asks for, but that show what the step of one that is asked for makes. */
const togetherWith = (views: readonly ViewDefinition[], asked: readonly string[]): Together[] =>
  views.flatMap((view): Together[] => {
    const id = viewId(view);
    if (asked.includes(id)) return [];
    const other = views.find(
      (each) => asked.includes(viewId(each)) && stepOf(each.operator) === stepOf(view.operator),
    );
    return other === undefined ? [] : [{ view: id, with: viewId(other) }];
  });

/** Says of a view that is left out which others of its steps are not. */
function besideIn(views: readonly ViewDefinition[], computed: readonly ChosenView[]) {
  const ids = new Set(computed.map(({ id }) => id));
  const stepsOf = (id: string): readonly Operator[] =>
    views.flatMap((view) => (viewId(view) === id ? chainOf(view.operator) : []));
  return ({ view, why }: LeftOut): LeftOut => {
    const steps = stepsOf(view);
    const others = [...ids].filter((id) => stepsOf(id).some((step) => steps.includes(step)));
    if (others.length === 0) return { view, why };
    return { view, why: `${why}; so it may differ from ${others.join(', ')}, of the same steps` };
  };
}

function operatorReach(view: OperatorView, plan: Plan): ReachOrWhy {
  const { placement } = plan.views.find((each) => viewId(each) === viewId(view)) ?? {};
  if (placement !== undefined && placement.hops > 0) {
    return { why: 'its steps pass their results on under another key' };
  }
  return reachOf(view.operator);
}
