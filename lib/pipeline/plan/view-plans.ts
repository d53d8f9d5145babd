import type { OperatorView, ViewDefinition, WindowView } from '../definition/definition.ts';
import { chainOf, inputsOf } from '../definition/operator.ts';
import { fingerprint } from './fingerprint.ts';
import { operatorPlan } from './operator-plans.ts';
import { placementOfOperator, placementOfWindows } from './placement.ts';
import type { OperatorViewPlan, ViewPlan, WindowViewPlan } from './plan.ts';
import { scatters } from './same-key.ts';
import { aggregatePlans, fieldPlans, stepPlan } from './step-plans.ts';

/** The plan of a view. */
export const viewPlan = (view: ViewDefinition): ViewPlan =>
  view.kind === 'window' ? windowViewPlan(view) : operatorViewPlan(view);

/** All streams that a view reads. */
export const streamsOf = (view: ViewPlan): readonly string[] =>
  view.kind === 'window' ? [view.stream] : view.streams;

function windowViewPlan(view: WindowView): WindowViewPlan {
  const { kind, name, version, flow, windows, panes, allowedLateness, freshness } = view;
  const meaning = {
    kind,
    name,
    version,
    stream: flow.source.name,
    steps: flow.steps.map(stepPlan),
    groupBy: fieldPlans(flow.fields, view.groupBy),
    windows,
    ...(panes === undefined ? {} : { panes }), // absent, not null: what is stored keeps its fingerprint
    allowedLateness,
    aggregates: aggregatePlans(view.aggregates),
  };
  const { key, time } = flow.source;
  return {
    ...meaning,
    freshness,
    placement: placementOfWindows(flow, view.groupBy),
    fingerprint: fingerprint({ ...meaning, key, time }),
  };
}

function operatorViewPlan({
  kind,
  name,
  version,
  operator,
  freshness,
}: OperatorView): OperatorViewPlan {
  const flows = chainOf(operator).flatMap((one) => inputsOf(one).map(({ flow }) => flow));
  const sources = [...new Set(flows.filter(({ after }) => after === null).map((f) => f.source))];
  const [input] = inputsOf(operator);
  const meaning = {
    kind,
    name,
    version,
    stream: sources[0]?.name ?? '',
    streams: sources.map((source) => source.name),
    groupBy: input === undefined ? [] : fieldPlans(input.flow.fields, input.groupBy),
    operator: operatorPlan(operator),
  };
  const keys = sources.map(({ key, time }) => ({ key, time }));
  return {
    ...meaning,
    scatters: scatters(operator),
    results: fieldPlans(operator.fields, Object.keys(operator.fields)),
    freshness,
    placement: placementOfOperator(operator),
    fingerprint: fingerprint({ ...meaning, keys }),
  };
}
