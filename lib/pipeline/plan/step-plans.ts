import type { BoundAggregate } from '../../core/aggregators/bind.ts';
import type { Fields } from '../../core/field-type.ts';
import type { Step } from '../definition/definition.ts';
import type { AggregatePlan, FieldPlan } from './plan.ts';
import type { StepPlan } from './step-plan.ts';

/** The named fields, as a plan shows them. */
export function fieldPlans(fields: Fields, names: readonly string[]): FieldPlan[] {
  return names.flatMap((name) => {
    const field = fields[name];
    return field === undefined ? [] : [{ name, type: field.type, optional: field.optional }];
  });
}

/** A step, as a plan shows it. */
export function stepPlan(step: Step): StepPlan {
  switch (step.kind) {
    case 'filter':
      return { kind: 'filter', condition: step.condition };
    case 'filterExpression': {
      const { text, cost } = step.expression;
      return { kind: 'filterExpression', text, cost };
    }
    case 'derive':
      return { kind: 'derive', name: step.name, expression: step.expression };
    case 'deriveExpression': {
      const { text, cost, field } = step.expression;
      const { type, optional } = field;
      return { kind: step.kind, name: step.name, text, cost, type, optional };
    }
    case 'read': {
      const { of, field } = step.path;
      return {
        kind: 'read',
        name: step.name,
        path: of,
        type: field.type,
        optional: field.optional,
      };
    }
    case 'compute':
      return { kind: 'compute', name: step.name, type: step.field.type };
    case 'rename':
      return { kind: 'rename', names: step.names };
    case 'drop':
    case 'select':
      return { kind: step.kind, names: step.names };
    case 'flatten': {
      const { kind, field, as, element, keepEmpty } = step;
      return { kind, field, as, type: element.type, keepEmpty };
    }
    case 'sets':
    case 'timeWithin':
      return step;
    default:
      return { kind: step.kind };
  }
}

/** Aggregates, as a plan shows them. */
export const aggregatePlans = (
  aggregates: Readonly<Record<string, BoundAggregate>>,
): AggregatePlan[] =>
  Object.entries(aggregates).map(([name, { spec, aggregator, output }]) => ({
    name,
    spec,
    encoding: aggregator.encoding,
    output,
  }));
