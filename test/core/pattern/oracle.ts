import type { PatternSpec, StageSpec } from '../../../lib/core/pattern/spec.ts';

/** An event of a generated stream: its kind is one letter. */
export interface Letter {
  readonly id: string;
  readonly ts: number;
  readonly kind: string;
}

/** Positions of the events that a stage takes. */
type Taken = readonly number[];

/**
 * All matches, without an automaton: every way to give events to stages is tried and judged by the
 * definitions of the words. Exponential on purpose.
 *
 * Conditions are on `kind`. It knows no skip strategy, and no negative stage next to a repetition.
 */
export function everyMatch(spec: PatternSpec, events: readonly Letter[]): string[] {
  const matches: string[] = [];
  const extend = (stage: number, taken: readonly Taken[]): void => {
    if (stage === spec.stages.length) {
      if (isMatch(spec, taken, events)) matches.push(describe(spec, taken, events));
      return;
    }
    const after = Math.max(-1, ...taken.flat());
    for (const choice of choices(spec.stages[stage] as StageSpec, after, events)) {
      extend(stage + 1, [...taken, choice]);
    }
  };
  extend(0, []);
  return matches.toSorted();
}

/** Every list of events after `after` that fit the stage, of every length it may have. */
function choices(stage: StageSpec, after: number, events: readonly Letter[]): Taken[] {
  if (isNegative(stage)) return [[]];
  const min = stage.optional === true ? 0 : (stage.times?.min ?? 1);
  const max = stage.times === undefined ? 1 : (stage.times.max ?? events.length);
  const all: Taken[] = [];
  const grow = (taken: Taken): void => {
    const isEnough = taken.length >= (stage.times?.min ?? 1);
    if (isEnough || (taken.length === 0 && min === 0)) all.push(taken);
    if (taken.length === max) return;
    for (let i = (taken.at(-1) ?? after) + 1; i < events.length; i += 1) {
      if (fits(stage, events[i])) grow([...taken, i]);
    }
  };
  grow([]);
  return all;
}

function isMatch(spec: PatternSpec, taken: readonly Taken[], events: readonly Letter[]): boolean {
  const steps = taken.flatMap((list, stage) =>
    list.map((at, n) => ({ at, stage, isFirst: n === 0 })),
  );
  if (steps.length === 0) return false;
  const joins = steps.every((step, i) => {
    const before = steps[i - 1];
    if (before === undefined) return greedyLeaves(spec, -1, step, events);
    return (
      isJoined(spec, before, step, events) &&
      greedyLeaves(spec, before.stage, step, events, before.at)
    );
  });
  return (
    joins &&
    endsWell(
      spec,
      steps.at(-1)?.stage ?? 0,
      steps.map(({ at }) => at),
      events,
    )
  );
}

interface Position {
  readonly at: number;
  readonly stage: number;
  readonly isFirst: boolean;
}

/** Contiguity between one matched event and the next. */
function isJoined(
  spec: PatternSpec,
  before: Position,
  step: Position,
  events: readonly Letter[],
): boolean {
  const stage = spec.stages[step.stage] as StageSpec;
  const between = events.slice(before.at + 1, step.at);
  const passed = (events[step.at]?.ts ?? 0) - (events[before.at]?.ts ?? 0);
  if (passed >= (stage.gapMs ?? Infinity)) return false;
  if (step.isFirst) {
    for (const negative of spec.stages.slice(before.stage + 1, step.stage)) {
      if (negative.contiguity === 'notFollowedBy' && between.some((e) => fits(negative, e)))
        return false;
      if (negative.contiguity === 'notNext' && fits(negative, events[before.at + 1])) return false;
    }
  } else if (between.some((e) => ends(stage, e))) return false;

  switch (step.isFirst ? stage.contiguity : (stage.inner ?? 'relaxed')) {
    case 'next':
    case 'consecutive':
      return between.length === 0;
    case 'followedBy':
    case 'relaxed':
      return !between.some((e) => fits({ ...stage, until: undefined } as unknown as StageSpec, e));
    default:
      return true;
  }
}

/** What a greedy repetition could have taken is neither passed over nor given to the next stage. */
function greedyLeaves(
  spec: PatternSpec,
  from: number,
  step: Position,
  events: readonly Letter[],
  at = step.at - 1,
): boolean {
  if (!step.isFirst) return true;
  const passed = spec.stages.slice(Math.max(0, from), step.stage);
  return !passed.some(
    (stage) =>
      stage.greedy === true &&
      stage.times?.min !== stage.times?.max &&
      events.slice(at + 1, step.at + 1).some((e) => fits(stage, e)),
  );
}

/** Negative stages at the end, and the time that the match may take. */
function endsWell(
  { stages, withinMs, withinType }: PatternSpec,
  lastStage: number,
  taken: readonly number[],
  events: readonly Letter[],
): boolean {
  const [first, last] = [events[taken[0] ?? 0], events[taken.at(-1) ?? 0]];
  const previous = withinType === 'previousToCurrent' ? events[taken.at(-2) ?? -1] : first;
  if (first === undefined || last === undefined) return false;
  const end = stages.at(-1);
  if (end?.contiguity === 'notFollowedBy' && withinMs !== undefined) {
    const deadline = (withinType === 'previousToCurrent' ? last.ts : first.ts) + withinMs;
    const later = events.slice((taken.at(-1) ?? 0) + 1);
    return last.ts < deadline && !later.some((e) => e.ts < deadline && fits(end, e));
  }
  if (end?.contiguity === 'notNext' && lastStage === stages.length - 2) {
    const next = events[(taken.at(-1) ?? 0) + 1];
    if (next === undefined || fits(end, next)) return false;
    const from = withinType === 'previousToCurrent' ? last.ts : first.ts;
    if (withinMs !== undefined && next.ts - from >= withinMs) return false;
  }
  if (withinMs === undefined || previous === undefined) return true;
  if (withinType === 'previousToCurrent' && lastStage !== stages.length - 1) return true;
  return last.ts - previous.ts < withinMs;
}

function describe(
  { stages }: PatternSpec,
  taken: readonly Taken[],
  events: readonly Letter[],
): string {
  return stages
    .map(({ name }, i) => [name, (taken[i] ?? []).map((at) => events[at]?.id)] as const)
    .filter(([, ids]) => ids.length > 0)
    .map(([name, ids]) => `${name}:${ids.join(',')}`)
    .join(' ');
}

const isNegative = ({ contiguity }: StageSpec): boolean => contiguity.startsWith('not');

function fits(stage: StageSpec, event: Letter | undefined): boolean {
  return event !== undefined && holds(stage.where, event) && !ends(stage, event);
}

const ends = ({ until }: StageSpec, event: Letter): boolean =>
  until !== undefined && holds(until, event);

/** Conditions of generated patterns: the letters that fit. */
function holds(condition: StageSpec['where'], event: Letter): boolean {
  const { value } = condition as { readonly value: readonly string[] };
  return value.includes(event.kind);
}
