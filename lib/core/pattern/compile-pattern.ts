import { BEGINNING_OF_TIME, type DurationMs, END_OF_TIME, type EventTime } from '../time.ts';
import { type Agenda, add, remove, takeFirst } from './agenda.ts';
import { type Automaton, buildAutomaton } from './automaton.ts';
import { branch, noBranches } from './branch.ts';
import type { PatternFunction } from './guard.ts';
import type {
  Match,
  PatternLimits,
  PatternMatcher,
  PatternResult,
  PatternState,
  Shed,
  Timeout,
} from './matcher.ts';
import { eventsOf, type Link, lengthOf, type PatternEvent, type Run, startOf } from './run.ts';
import { overlappedBy, skips } from './skip.ts';
import { leavesOf, type PatternSpec, type SkipSpec } from './spec.ts';
import { validatePattern } from './validate.ts';

/** Holds and gives whatever there is; for patterns that are known to be harmless. */
export const UNLIMITED: PatternLimits = { runs: Infinity, given: Infinity };

/**
 * The matcher of a pattern.
 *
 * An event costs at most as many steps as the limit of runs times the edges of one state: the limits
 * hold after every event and every deadline, not only where a state is stored.
 *
 * @param functions - What the conditions `{ fn: index }` of the pattern stand for.
 * @throws {@link DefinitionError} `PATTERN_INVALID`
 */
export function compilePattern<T>(
  spec: PatternSpec,
  functions: readonly PatternFunction<T>[] = [],
  limits: PatternLimits = UNLIMITED,
): PatternMatcher<T> {
  validatePattern(spec, functions.length);
  const plan = planOf(spec, functions, limits);
  const waiting: Run<T> = { state: plan.automaton.start.id, link: undefined };
  const empty: PatternState<T> = { seq: 0, runs: [waiting], held: [] };
  const close = ({ seq, runs, held, lost, matches, timeouts, shed }: Work<T>): PatternResult<T> => {
    const state = { seq, runs, held, ...(lost === 0 ? {} : { shed: lost }) };
    return { state: isIdle(state) ? empty : state, matches, timeouts, shed };
  };

  return {
    empty,
    isIdle,
    process(state, events, watermark = BEGINNING_OF_TIME) {
      if (events.length === 0 && earliestDeadline(plan, state.runs) > watermark) {
        return { state, matches: [], timeouts: [], shed: [] };
      }
      const work = open(state);
      for (const event of events) {
        passTime(plan, work, event.ts);
        meet(plan, work, event);
      }
      passTime(plan, work, watermark);
      return close(work);
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
  readonly limits: PatternLimits;
}

function planOf<T>(
  spec: PatternSpec,
  functions: readonly PatternFunction<T>[],
  limits: PatternLimits,
): Plan<T> {
  const { skip = { strategy: 'none' }, withinMs, withinType = 'firstToLast' } = spec;
  const stages = leavesOf(spec.stages);
  return {
    automaton: buildAutomaton(spec, functions),
    names: stages.map(({ name }) => name),
    skip,
    skipStage: 'to' in skip ? stages.findIndex(({ name }) => name === skip.to) : -1,
    withinMs: withinType === 'firstToLast' ? withinMs : undefined,
    limits,
  };
}

/** A state while it is worked on; copied once, then changed in place. */
interface Work<T> {
  seq: number;
  runs: Agenda<T>;
  readonly held: Agenda<T>;
  /** Partial matches and matches given up since nothing was open. */
  lost: number;
  /** How many events the matches and timeouts of this moment may still have. */
  room: number;
  readonly matches: Match<T>[];
  readonly timeouts: Timeout<T>[];
  readonly shed: Shed<T>[];
}

const open = <T>({ seq, runs, held, shed = 0 }: PatternState<T>): Work<T> => ({
  ...{ seq, runs: [...runs], held: [...held], lost: shed, room: 0 },
  ...{ matches: [], timeouts: [], shed: [] },
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
  settle(plan, work, event);
}

/** Reports what is certain, and gives up what is beyond the limits. */
function settle<T>(plan: Plan<T>, work: Work<T>, event: PatternEvent<T>): void {
  const { lost } = work;
  work.room = plan.limits.given;
  report(plan, work, event.ts);
  // the run that waits for a first event is none of them
  while (work.runs.length - 1 + work.held.length > plan.limits.runs && work.runs.length > 1) {
    takeFirst(work.runs);
    work.lost += 1;
    report(plan, work, event.ts);
  }
  count(work, event, lost);
}

/** Notes what this moment gave up, and forgets how much it was in all once nothing is open. */
function count<T>(work: Work<T>, event: PatternEvent<T>, before: number): void {
  if (work.lost > before) work.shed.push({ event, count: work.lost - before });
  if (isIdle(work)) work.lost = 0;
}

const isIdle = <T>({ runs, held }: Pick<PatternState<T>, 'runs' | 'held'>): boolean =>
  held.length === 0 && runs.length === 1 && runs[0]?.link === undefined;

/** Reports the held matches that no earlier partial match can make impossible any more. */
function report<T>(plan: Plan<T>, work: Work<T>, at: EventTime): void {
  const { skip, skipStage } = plan;
  for (let [match] = work.held; match !== undefined; [match] = work.held) {
    const [earliest] = work.runs;
    if (skips(skip) && earliest !== undefined && startOf(match) > startOf(earliest)) return;
    takeFirst(work.held);
    const isOverlapped = overlappedBy(skip, skipStage, match.link);
    if (isOverlapped !== undefined) {
      remove(work.runs, isOverlapped);
      remove(work.held, isOverlapped);
    }
    give(plan, work, match, { to: work.matches, at });
  }
}

/** Puts what a run holds where it belongs, as long as this moment has room. */
function give<T>(
  { names }: Plan<T>,
  work: Work<T>,
  { link }: Run<T>,
  { to, at }: { readonly to: Match<T>[]; readonly at: EventTime },
): void {
  work.room -= lengthOf(link, work.room);
  if (work.room < 0) work.lost += 1;
  else
    to.push({ events: eventsOf(link, names), at, ...(work.lost === 0 ? {} : { shed: work.lost }) });
}

/** Ends the runs whose deadline is not after `until`, deadline by deadline. */
function passTime<T>(plan: Plan<T>, work: Work<T>, until: EventTime): void {
  let at = earliestDeadline(plan, work.runs);
  while (at <= until && at !== END_OF_TIME) {
    const runs: Agenda<T> = [];
    const found: Agenda<T> = [];
    const { lost } = work;
    let last: Link<T> | undefined;
    work.room = plan.limits.given;
    for (const run of work.runs) {
      if (deadlineOf(plan, run) > at) {
        add(runs, run);
        continue;
      }
      last = run.link;
      if (plan.automaton.states[run.state]?.kind === 'pending') add(found, run);
      else give(plan, work, run, { to: work.timeouts, at });
    }
    work.runs = runs;
    for (const match of found) add(work.held, match);
    report(plan, work, at);
    if (last !== undefined) count(work, last.event, lost);
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
