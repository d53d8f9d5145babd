import type { Event } from '../../core/event.ts';
import { fieldOf } from '../../core/expression.ts';
import { type Fields, instant, json, string } from '../../core/field-type.ts';
import type { PatternDefinition } from '../../core/pattern/pattern-chain.ts';
import type { PatternCondition } from '../../core/pattern/spec.ts';
import { validatePattern } from '../../core/pattern/validate.ts';
import { freeName } from '../names.ts';
import type { KeyedFlow, PatternMatch } from '../operator.ts';
import { keyFields } from './key-fields.ts';
import type { MatchOptions } from './options.ts';

const SIGHTING_FIELDS = { outcome: string(), at: instant(), events: json() };

/**
 * A search for a pattern.
 *
 * @throws {@link DefinitionError} `PATTERN_INVALID`, `FIELD_UNKNOWN`, `NAME_TAKEN`
 */
export function patternMatchOf(
  input: KeyedFlow,
  pattern: PatternDefinition<Event>,
  { timeouts = false }: MatchOptions,
): PatternMatch {
  validatePattern(pattern.spec, pattern.functions.length);
  for (const { name, where, until } of pattern.spec.stages) {
    checkFields(where, input.flow.fields, `${name} › where`);
    checkFields(until, input.flow.fields, `${name} › until`);
  }
  const own = Object.keys(SIGHTING_FIELDS);
  for (const key of input.groupBy) freeName(key, own, `groupBy › ${key}`);
  return {
    kind: 'match',
    ...{ input, pattern, timeouts },
    fields: { ...keyFields(input), ...SIGHTING_FIELDS },
    time: 'at',
  };
}

function checkFields(condition: PatternCondition | undefined, fields: Fields, at: string): void {
  if (condition === undefined || 'fn' in condition) return;
  if ('field' in condition) fieldOf(fields, condition.field, at);
  else {
    for (const part of 'all' in condition ? condition.all : condition.any) {
      checkFields(part, fields, at);
    }
  }
}
