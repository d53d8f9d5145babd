import type { DurationMs } from '../time.ts';
import { buildAutomaton } from './automaton.ts';
import {
  isLooping,
  leavesOf,
  type PatternCondition,
  type PatternSpec,
  type StageSpec,
} from './spec.ts';
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
  const { withinMs, withinType = 'firstToLast' } = spec;
  const stages = allOf(spec.stages);
  const isOpen = stages.some((stage) => canWait(stage) && !isTimed(spec, stage));
  const isLong = stages.some(canWait);
  const within = withinType === 'firstToLast' ? withinMs : undefined;
  return {
    power: forksOf(spec.stages) + (isLong ? 1 : 0),
    within: within ?? (isOpen ? undefined : longestOf(spec.stages) + (withinMs ?? 0)),
    stepsPerRun: buildAutomaton(spec, functionsOf(spec)).states.reduce(
      (most, state) => Math.max(most, edgesFrom(state)),
      0,
    ),
  };
}

/** Whether the pattern needs a limit that its author chooses. */
export const isUnbounded = ({ power, within }: PatternGrowth): boolean =>
  power === Infinity || (power > 0 && within === undefined);

/** Stages, and the groups that they are in. */
const allOf = (stages: readonly StageSpec[]): readonly StageSpec[] =>
  stages.flatMap((stage) => [stage, ...allOf(stage.group ?? [])]);

/** Whether a partial match may be at the stage for more than one event. */
function canWait({ contiguity, times, inner = 'relaxed' }: StageSpec): boolean {
  if (!['begin', 'next', 'notNext'].includes(contiguity)) return true;
  if (times === undefined) return false;
  return times.max === undefined || (times.max > 1 && inner !== 'consecutive');
}

/** Whether time ends the waiting at the stage. */
function isTimed({ stages, withinMs, withinType }: PatternSpec, stage: StageSpec): boolean {
  if (stage.gapMs !== undefined) return true;
  const isLast = stage === stages.at(-1);
  return withinType === 'previousToCurrent' && withinMs !== undefined && isLast && !stage.times;
}

const longestOf = (stages: readonly StageSpec[]): DurationMs =>
  stages.reduce((sum, { gapMs = 0, times, group = [] }) => {
    const most = times?.max ?? times?.min ?? 1;
    return sum + (gapMs + longestOf(group)) * most;
  }, 0);

/** By how many powers stages multiply partial matches. @param isInside - Whether others follow them. */
const forksOf = (stages: readonly StageSpec[], isInside = false): number =>
  stages.reduce((sum, stage, i) => sum + forks(stage, isInside || i < stages.length - 1), 0);

/** By how many powers a stage does so; those within a group do it in each of its repetitions. */
function forks(stage: StageSpec, isFollowed: boolean): number {
  const { contiguity, times, inner, group = [] } = stage;
  const within = forksOf(group, true);
  const most = times === undefined ? 1 : (times.max ?? Infinity);
  const joins = (contiguity === 'followedByAny' ? 1 : 0) + (within === 0 ? 0 : within * most);
  if (times === undefined) return joins;
  if (inner === 'combinations') return joins + most - 1;
  const stopsEarly = isLooping(stage) && stage.greedy !== true && isFollowed;
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
function functionsOf(spec: PatternSpec): (() => boolean)[] {
  const stages = leavesOf(spec.stages);
  const count = (condition: PatternCondition | undefined): number => {
    if (condition === undefined || 'field' in condition || 'expression' in condition) return 0;
    if ('fn' in condition) return condition.fn + 1;
    const parts = 'all' in condition ? condition.all : condition.any;
    return parts.reduce((most, part) => Math.max(most, count(part)), 0);
  };
  const most = stages.reduce((n, { where, until }) => Math.max(n, count(where), count(until)), 0);
  return Array.from({ length: most }, () => () => true);
}
