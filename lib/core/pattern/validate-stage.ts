import { patternFault } from './fault.ts';
import { isLooping, isNegative, type PatternCondition, type StageSpec } from './spec.ts';

/** Checks one stage by itself. */
export function checkStage(stage: StageSpec, functions: number): void {
  if (isNegative(stage)) checkNegative(stage);
  checkTimes(stage);
  checkRepetition(stage);
  for (const condition of [stage.where, stage.until]) checkCondition(stage, condition, functions);
}

function checkNegative({
  name,
  contiguity,
  times,
  inner,
  optional,
  greedy,
  until,
}: StageSpec): void {
  const repeats = { times, [`${inner}`]: inner !== undefined && inner !== 'relaxed', until };
  const given = Object.entries({ ...repeats, optional, greedy }).find(([, value]) => value);
  if (given === undefined) return;
  throw patternFault(name, 'what must not come has no repetition', {
    given: `${given[0]} with ${contiguity}`,
    expected: 'a condition only',
    fix: 'leave it out',
  });
}

function checkTimes({ name, times }: StageSpec): void {
  if (times === undefined) return;
  const { min, max } = times;
  const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;
  if (isCount(min) && (max === undefined || (isCount(max) && max >= Math.max(1, min)))) return;
  throw patternFault(`${name} › times`, 'is not a number of times', {
    given: `${min} to ${max ?? 'any number'}`,
    expected: 'whole numbers, 0 ≤ min ≤ max and 1 ≤ max',
    fix: 'give the smaller number first; for "none or more" leave max out',
  });
}

function checkRepetition(stage: StageSpec): void {
  const { name, times, inner, greedy, until } = stage;
  if (times === undefined && inner !== undefined && inner !== 'relaxed') {
    throw patternFault(name, `${inner} says how the events of a repetition follow each other`, {
      given: 'a stage that does not repeat',
      expected: 'times or oneOrMore',
      fix: 'add a repetition, or leave it out',
    });
  }
  if (greedy === true && (times === undefined || inner === 'combinations')) {
    throw patternFault(name, 'only a repetition without combinations can be greedy', {
      given: times === undefined ? 'a stage that does not repeat' : 'allowCombinations',
      expected: 'times or oneOrMore, relaxed or consecutive',
      fix: 'leave greedy out',
    });
  }
  if (until !== undefined && !isLooping(stage)) {
    throw patternFault(`${name} › until`, 'only a repetition without upper end has to be ended', {
      given: times === undefined ? 'a stage that does not repeat' : `at most ${times.max} times`,
      expected: 'oneOrMore or timesOrMore',
      fix: 'leave until out',
    });
  }
}

function checkCondition(
  stage: StageSpec,
  condition: PatternCondition | undefined,
  functions: number,
): void {
  if (condition === undefined || 'field' in condition || 'expression' in condition) return;
  if (!('fn' in condition)) {
    for (const part of 'all' in condition ? condition.all : condition.any) {
      checkCondition(stage, part, functions);
    }
    return;
  }
  const { fn } = condition;
  if (Number.isSafeInteger(fn) && fn >= 0 && fn < functions) return;
  throw patternFault(stage.name, 'there is no such function', {
    given: `function ${fn}`,
    expected: functions === 0 ? 'a condition on a field' : `0 to ${functions - 1}`,
    fix: 'pass the functions that the pattern was built with',
  });
}
