import { patternFault } from './fault.ts';
import { isNegative, leavesOf, type PatternSpec } from './spec.ts';

/** A pattern that ends with what must not come needs a time at which it has not come. */
export function checkEnd({ stages, withinMs }: PatternSpec): void {
  const last = stages.at(-1);
  if (last?.contiguity !== 'notFollowedBy') return;
  if (withinMs === undefined && last.gapMs === undefined) {
    throw patternFault(last.name, 'a pattern that ends with notFollowedBy has to end some time', {
      given: 'no "within"',
      expected: 'a time after which nothing has come',
      fix: 'add within(duration)',
    });
  }
  const before = stages.at(-2);
  if (before?.contiguity === 'notFollowedBy') {
    throw patternFault(last.name, 'a pattern ends with at most one notFollowedBy', {
      given: `"${before.name}" and "${last.name}"`,
      expected: 'one condition',
      fix: 'join the two conditions with "any" in one stage',
    });
  }
}

/** Skipping goes to a stage that can have events. */
export function checkSkip({ stages, skip }: PatternSpec): void {
  if (skip === undefined || !('to' in skip)) return;
  const names = leavesOf(stages)
    .filter((stage) => !isNegative(stage))
    .map(({ name }) => name);
  if (names.includes(skip.to)) return;
  throw patternFault('skip', 'there is no stage with events to skip to', {
    given: `"${skip.to}"`,
    expected: `one of ${names.join(', ')}`,
    fix: 'correct the name',
  });
}

/** Times are whole, positive, and no part lasts longer than the whole. */
export function checkWithin({ stages, withinMs, withinType }: PatternSpec): void {
  if (withinType !== undefined && withinMs === undefined) {
    throw patternFault('within', 'has a type and no duration', {
      given: `"${withinType}"`,
      expected: 'a duration',
      fix: 'give withinMs too, or neither',
    });
  }
  checkSpan('within', withinMs);
  leavesOf(stages).forEach(({ name, gapMs, times }, i) => {
    if (gapMs === undefined) return;
    checkSpan(`${name} › gap`, gapMs);
    if (i === 0 && times === undefined && stages[0]?.group === undefined) {
      throw patternFault(`${name} › gap`, 'the first event has none before it', {
        given: `${gapMs} ms`,
        expected: 'a gap on a later stage, or on one that repeats',
        fix: 'leave it out',
      });
    }
    if (withinMs === undefined || withinType === 'previousToCurrent' || gapMs <= withinMs) return;
    throw patternFault(`${name} › gap`, 'is longer than the whole pattern may take', {
      given: `${gapMs} ms`,
      expected: `at most ${withinMs} ms`,
      fix: 'shorten the gap, or leave it out',
    });
  });
}

function checkSpan(at: string, ms: number | undefined): void {
  if (ms === undefined || (Number.isSafeInteger(ms) && ms > 0)) return;
  throw patternFault(at, 'is not a time that can pass', {
    given: `${ms} ms`,
    expected: 'whole milliseconds, at least 1',
    fix: 'give a longer time, or leave it out',
  });
}
