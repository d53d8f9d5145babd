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
  return [...stages.map(explainStage), ...within, ...skipping];
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

function explainStage(stage: StageSpec): string {
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
  } = stage;
  return [
    `${CONTIGUITY[contiguity]}: ${name}`,
    ...(where === undefined ? [] : [`where ${explainWhere(where)}`]),
    ...(times === undefined ? [] : [`${explainTimes(times)}${INNER[inner]}`]),
    ...(optional ? ['or none'] : []),
    ...(greedy ? ['as many as there are'] : []),
    ...(until === undefined ? [] : [`until ${explainWhere(until)}`]),
    ...(gapMs === undefined
      ? []
      : [`each less than ${formatDuration(gapMs)} after the one before`]),
  ].join(', ');
}

function explainTimes({ min, max }: Times): string {
  if (max === undefined) return `${min} times or more`;
  return min === max ? `${min} times` : `${min} to ${max} times`;
}

function explainWhere(condition: PatternCondition): string {
  if ('fn' in condition) return 'a function says so';
  if ('field' in condition) return explainCondition(condition);
  if ('all' in condition) return condition.all.map(nested).join(' and ');
  return condition.any.map(nested).join(' or ');
}

const nested = (condition: PatternCondition): string =>
  'all' in condition || 'any' in condition
    ? `(${explainWhere(condition)})`
    : explainWhere(condition);
