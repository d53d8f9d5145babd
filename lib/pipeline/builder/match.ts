import type { Event } from '../../core/event.ts';
import { instant, int, json, optional, string } from '../../core/field-type.ts';
import { STATE_LIMITS } from '../../core/operators/limits.ts';
import { patternFault } from '../../core/pattern/fault.ts';
import type { PatternDefinition } from '../../core/pattern/pattern-chain.ts';
import { validatePattern } from '../../core/pattern/validate.ts';
import { freeName } from '../definition/names.ts';
import type { KeyedFlow, PatternMatch } from '../definition/operator.ts';
import type { MatchOptions } from '../definition/options.ts';
import { canonicalPattern, patternOn } from '../definition/pattern-fields.ts';
import { keyFields } from './key-fields.ts';

const SIGHTING_FIELDS = {
  ...{ outcome: string(), at: instant(), events: json() },
  shed: optional(int()),
};

/**
 * A search for a pattern.
 *
 * @throws {@link DefinitionError} `PATTERN_INVALID`, `FIELD_UNKNOWN`, `NAME_TAKEN`
 */
export function patternMatchOf(
  input: KeyedFlow,
  given: PatternDefinition<Event>,
  { timeouts = false, maxPartialMatches }: MatchOptions,
): PatternMatch {
  validatePattern(given.spec, given.functions.length);
  patternOn(given, input.flow.fields);
  const pattern = canonicalPattern(given, input.flow.fields);
  if (maxPartialMatches !== undefined) checkLimit(maxPartialMatches);
  const own = Object.keys(SIGHTING_FIELDS);
  for (const key of input.groupBy) freeName(key, own, `groupBy › ${key}`);
  return {
    kind: 'match',
    ...{ input, pattern, timeouts },
    ...(maxPartialMatches === undefined ? {} : { maxPartialMatches }),
    fields: { ...keyFields(input), ...SIGHTING_FIELDS },
    time: 'at',
  };
}

function checkLimit(given: number): void {
  const most = STATE_LIMITS.mostRuns;
  if (Number.isSafeInteger(given) && given >= 1 && given <= most) return;
  throw patternFault('match › maxPartialMatches', 'is no number of partial matches', {
    given: String(given),
    expected: `a whole number from 1 to ${most}`,
    fix: 'give a number that one key may need, or bound the pattern with within',
  });
}
