import { STATE_LIMITS } from '../../core/operators/limits.ts';
import { growthOf, type PatternGrowth } from '../../core/pattern/growth.ts';
import type { PatternCondition, PatternSpec, StageSpec, Times } from '../../core/pattern/spec.ts';
import { formatDuration } from '../../core/time.ts';
import { explainCondition } from './steps.ts';

/** What a pattern looks for, a line for each of its stages. */
export function explainPattern({ stages, skip, withinMs, withinType }: PatternSpec): string[] {
  const within =
    withinMs === undefined
      ? []
      : [
          withinType === 'previousToCurrent'
            ? `the last less than ${formatDuration(withinMs)} after the one before`
            : `all in less than ${formatDuration(withinMs)}`,
        ];
  const strategy = skip?.strategy ?? 'none';
  const skipping =
    strategy === 'none'
      ? []
      : [`after a match, skip ${SKIP[strategy]}${skip && 'to' in skip ? ` ${skip.to}` : ''}`];
  return [...stages.flatMap((stage) => explainStage(stage)), ...within, ...skipping];
}

/** How much of a key's work and memory a pattern can take. */
export function explainGrowth(spec: PatternSpec, limit: number = STATE_LIMITS.runs): string {
  const growth = growthOf(spec);
  return [
    `partial matches of a key ${grow(growth)}`,
    `at most ${limit} are kept, so an event costs at most ${limit * growth.stepsPerRun} steps`,
  ].join('; ');
}

function grow({ power, within }: PatternGrowth): string {
  if (power === 0) return 'are few';
  const events =
    within === undefined ? 'all its events' : `its events of ${formatDuration(within)}`;
  if (power === Infinity) return `may double with each of ${events}`;
  const how = ['in proportion to', 'with the square of', 'with the cube of'][power - 1];
  return `grow ${how ?? `with power ${power} of`} ${events}`;
}

const CONTIGUITY = {
  begin: 'first',
  next: 'directly after it',
  followedBy: 'later',
  followedByAny: 'later, every one',
  notNext: 'none directly after it',
  notFollowedBy: 'none before what follows',
} as const;

const INNER = {
  relaxed: '',
  consecutive: ' in a row',
  combinations: ' in any combination',
} as const;

const SKIP = {
  pastLastEvent: 'to the event after its last',
  toNext: 'those that begin with the same event',
  toFirst: 'to the first event of',
  toLast: 'to the last event of',
} as const;

function explainStage(stage: StageSpec, indent = ''): string[] {
  const {
    name,
    contiguity,
    where,
    times,
    inner = 'relaxed',
    optional,
    greedy,
    until,
    gapMs,
    group,
  } = stage;
  const said = [
    `${CONTIGUITY[contiguity]}: ${name}${group === undefined ? '' : ', each time:'}`,
    ...(where === undefined ? [] : [`where ${explainWhere(where)}`]),
    ...(times === undefined ? [] : [`${explainTimes(times)}${INNER[inner]}`]),
    ...(optional ? ['or none'] : []),
    ...(greedy ? ['as many as there are'] : []),
    ...(until === undefined ? [] : [`until ${explainWhere(until)}`]),
    ...(gapMs === undefined
      ? []
      : [`each less than ${formatDuration(gapMs)} after the one before`]),
  ].join(', ');
  const parts = (group ?? []).flatMap((part) => explainStage(part, `${indent}  `));
  return [indent + said, ...parts];
}

function explainTimes({ min, max }: Times): string {
  if (max === undefined) return `${min} times or more`;
  return min === max ? `${min} times` : `${min} to ${max} times`;
}

function explainWhere(condition: PatternCondition): string {
  if ('fn' in condition) return 'a function says so';
  if ('expression' in condition) return condition.expression;
  if ('field' in condition) return explainCondition(condition);
  if ('all' in condition) return condition.all.map(nested).join(' and ');
  return condition.any.map(nested).join(' or ');
}

const nested = (condition: PatternCondition): string =>
  'all' in condition || 'any' in condition
    ? `(${explainWhere(condition)})`
    : explainWhere(condition);
