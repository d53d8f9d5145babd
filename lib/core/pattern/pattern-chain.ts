import type { Term } from '../cel/build.ts';
import type { ConditionOn } from '../expression.ts';
import type { DurationInput } from '../time.ts';
import type { PatternFunction } from './guard.ts';
import type { MatchedValues } from './run.ts';
import type { PatternSpec, WithinType } from './spec.ts';

/**
 * A condition of a stage: on a field, `where('type', '==', 'login')`, text of CEL, or in code.
 *
 * Text names the fields of the event, and by the names of their stages lists of the events matched so far:
 * `'amount > 2.0 * first[0].amount'`, `'amount > small.map(s, s.amount).sum()'`. An event for which it has no
 * value does not fit.
 *
 * Code is given the event and the events matched so far, by stage: an empty list for a stage without
 * any. It must be pure.
 */
export type ConditionInput<T, Names extends string> =
  | ConditionOn<T>
  | string
  | Term<boolean>
  | ((event: T, matched: MatchedValues<T, Names>) => boolean);

/** A pattern, ready to be compiled: plain data, and the functions that it refers to by index. */
export interface PatternDefinition<T> {
  /** The pattern as plain JSON. */
  readonly spec: PatternSpec;
  /** Conditions in code. */
  readonly functions: readonly PatternFunction<T>[];
}

/** Starts a pattern. */
export interface PatternStart<T> {
  /**
   * The first stage.
   *
   * @param name - Under which matches show its events.
   * @param condition - Which events fit; any without it.
   */
  begin<N extends string>(name: N, condition?: ConditionInput<T, N>): PatternChain<T, N>;

  /** A group of stages first: `begin(pattern<Login>().begin('a').followedBy('b')).oneOrMore()`. */
  begin<N extends string>(group: PatternChain<T, N>): PatternChain<T, N>;
}

/** What follows: a stage, or a group of them. */
export interface Follow<T, Names extends string> {
  /**
   * A further stage: its name, under which matches show its events, and the condition that they fulfil.
   * Without a condition any event fits.
   */
  <N extends string>(name: N, condition?: ConditionInput<T, Names | N>): PatternChain<T, Names | N>;

  /**
   * A group: what is said of a stage right after it, how often it comes, whether it is optional, is said of
   * all its stages together. A pattern that is not built yet, without `within` and `skip`.
   */
  <N extends string>(group: PatternChain<T, N>): PatternChain<T, Names | N>;
}

/**
 * A pattern while it is written; what is said of a stage is said right after it.
 *
 * Every step gives a new chain, so a common beginning can be continued in two ways.
 */
export interface PatternChain<T, Names extends string> {
  /** Directly after the event before it. */
  readonly next: Follow<T, Names>;
  /** The first event after it that fits. */
  readonly followedBy: Follow<T, Names>;
  /** Any event after it that fits: one match for each. */
  readonly followedByAny: Follow<T, Names>;
  /** The next event does not fit. */
  readonly notNext: Follow<T, Names>;
  /** No event fits before the next stage or, at the end, before the time is over. */
  readonly notFollowedBy: Follow<T, Names>;
  /** A further condition that the stage must fulfil too. */
  where(condition: ConditionInput<T, Names>): PatternChain<T, Names>;
  /** Another condition that will do instead of those before. */
  or(condition: ConditionInput<T, Names>): PatternChain<T, Names>;
  /** So many times, or from `min` to `max` times. */
  times(min: number, max?: number): PatternChain<T, Names>;
  /** So many times, or more. */
  timesOrMore(min: number): PatternChain<T, Names>;
  /** Once, or more often. */
  oneOrMore(): PatternChain<T, Names>;
  /** A match may have no event of the stage. */
  optional(): PatternChain<T, Names>;
  /** Takes all events that fit; none of them is given to the next stage. */
  greedy(): PatternChain<T, Names>;
  /** The events of the repetition come directly after each other. */
  consecutive(): PatternChain<T, Names>;
  /** Any of the events that fit may be left out of the repetition. */
  allowCombinations(): PatternChain<T, Names>;
  /** Ends the repetition; the event that fulfils it is not part of it. */
  until(condition: ConditionInput<T, Names>): PatternChain<T, Names>;
  /** Each event of the stage comes less than so long after the matched event before it. */
  gap(time: DurationInput): PatternChain<T, Names>;
  /**
   * The whole pattern takes less than so long.
   *
   * @param type - From the first event to the last, or, `previousToCurrent`, from the matched event before
   *   the last stage to that of the last stage. Default: `firstToLast`.
   */
  within(time: DurationInput, type?: WithinType): PatternChain<T, Names>;
  /**
   * What a match makes impossible. `none`, the default: nothing; every match is given. `pastLastEvent`:
   * partial matches that began before its last event, or with it. `toNext`: those that began with its
   * first event.
   */
  skip(strategy: 'none' | 'pastLastEvent' | 'toNext'): PatternChain<T, Names>;
  /**
   * Partial matches that began before the first, or the last, event of a stage.
   */
  skip(strategy: 'toFirst' | 'toLast', to: Names): PatternChain<T, Names>;
  /**
   * Ends the pattern.
   *
   * @throws {@link DefinitionError} `PATTERN_INVALID`
   */
  build(): PatternDefinition<T>;
}
