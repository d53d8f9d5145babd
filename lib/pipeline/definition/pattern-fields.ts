import {
  type ConditionExpression,
  compileCondition,
  eventWith,
  variablesOf,
} from '../../core/cel/expression.ts';
import type { CelType, Variable } from '../../core/cel/types.ts';
import { conditionOn } from '../../core/condition.ts';
import type { Event } from '../../core/event.ts';
import { fieldOf } from '../../core/expression.ts';
import type { Fields } from '../../core/field-type.ts';
import type { PatternFunction } from '../../core/pattern/guard.ts';
import type { PatternDefinition } from '../../core/pattern/pattern-chain.ts';
import type { PatternCondition, PatternSpec, StageSpec } from '../../core/pattern/spec.ts';
import { seeingFunctions } from '../../core/seen-event.ts';
import { within } from '../../errors/definition-error.ts';

/**
 * A pattern as events with these fields fulfil it: the values of its conditions as events hold them, and
 * its expressions as functions.
 *
 * @throws {@link DefinitionError} `FIELD_UNKNOWN`, `CONDITION_INVALID`, `EXPRESSION_TYPE`, and the like
 */
export function patternOn(
  { spec, functions: given }: PatternDefinition<Event>,
  fields: Fields,
): PatternDefinition<Event> {
  const functions = [...seeingFunctions(fields, given)];
  const held = eachCondition(spec, (condition, { names, at }) => {
    if ('expression' in condition) {
      const { holds, fields: named } = compiledIn(condition, fields, { names, at });
      const stages = named.filter((name) => !Object.hasOwn(fields, name));
      functions.push(functionOf(holds, stages));
      return { fn: functions.length - 1, isOfEvent: stages.length === 0 };
    }
    const { type } = fieldOf(fields, condition.field, at);
    return conditionOn(condition, type, `${at} › ${condition.field}`);
  });
  return { spec: held, functions };
}

/** A pattern with the canonical texts of its expressions, so that what means the same is the same. */
export const canonicalPattern = (
  { spec, functions }: PatternDefinition<Event>,
  fields: Fields,
): PatternDefinition<Event> => ({
  functions,
  spec: eachCondition(spec, (condition, place) =>
    'expression' in condition
      ? { expression: compiledIn(condition, fields, place).text }
      : condition,
  ),
});

interface Place {
  /** Of the stage, and of those before it. */
  readonly names: readonly string[];
  /** In the author's words. */
  readonly at: string;
}

type Leaf = Exclude<PatternCondition, { fn: unknown } | { all: unknown } | { any: unknown }>;

function eachCondition(
  spec: PatternSpec,
  change: (leaf: Leaf, place: Place) => PatternCondition,
): PatternSpec {
  const names: string[] = [];
  const visit = (stage: StageSpec): StageSpec => {
    const { where, until, name, group, ...rest } = stage;
    if (group !== undefined) return { ...stage, group: group.map(visit) };
    names.push(name);
    const changed = (condition: PatternCondition, at: string): PatternCondition => {
      if ('fn' in condition) return condition;
      if ('all' in condition) return { all: condition.all.map((part) => changed(part, at)) };
      if ('any' in condition) return { any: condition.any.map((part) => changed(part, at)) };
      return change(condition, { names: [...names], at });
    };
    return {
      ...{ name, ...rest },
      ...(where === undefined ? {} : { where: changed(where, `${name} › where`) }),
      ...(until === undefined ? {} : { until: changed(until, `${name} › until`) }),
    };
  };
  return { ...spec, stages: spec.stages.map(visit) };
}

/** Fields of the event come before stages of the same name. */
function compiledIn(
  { expression }: Extract<PatternCondition, { expression: string }>,
  fields: Fields,
  { names, at }: Place,
): ConditionExpression {
  const of: CelType = eventWith(fields).type;
  const stages = names.map((name): [string, Variable] => [
    name,
    { type: { kind: 'list', of }, mayLack: false },
  ]);
  const variables = { ...Object.fromEntries(stages), ...variablesOf(fields) };
  return within(at, () => compileCondition(expression, variables));
}

function functionOf(
  holds: ConditionExpression['holds'],
  stages: readonly string[],
): PatternFunction<Event> {
  if (stages.length === 0) return (event) => holds(event) === true;
  return (event, matched) => {
    const all: Record<string, unknown> = { ...event };
    for (const name of stages) all[name] = matched[name];
    return holds(all) === true;
  };
}
