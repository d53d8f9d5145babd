import { BEGINNING_OF_TIME, type DurationMs, END_OF_TIME, type EventTime } from '../time.ts';
import { type Agenda, add, remove, takeFirst } from './agenda.ts';
import { type Automaton, buildAutomaton } from './automaton.ts';
import { branch, noBranches } from './branch.ts';
import type { PatternFunction } from './guard.ts';
import type { Match, PatternMatcher, PatternResult, PatternState, Timeout } from './matcher.ts';
import { eventsOf, type MatchedEvents, type PatternEvent, type Run, startOf } from './run.ts';
import { overlappedBy, skips } from './skip.ts';
import type { PatternSpec, SkipSpec } from './spec.ts';
import { validatePattern } from './validate.ts';

/**
 * The matcher of a pattern.
 *
 * @param functions - What the conditions `{ fn: index }` of the pattern stand for.
 * @throws {@link DefinitionError} `PATTERN_INVALID`
 */
export function compilePattern<T>(
  spec: PatternSpec,
  functions: readonly PatternFunction<T>[] = [],
): PatternMatcher<T> {
  validatePattern(spec, functions.length);
  const plan = planOf(spec, functions);
  const waiting: Run<T> = { state: plan.automaton.start.id, link: undefined };
  const empty: PatternState<T> = { seq: 0, runs: [waiting], held: [] };
  const isIdle = ({ runs, held }: PatternState<T>): boolean =>
    held.length === 0 && runs.length === 1 && runs[0]?.link === undefined;
  const close = ({ seq, runs, held, matches, timeouts }: Work<T>): PatternResult<T> => {
    const state = { seq, runs, held };
    return { state: isIdle(state) ? empty : state, matches, timeouts };
  };

  return {
    empty,
    isIdle,
    process(state, events, watermark = BEGINNING_OF_TIME) {
      if (events.length === 0 && earliestDeadline(plan, state.runs) > watermark) {
        return { state, matches: [], timeouts: [] };
      }
      const work = open(state);
      for (const event of events) {
        passTime(plan, work, event.ts);
        meet(plan, work, event);
      }
      passTime(plan, work, watermark);
      return close(work);
    },
    shed(state, maxRuns, now) {
      const work = open(state);
      const dropped: MatchedEvents<T>[] = [];
      while (work.runs.length > maxRuns + 1) {
        dropped.push(eventsOf(takeFirst(work.runs)?.link, plan.names));
      }
      if (dropped.length > 0) report(plan, work, now);
      const { timeouts: _, ...left } = close(work);
      return { ...left, dropped };
    },
    nextDeadline({ runs }) {
      const at = earliestDeadline(plan, runs);
      return at === END_OF_TIME ? undefined : at;
    },
  };
}

/** A pattern made ready for work. */
interface Plan<T> {
  readonly automaton: Automaton<T>;
  readonly names: readonly string[];
  readonly skip: SkipSpec;
  /** Index of the stage that is skipped to. */
  readonly skipStage: number;
  /** From the first event to the last, exclusive. */
  readonly withinMs: DurationMs | undefined;
}

function planOf<T>(spec: PatternSpec, functions: readonly PatternFunction<T>[]): Plan<T> {
  const { stages, skip = { strategy: 'none' }, withinMs, withinType = 'firstToLast' } = spec;
  return {
    automaton: buildAutomaton(spec, functions),
    names: stages.map(({ name }) => name),
    skip,
    skipStage: 'to' in skip ? stages.findIndex(({ name }) => name === skip.to) : -1,
    withinMs: withinType === 'firstToLast' ? withinMs : undefined,
  };
}

/** A state while it is worked on; copied once, then changed in place. */
interface Work<T> {
  seq: number;
  runs: Agenda<T>;
  readonly held: Agenda<T>;
  readonly matches: Match<T>[];
  readonly timeouts: Timeout<T>[];
}

const open = <T>({ seq, runs, held }: PatternState<T>): Work<T> => ({
  seq,
  runs: [...runs],
  held: [...held],
  matches: [],
  timeouts: [],
});

function meet<T>(plan: Plan<T>, work: Work<T>, event: PatternEvent<T>): void {
  const runs: Agenda<T> = [];
  const found: Agenda<T> = [];
  const into = noBranches<T>();
  const encounter = { met: { event, seq: work.seq }, names: plan.names, into };
  for (const run of work.runs) {
    branch(plan.automaton, run, encounter);
    for (const match of into.matches) add(found, match);
    for (const next of into.live) add(runs, next);
  }
  work.seq += 1;
  work.runs = runs;
  for (const match of found) add(work.held, match);
  report(plan, work, event.ts);
}

/** Reports the held matches that no earlier partial match can make impossible any more. */
function report<T>({ names, skip, skipStage }: Plan<T>, work: Work<T>, at: EventTime): void {
  for (let [match] = work.held; match !== undefined; [match] = work.held) {
    const [earliest] = work.runs;
    if (skips(skip) && earliest !== undefined && startOf(match) > startOf(earliest)) return;
    takeFirst(work.held);
    const isOverlapped = overlappedBy(skip, skipStage, match.link);
    if (isOverlapped !== undefined) {
      remove(work.runs, isOverlapped);
      remove(work.held, isOverlapped);
    }
    work.matches.push({ events: eventsOf(match.link, names), at });
  }
}

/** Ends the runs whose deadline is not after `until`, deadline by deadline. */
function passTime<T>(plan: Plan<T>, work: Work<T>, until: EventTime): void {
  let at = earliestDeadline(plan, work.runs);
  while (at <= until && at !== END_OF_TIME) {
    const runs: Agenda<T> = [];
    const found: Agenda<T> = [];
    for (const run of work.runs) {
      if (deadlineOf(plan, run) > at) add(runs, run);
      else if (plan.automaton.states[run.state]?.kind === 'pending') add(found, run);
      else work.timeouts.push({ events: eventsOf(run.link, plan.names), at });
    }
    work.runs = runs;
    for (const match of found) add(work.held, match);
    report(plan, work, at);
    at = earliestDeadline(plan, work.runs);
  }
}

function earliestDeadline<T>(plan: Plan<T>, runs: readonly Run<T>[]): EventTime {
  let earliest = END_OF_TIME;
  for (const run of runs) earliest = Math.min(earliest, deadlineOf(plan, run));
  return earliest;
}

/** The first time at which the next event of the run would come too late. */
function deadlineOf<T>({ automaton, withinMs }: Plan<T>, { state, link }: Run<T>): EventTime {
  if (link === undefined) return END_OF_TIME;
  const patienceMs = automaton.states[state]?.patienceMs;
  return Math.min(
    withinMs === undefined ? END_OF_TIME : link.first.ts + withinMs,
    patienceMs === undefined ? END_OF_TIME : link.event.ts + patienceMs,
  );
}
