import {
  type KeyedFlow,
  type Operator,
  type PairCondition,
  sidesOf,
} from '../definition/operator.ts';
import type { FlowPlan, OperatorPlan, PairPlan } from './plan.ts';
import { aggregatePlans, fieldPlans, stepPlan } from './step-plans.ts';

/** An operator and all before it, without functions. */
export function operatorPlan(operator: Operator): OperatorPlan {
  const inputs = sidesOf(operator).map(flowPlan);
  switch (operator.kind) {
    case 'window': {
      const { kind, windows, allowedLateness, emit, accumulation } = operator;
      const aggregates = aggregatePlans(operator.aggregates);
      return { kind, windows, allowedLateness, emit, accumulation, aggregates, inputs };
    }
    case 'match': {
      const { kind, timeouts, pattern, maxPartialMatches } = operator;
      const limit = maxPartialMatches === undefined ? {} : { maxPartialMatches };
      return { kind, timeouts, ...limit, pattern: pattern.spec, inputs };
    }
    case 'join': {
      const { kind, type, from, to, allowedLateness, as } = operator;
      return { kind, type, from, to, allowedLateness, as, ...wherePlan(operator.where), inputs };
    }
    case 'tableJoin': {
      const { kind, type, removedWithout, asOf, grace, history, as } = operator;
      const { where, tolerance } = operator;
      return {
        ...{ kind, type, removedWithout, asOf, grace, history, as },
        ...wherePlan(where),
        ...(tolerance === undefined ? {} : { tolerance }),
        inputs,
      };
    }
    case 'monitor': {
      const { input: _input, fields: _fields, time: _time, ...rule } = operator;
      return { ...rule, inputs };
    }
    case 'fill': {
      const { input: _input, fields: _fields, time: _time, ...rule } = operator;
      return { ...rule, inputs };
    }
    case 'retimed':
      return {
        ...{ kind: 'retimed', back: operator.back, ahead: operator.ahead },
        ...{ field: operator.time, inputs },
      };
    case 'sorted':
      return { kind: 'sorted', inputs };
    case 'dedupe':
      return { kind: 'dedupe', within: operator.within, inputs };
    case 'records':
      return { kind: 'records', inputs };
  }
}

const wherePlan = (where: PairCondition | undefined) =>
  where === undefined ? {} : { where: conditionPlan(where) };

function conditionPlan(where: PairCondition): PairPlan {
  if ('all' in where) return where.all;
  if (!('expression' in where)) return 'function';
  const { text, cost } = where.expression;
  return { kind: 'expression', text, cost };
}

const flowPlan = ({ flow, groupBy }: KeyedFlow): FlowPlan => ({
  stream: flow.after === null ? flow.source.name : null,
  after: flow.after === null ? null : operatorPlan(flow.after),
  steps: flow.steps.map(stepPlan),
  groupBy: fieldPlans(flow.fields, groupBy),
  ...(flow.also === undefined
    ? {}
    : { also: flow.also.map((one) => flowPlan({ flow: one, groupBy })) }),
});
