import { fieldsRead } from '../../core/aggregators/bound.ts';
import type { Fields } from '../../core/field-type.ts';
import { type EventCodec, eventCodec } from '../../core/operators/event-codec.ts';
import type { Side } from '../../core/operators/keyed-operator.ts';
import { answersEvents } from '../../core/windows/event-windows.ts';
import type { OperatorView } from '../../pipeline/definition/definition.ts';
import {
  chainOf,
  type KeyedFlow,
  type Operator,
  waysInto,
} from '../../pipeline/definition/operator.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import type { OperatorViewPlan } from '../../pipeline/plan/plan.ts';
import { isApart } from '../../pipeline/plan/same-key.ts';
import { operatorIds } from '../graph/operator-ids.ts';

/** A view of steps with state, ready to run: its plan for what is data, its definition for code. */
export interface OperatorRuntime {
  readonly id: string;
  readonly plan: OperatorViewPlan;
  readonly view: OperatorView;
  /** Names of its steps, inputs first; the last one is called like the view. */
  readonly steps: readonly string[];
  /** Those that messages bring; others read the results of a step beside them. */
  readonly inputs: readonly InputRuntime[];
}

/** One way into a view's steps. */
export interface InputRuntime {
  /** Id of the view. */
  readonly view: string;
  /** Its place among the inputs of the view. */
  readonly index: number;
  readonly operator: Operator;
  readonly side: Side;
  readonly keyed: KeyedFlow;
  /** Name of the stream that it reads, or of the step whose results it reads under another key. */
  readonly from: Origin;
  /** Of the fields that its step looks at. */
  readonly codec: EventCodec;
}

/** Where the events of an input come from. */
export type Origin = { readonly stream: string } | { readonly step: string };

/** Name of what an input's time follows. A step is no stream, though it may be called like one. */
export const clockName = (from: Origin): string =>
  'stream' in from ? from.stream : `exchange:${from.step}`;

/** Prepares a view. */
export function operatorRuntime(view: OperatorView, plan: OperatorViewPlan): OperatorRuntime {
  const id = viewId(view);
  const names = operatorIds([view]);
  const inputs: InputRuntime[] = [];
  for (const operator of chainOf(view.operator)) {
    for (const { keyed, side } of waysInto(operator)) {
      const { after, source } = keyed.flow;
      if (after !== null && !isApart(keyed, operator)) continue;
      inputs.push({
        view: id,
        index: inputs.length,
        ...{ operator, keyed, side },
        from: after === null ? { stream: source.name } : { step: names.get(after) ?? '' },
        codec: eventCodec(fieldsOf(operator, keyed)),
      });
    }
  }
  return { id, plan, view, steps: [...names.values()], inputs };
}

/** The fields of an input's events that its operator looks at. */
function fieldsOf(operator: Operator, { flow }: KeyedFlow): Fields {
  if (operator.kind !== 'window' || answersEvents(operator.windows)) return flow.fields;
  const { windows, aggregates } = operator;
  const names = new Set<string | undefined>(Object.values(aggregates).flatMap(fieldsRead));
  if (windows.kind === 'session' && windows.gapField !== null) names.add(windows.gapField);
  return Object.fromEntries(Object.entries(flow.fields).filter(([name]) => names.has(name)));
}
