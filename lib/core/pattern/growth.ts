import type { DurationMs } from '../time.ts';
import { buildAutomaton } from './automaton.ts';
import { isLooping, type PatternCondition, type PatternSpec, type StageSpec } from './spec.ts';
import type { State } from './state-graph.ts';

/** How the partial matches of one key grow if nothing limits them. */
export interface PatternGrowth {
  /** With which power of the number of events; `Infinity`: they may double with every event. */
  readonly power: number;
  /** For how long events count; `undefined`: for ever, since a partial match may never end. */
  readonly within: DurationMs | undefined;
  /** Most edges that a partial match can try with one event. */
  readonly stepsPerRun: number;
}

/**
 * What can be said of a pattern before it meets an event: an upper bound, whatever its conditions are.
 *
 * Each event may begin a partial match. A stage that takes any fitting event, and a repetition that may
 * stop early, divide one into as many as there are events: a power more each. A repetition without
 * upper end that allows combinations doubles them.
 */
export function growthOf(spec: PatternSpec): PatternGrowth {
  const { stages, withinMs, withinType = 'firstToLast' } = spec;
  const isOpen = stages.some((stage, i) => canWait(stage, i) && !isTimed(spec, stage, i));
  const isLong = stages.some(canWait);
  const within = withinType === 'firstToLast' ? withinMs : undefined;
  return {
    power: stages.reduce((power, stage, i) => power + forks(spec, stage, i), isLong ? 1 : 0),
    within: within ?? (isOpen ? undefined : longestOf(stages) + (withinMs ?? 0)),
    stepsPerRun: buildAutomaton(spec, functionsOf(spec)).states.reduce(
      (most, state) => Math.max(most, edgesFrom(state)),
      0,
    ),
  };
}

/** Whether the pattern needs a limit that its author chooses. */
export const isUnbounded = ({ power, within }: PatternGrowth): boolean =>
  power === Infinity || (power > 0 && within === undefined);

/** Whether a partial match may be at the stage for more than one event. */
function canWait({ contiguity, times, inner = 'relaxed' }: StageSpec, i: number): boolean {
  if (i > 0 && contiguity !== 'next' && contiguity !== 'notNext') return true;
  if (times === undefined) return false;
  return times.max === undefined || (times.max > 1 && inner !== 'consecutive');
}

/** Whether time ends the waiting at the stage. */
function isTimed(
  { stages, withinMs, withinType }: PatternSpec,
  stage: StageSpec,
  i: number,
): boolean {
  if (stage.gapMs !== undefined) return true;
  const isLast = i === stages.length - 1;
  return withinType === 'previousToCurrent' && withinMs !== undefined && isLast && !stage.times;
}

const longestOf = (stages: readonly StageSpec[]): DurationMs =>
  stages.reduce((sum, { gapMs = 0, times }) => sum + gapMs * (times?.max ?? times?.min ?? 1), 0);

/** By how many powers a stage multiplies partial matches. */
function forks({ stages }: PatternSpec, stage: StageSpec, i: number): number {
  const { contiguity, times, inner } = stage;
  const joins = contiguity === 'followedByAny' ? 1 : 0;
  if (times === undefined) return joins;
  if (inner === 'combinations') return joins + (times.max ?? Infinity) - 1;
  const stopsEarly = isLooping(stage) && stage.greedy !== true && i < stages.length - 1;
  return joins + (stopsEarly ? 1 : 0);
}

/** Edges of a state and of those that it proceeds to. */
function edgesFrom<T>(state: State<T>): number {
  return state.edges.reduce(
    (sum, { action, to }) => sum + 1 + (action === 'proceed' ? edgesFrom(to) : 0),
    0,
  );
}

/** Something in the place of each function that the conditions name. */
function functionsOf({ stages }: PatternSpec): (() => boolean)[] {
  const count = (condition: PatternCondition | undefined): number => {
    if (condition === undefined || 'field' in condition || 'expression' in condition) return 0;
    if ('fn' in condition) return condition.fn + 1;
    const parts = 'all' in condition ? condition.all : condition.any;
    return parts.reduce((most, part) => Math.max(most, count(part)), 0);
  };
  const most = stages.reduce((n, { where, until }) => Math.max(n, count(where), count(until)), 0);
  return Array.from({ length: most }, () => () => true);
}
