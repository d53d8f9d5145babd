import { conditionOn } from '../../core/condition.ts';
import type { Event } from '../../core/event.ts';
import { fieldOf } from '../../core/expression.ts';
import type { Fields } from '../../core/field-type.ts';
import type { PatternDefinition } from '../../core/pattern/pattern-chain.ts';
import type { PatternCondition, StageSpec } from '../../core/pattern/spec.ts';
import { seeingFunctions } from '../../core/seen-event.ts';

/**
 * A pattern as events with these fields fulfil it: the values of its conditions as events hold them.
 *
 * @throws {@link DefinitionError} `FIELD_UNKNOWN`, `CONDITION_INVALID`
 */
export function patternOn(
  { spec, functions }: PatternDefinition<Event>,
  fields: Fields,
): PatternDefinition<Event> {
  const stages = spec.stages.map((stage): StageSpec => {
    const { where, until, ...rest } = stage;
    const at = stage.name;
    return {
      ...rest,
      ...(where === undefined ? {} : { where: held(where, fields, `${at} › where`) }),
      ...(until === undefined ? {} : { until: held(until, fields, `${at} › until`) }),
    };
  });
  return { spec: { ...spec, stages }, functions: seeingFunctions(fields, functions) };
}

function held(condition: PatternCondition, fields: Fields, at: string): PatternCondition {
  if ('fn' in condition) return condition;
  if ('all' in condition) return { all: condition.all.map((part) => held(part, fields, at)) };
  if ('any' in condition) return { any: condition.any.map((part) => held(part, fields, at)) };
  const { type } = fieldOf(fields, condition.field, at);
  return conditionOn(condition, type, `${at} › ${condition.field}`);
}
