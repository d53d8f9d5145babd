import type { Condition } from '../expression.ts';
import type { DurationMs } from '../time.ts';

/**
 * How a stage joins the one before it.
 *
 * `next`: directly after it. `followedBy`: later, and the first event that fits. `followedByAny`:
 * later, and any event that fits. `notNext`, `notFollowedBy`: what must not come.
 */
export type Contiguity =
  | 'begin'
  | 'next'
  | 'followedBy'
  | 'followedByAny'
  | 'notNext'
  | 'notFollowedBy';

/** How the events of one repeated stage join each other: first that fits, directly, any that fits. */
export type InnerContiguity = 'relaxed' | 'consecutive' | 'combinations';

/**
 * A condition as data; `fn` is the index of a function in the list that goes with the pattern, which asks for
 * nothing but the event if it `isOfEvent`.
 */
export type PatternCondition =
  | Condition
  | { readonly fn: number; readonly isOfEvent?: boolean }
  /** Text of CEL over the event and, by the names of their stages, lists of those before it. */
  | { readonly expression: string }
  | { readonly all: readonly PatternCondition[] }
  | { readonly any: readonly PatternCondition[] };

/** How often a stage repeats; without `max` there is no upper end. A `min` of 0 makes it optional. */
export interface Times {
  readonly min: number;
  readonly max?: number;
}

/** One step of a pattern. */
export interface StageSpec {
  /** Under which matches show its events; of a group, for messages. */
  readonly name: string;
  /** The stages that it is made of: each repetition is all of them. It has no condition of its own. */
  readonly group?: readonly StageSpec[];
  readonly contiguity: Contiguity;
  /** What an event must fulfil; without it every event fits. */
  readonly where?: PatternCondition;
  readonly times?: Times;
  /** Default: `relaxed`. */
  readonly inner?: InnerContiguity;
  readonly optional?: boolean;
  /** Takes as many events as it can: what fits this stage is never left for the next one. */
  readonly greedy?: boolean;
  /** Ends a repetition without upper end; the event that fulfils it is not taken. */
  readonly until?: PatternCondition;
  /** Each event of this stage comes less than so long after the matched event before it. */
  readonly gapMs?: DurationMs;
}

/** What a match makes impossible: which later matches are given up because they overlap with it. */
export type SkipSpec =
  | { readonly strategy: 'none' | 'pastLastEvent' | 'toNext' }
  | { readonly strategy: 'toFirst' | 'toLast'; readonly to: string };

/**
 * `firstToLast`: the last event comes less than `withinMs` after the first.
 *
 * `previousToCurrent`: the event of the last stage comes less than `withinMs` after the matched
 * event before it. As in Flink this bounds nothing when the last stage repeats; to bound every
 * repetition, or another stage, give that stage a `gapMs`.
 */
export type WithinType = 'firstToLast' | 'previousToCurrent';

/** A pattern as plain JSON. */
export interface PatternSpec {
  readonly stages: readonly StageSpec[];
  /** Default: `none`. */
  readonly skip?: SkipSpec;
  /** Exclusive: events exactly so far apart do not match. */
  readonly withinMs?: DurationMs;
  /** Default: `firstToLast`. */
  readonly withinType?: WithinType;
}

/** The stages that take events, those of groups in their place. */
export const leavesOf = (stages: readonly StageSpec[]): readonly StageSpec[] =>
  stages.flatMap((stage) => (stage.group === undefined ? [stage] : leavesOf(stage.group)));

/** Whether the stage says what must not come. */
export const isNegative = ({ contiguity }: StageSpec): boolean =>
  contiguity === 'notNext' || contiguity === 'notFollowedBy';

/** Whether a match may have no event of the stage. */
export const isOptional = ({ optional, times }: StageSpec): boolean =>
  optional === true || times?.min === 0;

/** Whether the stage repeats without upper end. */
export const isLooping = ({ times }: StageSpec): boolean =>
  times !== undefined && times.max === undefined;
