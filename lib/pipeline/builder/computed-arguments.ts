import type { AggregateSpec, NamedSpec } from '../../core/aggregators/spec.ts';
import { isTerm, type Term } from '../../core/cel/build.ts';
import { compileConditionOn } from '../../core/cel/expression.ts';
import { compileValueOn, type ValueExpression } from '../../core/cel/field-value.ts';
import type { Expr } from '../../core/cel/tree.ts';
import { type Condition, where as onField } from '../../core/expression.ts';
import { boolean, type Fields } from '../../core/field-type.ts';
import { within } from '../../errors/definition-error.ts';
import type { Flow, KeyedFlow } from '../definition/operator.ts';
import { behind } from './reshape.ts';

/** Aggregates that name fields only, and the events that have these fields. */
interface Computed {
  readonly input: KeyedFlow;
  readonly aggregates: Readonly<Record<string, NamedSpec>>;
}

/**
 * Gives what aggregates are of by expressions a field of its own, named by the expression's text: no author
 * can name one so, and two aggregates of one expression share it. An event for which an expression has no
 * value is set aside.
 *
 * @throws DefinitionError as `compileValueOn` and `compileConditionOn`
 */
export function withArguments(
  input: KeyedFlow,
  aggregates: Readonly<Record<string, AggregateSpec>>,
): Computed {
  const own = input.flow.fields;
  let { flow } = input;
  const add = (made: ValueExpression): string => {
    const name = nameOf(made);
    if (!Object.hasOwn(flow.fields, name)) flow = withComputed(flow, name, made);
    return name;
  };
  const fieldFor = (argument: string): string => {
    return typeof argument !== 'string' || isName(argument)
      ? argument
      : add(compileValueOn(argument, own));
  };
  const named = Object.entries(aggregates).map(([as, spec]) => [
    as,
    within(`aggregate › ${as}`, () => withNames(spec, own, { fieldFor, add })),
  ]);
  return { input: { ...input, flow }, aggregates: Object.fromEntries(named) };
}

interface Naming {
  readonly fieldFor: (argument: string) => string;
  readonly add: (made: ValueExpression) => string;
}

function withNames(spec: AggregateSpec, fields: Fields, { fieldFor, add }: Naming): NamedSpec {
  const { where, ...all } = spec;
  const given: Given = all;
  const named = Object.fromEntries(
    (['field', 'label', 'with'] as const).flatMap((role) => {
      const argument = given[role];
      return argument === undefined ? [] : [[role, fieldFor(argument)] as const];
    }),
  );
  return {
    ...given,
    ...named,
    ...(spec.fn === 'topRows' && Array.isArray(spec.by)
      ? { by: spec.by.map((by) => ({ ...by, field: fieldFor(by?.field) })) }
      : {}),
    ...(spec.fn === 'topRows' ? { fields: spec.fields ?? Object.keys(fields) } : {}),
    ...(where === undefined ? {} : { where: conditionOf(where, fields, add) }),
  } as NamedSpec;
}

interface Given {
  readonly field?: string | undefined;
  readonly label?: string;
  readonly with?: string;
}

function conditionOf(
  where: NonNullable<AggregateSpec['where']>,
  fields: Fields,
  add: Naming['add'],
): Condition {
  if (!isExpression(where)) return where;
  const source = sourceOf(where);
  return within('where', () => {
    compileConditionOn(source, fields); // says it better than a field of booleans would
    return onField(add(compileValueOn(source, fields, boolean())), '==', true);
  });
}

/** Whether something is an expression, as text or built. */
export const isExpression = (given: unknown): given is string | Term =>
  typeof given === 'string' || isTerm(given);

/** What was written, or the tree that was built. */
export const sourceOf = (given: string | Term): string | Expr =>
  typeof given === 'string' ? given : (given.tree as Expr);

const isName = (text: string): boolean => /^\w*$/.test(text);

/** The text, which is no name: `true` is not, but could be one. */
const nameOf = ({ text }: ValueExpression): string => (isName(text) ? `(${text})` : text);

const withComputed = (flow: Flow, name: string, expression: ValueExpression): Flow =>
  behind(
    flow,
    { kind: 'deriveExpression', name, expression },
    { fields: { ...flow.fields, [name]: expression.field } },
  );
