import type { Automaton } from './automaton.ts';
import { type Step, stepOf } from './guard.ts';
import type { Link, PatternEvent, Run } from './run.ts';
import type { State } from './state-graph.ts';

/** An event in its place among the events of its key. */
export interface Positioned<T> {
  readonly event: PatternEvent<T>;
  readonly seq: number;
}

/** What becomes of a run when an event comes; used again for every run. */
export interface Branches<T> {
  readonly live: Run<T>[];
  readonly matches: Run<T>[];
  isStopped: boolean;
}

export const noBranches = <T>(): Branches<T> => ({ live: [], matches: [], isStopped: false });

/** What every run meets at the same time. */
export interface Encounter<T> {
  readonly met: Positioned<T>;
  readonly names: readonly string[];
  /** Emptied for each run, and then filled with what becomes of it. */
  readonly into: Branches<T>;
}

/** A run that meets an event. */
interface Meeting<T> {
  readonly run: Run<T>;
  readonly met: Positioned<T>;
  readonly step: Step<T>;
  readonly into: Branches<T>;
}

/**
 * Lets a run meet an event: it may take it, pass over it, and do both.
 *
 * What must not come ends all its branches at once. A match found by the same event stays.
 */
export function branch<T>(
  { states, start }: Automaton<T>,
  run: Run<T>,
  { met, names, into }: Encounter<T>,
): void {
  into.live.length = 0;
  into.matches.length = 0;
  into.isStopped = false;
  const from = states[run.state];
  if (from !== undefined) follow({ run, met, step: stepOf(run, met.event, names), into }, from);
  if (run.state === start.id) into.live.push(run);
  if (into.isStopped) into.live.length = 0;
}

/** Follows the open edges of a state, then those of the states it proceeds to, the last one first. */
function follow<T>(meeting: Meeting<T>, from: State<T>): void {
  const { run, step } = meeting;
  const onward: State<T>[] = [];
  for (const { action, to, guard } of from.edges) {
    if (!guard(step)) continue;
    if (action === 'take') take(meeting, from.stage, to);
    else if (action === 'proceed') onward.push(to);
    else if (run.link !== undefined) enter(meeting.into, to, run.link);
  }
  for (let to = onward.pop(); to !== undefined; to = onward.pop()) follow(meeting, to);
}

function take<T>({ run, met, step, into }: Meeting<T>, stage: number, to: State<T>): void {
  const { event, seq } = met;
  const first = run.link?.first ?? { seq, ts: event.ts };
  const link: Link<T> = { event, seq, stage, previous: run.link, first };
  enter(into, to, link);
  const final = finalBehind(to, step);
  if (final !== undefined) enter(into, final, link);
}

function enter<T>(into: Branches<T>, state: State<T>, link: Link<T>): void {
  if (state.kind === 'stop') into.isStopped = true;
  else (state.kind === 'final' ? into.matches : into.live).push({ state: state.id, link });
}

/** The final state that a state proceeds to without a further event. */
function finalBehind<T>(from: State<T>, step: Step<T>): State<T> | undefined {
  for (const { action, to, guard } of from.edges) {
    if (action !== 'proceed' || !guard(step)) continue;
    const final = to.kind === 'final' ? to : finalBehind(to, step);
    if (final !== undefined) return final;
  }
  return undefined;
}
