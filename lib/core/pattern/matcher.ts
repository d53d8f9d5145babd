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
  /** Partial matches and matches given up at a limit since nothing was open; absent if none. */
  readonly shed?: number;
}

/** How much one key may hold, and give at one moment. */
export interface PatternLimits {
  /**
   * Most partial matches and waiting matches. More than that are given up, those that began first
   * before others.
   */
  readonly runs: number;
  /**
   * Most events in all the matches and timeouts of one moment: of one event, or of one deadline. What
   * is beyond it is given up.
   */
  readonly given: number;
}

/** What was given up at one moment, and which event brought it about. */
export interface Shed<T> {
  readonly event: PatternEvent<T>;
  readonly count: number;
}

/** What was looked for. */
export interface Match<T> {
  readonly events: MatchedEvents<T>;
  /** When it was known: the time of the event, or the deadline, that made it certain. */
  readonly at: EventTime;
  /** How many others its key has given up by then; absent if none. */
  readonly shed?: number;
}

/** A partial match whose time ran out. */
export interface Timeout<T> {
  readonly events: MatchedEvents<T>;
  /** The deadline: the first time at which its next event would have come too late. */
  readonly at: EventTime;
  readonly shed?: number;
}

export interface PatternResult<T> {
  readonly state: PatternState<T>;
  readonly matches: readonly Match<T>[];
  readonly timeouts: readonly Timeout<T>[];
  readonly shed: readonly Shed<T>[];
}

/**
 * Finds a pattern in the events of one key.
 *
 * All functions are pure: they give the next state and change nothing.
 */
export interface PatternMatcher<T> {
  readonly empty: PatternState<T>;
  /**
   * Meets events, and then lets time pass.
   *
   * Events come in the order of time and, at equal times, of arrival, none of them before an event
   * or watermark seen earlier. A watermark W says that every event before W has been seen: partial
   * matches that can no longer succeed are given up and reported, each at its deadline, and what
   * ends with notFollowedBy matches at its deadline. How events and watermarks are divided among
   * calls makes no difference.
   *
   * Matches come in the order in which they are known. Those known at the same moment come in the
   * order of their first event; after that, in a fixed order without a meaning.
   *
   * @param watermark - Not before the last event. Default: time passes up to the last event only.
   */
  process(
    state: PatternState<T>,
    events: readonly PatternEvent<T>[],
    watermark?: EventTime,
  ): PatternResult<T>;
  /** The earliest watermark at which there is something to do without an event. */
  nextDeadline(state: PatternState<T>): EventTime | undefined;
  /** Whether the state can be forgotten, since it says no more than {@link empty}. */
  isIdle(state: PatternState<T>): boolean;
}
