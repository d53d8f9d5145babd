import type { BoundAggregate } from '../core/aggregators/bind.ts';
import type { FieldType } from '../core/field-type.ts';
import type { WindowView } from '../pipeline/definition.ts';
import type { WindowViewPlan } from '../pipeline/plan.ts';
import { viewId } from '../pipeline/view-id.ts';
import { type Transform, transformOf } from './transform.ts';

/** A view, ready to run: its plan for what is data, its definition for what is code. */
export interface ViewRuntime {
  readonly id: string;
  readonly plan: WindowViewPlan;
  readonly transform: Transform;
  readonly keyFields: readonly string[];
  readonly keyTypes: readonly FieldType[];
  /** Field with the event time after all steps. */
  readonly time: string;
  readonly aggregates: readonly BoundAggregate[];
}

/** Prepares a view. */
export function viewRuntime(view: WindowView, plan: WindowViewPlan): ViewRuntime {
  return {
    id: viewId(view),
    plan,
    transform: transformOf(view.flow.steps),
    keyFields: view.groupBy,
    keyTypes: plan.groupBy.map(({ type }) => type),
    time: view.flow.time,
    aggregates: Object.values(view.aggregates),
  };
}
