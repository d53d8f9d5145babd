import type { EventTime } from '../time.ts';
import type { MatchedEvents, PatternEvent, Run } from './run.ts';

/** Everything that one key needs to go on later. Plain data; see `encodePatternState`. */
export interface PatternState<T> {
  /** Events met so far; positions are relative to the last time that nothing was open. */
  readonly seq: number;
  /** Partial matches, and the run that waits for a first event. */
  readonly runs: readonly Run<T>[];
  /** Matches that wait for an earlier partial match, which might make them impossible. */
  readonly held: readonly Run<T>[];
}

/** What was looked for. */
export interface Match<T> {
  readonly events: MatchedEvents<T>;
  /** When it was known: the time of the event, or the deadline, that made it certain. */
  readonly at: EventTime;
}

/** A partial match whose time ran out. */
export interface Timeout<T> {
  readonly events: MatchedEvents<T>;
  /** The deadline: the first time at which its next event would have come too late. */
  readonly at: EventTime;
}

export interface PatternResult<T> {
  readonly state: PatternState<T>;
  readonly matches: readonly Match<T>[];
  readonly timeouts: readonly Timeout<T>[];
}

/**
 * Finds a pattern in the events of one key.
 *
 * All functions are pure: they give the next state and change nothing.
 */
export interface PatternMatcher<T> {
  readonly empty: PatternState<T>;
  /**
   * Meets events, which come in the order of time and, at equal times, of arrival; and not before
   * any event or watermark seen earlier.
   *
   * Matches come in the order in which they are known. Those known at the same moment come in the
   * order of their first event; after that, in a fixed order without a meaning.
   */
  process(state: PatternState<T>, events: readonly PatternEvent<T>[]): PatternResult<T>;
  /**
   * Lets time pass: every event before `watermark` has been seen.
   *
   * Partial matches that can no longer succeed are given up and reported, each at its deadline; what
   * ends with notFollowedBy matches at its deadline. How often it is called makes no difference.
   */
  advance(state: PatternState<T>, watermark: EventTime): PatternResult<T>;
  /** The earliest watermark at which {@link advance} would have something to do. */
  nextDeadline(state: PatternState<T>): EventTime | undefined;
  /** Whether the state can be forgotten, since it says no more than {@link empty}. */
  isIdle(state: PatternState<T>): boolean;
}
