import { type RowAggregate, rowAggregate } from '../../core/operators/accumulators.ts';
import type { WindowView } from '../../pipeline/definition/definition.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import type { WindowViewPlan } from '../../pipeline/plan/plan.ts';
import { type KeyReader, keyReader } from '../operators/key-values.ts';
import { type Transform, transformOf } from '../operators/transform.ts';

/** A view, ready to run: its plan for what is data, its definition for what is code. */
export interface ViewRuntime {
  readonly id: string;
  readonly plan: WindowViewPlan;
  /** Absent if there is no step: then every event is taken as it is. */
  readonly transform: Transform | undefined;
  /** Text of the key of an event after all steps, or why it has none. */
  readonly keyOf: KeyReader['keyOf'];
  /** Field with the event time after all steps. */
  readonly time: string;
  readonly row: RowAggregate;
}

/** Prepares a view. */
export function viewRuntime(view: WindowView, plan: WindowViewPlan): ViewRuntime {
  return {
    id: viewId(view),
    plan,
    transform: view.flow.steps.length === 0 ? undefined : transformOf(view.flow.steps),
    keyOf: keyReader(view).keyOf,
    time: view.flow.time,
    row: rowAggregate(view.aggregates),
  };
}
