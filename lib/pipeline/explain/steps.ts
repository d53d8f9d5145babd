import type { SortBy } from '../../core/aggregators/spec.ts';
import type { Condition } from '../../core/expression.ts';
import { typeName } from '../../core/field-type.ts';
import { formatDuration } from '../../core/time.ts';
import type { AggregatePlan, FieldPlan } from '../plan/plan.ts';
import type { StepPlan } from '../plan/step-plan.ts';

/** `filter Quantity > 0`; functions are leaves that a plan does not look into. */
export function explainStep(step: StepPlan): string {
  switch (step.kind) {
    case 'filter':
      return `filter ${explainCondition(step.condition)}`;
    case 'filterExpression':
      return `filter ${step.text}, at most ${step.cost} steps`;
    case 'derive':
      return `derive ${step.name} = ${step.expression.of.join(' × ')}`;
    case 'deriveExpression': {
      const type = `${typeName(step.type)}${step.optional ? '?' : ''}`;
      if (step.text === step.name)
        return `compute ${step.text}, ${type}, at most ${step.cost} steps`;
      return `derive ${step.name} = ${step.text}, ${type}, at most ${step.cost} steps`;
    }
    case 'read':
      return `derive ${step.name} = ${step.path.join('.')}, ${typeName(step.type)}`;
    case 'compute':
      return `derive ${step.name} by a function`;
    case 'rename': {
      const pairs = Object.entries(step.names).map(([from, as]) => `${from} to ${as}`);
      return `rename ${pairs.join(' and ')}`;
    }
    case 'drop':
      return `without ${step.names.join(' and ')}`;
    case 'select':
      return `only ${step.names.join(' and ')}`;
    case 'flatten': {
      const empty = step.keepEmpty ? ', or one without any' : '';
      return `an event for each ${step.as} in ${step.field}${empty}`;
    }
    case 'sets': {
      const sets = step.sets.map((set) => `(${set.join(', ')})`);
      return `in a group each for ${sets.join(', ')}`;
    }
    case 'timeWithin': {
      const back = step.back === 0 ? '' : ` less ${formatDuration(step.back)}`;
      const from = `${step.field} at or after ${step.since}${back}`;
      return `${from} and up to ${formatDuration(step.ahead)} behind ${step.until}, or it is set aside`;
    }
    case 'filterBy':
      return 'filter by a function';
    case 'map':
    case 'flatMap':
      return `${step.kind} by a function`;
    default:
      return explainUnknown(step);
  }
}

/** `country in (FR, DE)`. */
export function explainCondition({ field, op, value }: Condition): string {
  if (value === true && op === '==' && !/^\w+$/.test(field)) return field; // an expression
  if (typeof value === 'object') return `${field} ${op} (${value.map(literal).join(', ')})`;
  return `${field} ${op} ${literal(value)}`;
}

const literal = (value: unknown): string => JSON.stringify(value);

/** `revenue = sum(amount)`. */
export function explainAggregate({ name, spec }: AggregatePlan): string {
  const { where, ...plain } = spec;
  const { fn, field, ...parameters } = plain as unknown as Readonly<Record<string, unknown>>;
  const named = Object.entries(parameters)
    .filter(([, value]) => typeof value !== 'function' && value !== undefined)
    .map(([parameter, value]) => `${parameter} ${explainParameter(value)}`);
  const filter = where === undefined ? '' : ` where ${explainCondition(where)}`;
  return `${name} = ${fn}(${[...(field === undefined ? [] : [field]), ...named].join(', ')})${filter}`;
}

function explainParameter(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  if (value.every((each) => typeof each !== 'object')) return value.join(' ');
  return value.map(explainSort).join(' and ');
}

const explainSort = ({ field, order, nulls }: Required<SortBy>): string =>
  `${field} ${order} nulls ${nulls}`;

/** `amount decimal(2)`, with a question mark where an event may lack it. */
export const explainField = ({ name, type, optional }: FieldPlan): string =>
  `${name} ${typeName(type)}${optional ? '?' : ''}`;

/** `by country and till`. */
export const explainKey = (groupBy: readonly FieldPlan[]): string =>
  groupBy.length === 0 ? 'all together' : `by ${groupBy.map(({ name }) => name).join(' and ')}`;

/** What is known of something that a later version added: its kind, and what else is plain data. */
export function explainUnknown(of: object): string {
  const { kind, inputs: _inputs, ...rest } = of as Readonly<Record<string, unknown>>;
  const details = Object.entries(rest).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [String(kind), ...details].join(', ');
}
