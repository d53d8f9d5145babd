import type { Pipeline } from '../../pipeline/definition.ts';
import type { LanePlan, Plan } from '../../pipeline/plan.ts';
import { viewId } from '../../pipeline/view-id.ts';
import { sourceLaneOf } from '../lanes-of.ts';
import type { SourceLane } from '../speed/source-stage.ts';
import { BATCH_LIMITS, type BatchLimits } from './limits.ts';
import type { LeftOut } from './protocol.ts';

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

export const lanePlanOf = ({ lanes }: Plan, stream: string): LanePlan | undefined =>
  lanes.find((lane) => lane.kind === 'speed' && lane.stream === stream);

/** Which views a run computes, and which it leaves alone. */
export interface Chosen {
  readonly computed: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * The views that are asked for, by whether a run can compute them: those whose rows combine whatever
 * the order, so that all that an event does is known from the event.
 */
export function chosenViews(
  { plan }: BatchDefinition,
  asked: readonly string[] | undefined,
): Chosen {
  const views = plan.views.filter((view) => asked?.includes(viewId(view)) ?? true);
  return {
    computed: views.flatMap((view) => (view.kind === 'window' ? [viewId(view)] : [])),
    leftOut: views.flatMap((view) =>
      view.kind === 'window'
        ? []
        : [{ view: viewId(view), why: `its ${view.operator.kind} step takes events one by one` }],
    ),
  };
}
