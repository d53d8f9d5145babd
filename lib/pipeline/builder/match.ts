import type { Event } from '../../core/event.ts';
import { instant, json, string } from '../../core/field-type.ts';
import type { PatternDefinition } from '../../core/pattern/pattern-chain.ts';
import { validatePattern } from '../../core/pattern/validate.ts';
import { freeName } from '../names.ts';
import type { KeyedFlow, PatternMatch } from '../operator.ts';
import { patternOn } from '../pattern-fields.ts';
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
  patternOn(pattern, input.flow.fields);
  const own = Object.keys(SIGHTING_FIELDS);
  for (const key of input.groupBy) freeName(key, own, `groupBy › ${key}`);
  return {
    kind: 'match',
    ...{ input, pattern, timeouts },
    fields: { ...keyFields(input), ...SIGHTING_FIELDS },
    time: 'at',
  };
}
