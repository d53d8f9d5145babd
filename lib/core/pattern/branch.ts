import type { Automaton } from './automaton.ts';
import type { Step } from './guard.ts';
import { type Link, type PatternEvent, type Run, valuesOf } from './run.ts';
import type { Edge, State } from './state-graph.ts';

/** An event in its place among the events of its key. */
export interface Positioned<T> {
  readonly event: PatternEvent<T>;
  readonly seq: number;
}

/** What becomes of one run when an event comes. */
export interface Branches<T> {
  readonly live: readonly Run<T>[];
  readonly matches: readonly Run<T>[];
}

/**
 * Lets a run meet an event: it may take it, pass over it, and do both.
 *
 * What must not come ends all its branches at once. A match found by the same event stays.
 */
export function branch<T>(
  { states, start }: Automaton<T>,
  names: readonly string[],
  run: Run<T>,
  { event, seq }: Positioned<T>,
): Branches<T> {
  const step = stepOf(run, names, event);
  const live: Run<T>[] = [];
  const matches: Run<T>[] = [];
  let isStopped = false;
  const enter = (state: State<T>, link: Link<T> | undefined): void => {
    if (state.kind === 'stop') isStopped = true;
    else (state.kind === 'final' ? matches : live).push({ state: state.id, link });
  };

  for (const { stage, edge } of openEdges(states[run.state], step)) {
    if (edge.action === 'ignore') {
      if (run.link !== undefined) enter(edge.to, run.link);
      continue;
    }
    const first = run.link?.first ?? { seq, ts: event.ts };
    const link: Link<T> = { event, seq, stage, previous: run.link, first };
    enter(edge.to, link);
    const final = finalBehind(edge.to, step);
    if (final !== undefined) enter(final, link);
  }
  if (run.state === start.id) live.push(run);
  return { live: isStopped ? [] : live, matches };
}

function stepOf<T>({ link }: Run<T>, names: readonly string[], event: PatternEvent<T>): Step<T> {
  let values: ReturnType<typeof valuesOf<T>> | undefined;
  return {
    value: event.value,
    ts: event.ts,
    previousTs: link?.event.ts,
    matched: () => {
      values ??= valuesOf(link, names);
      return values;
    },
  };
}

/** The open edges that do something with the event, of the state and of all it proceeds to. */
function openEdges<T>(
  from: State<T> | undefined,
  step: Step<T>,
): readonly { readonly stage: number; readonly edge: Edge<T> }[] {
  const open: { stage: number; edge: Edge<T> }[] = [];
  const toLook: State<T>[] = from === undefined ? [] : [from];
  for (let state = toLook.pop(); state !== undefined; state = toLook.pop()) {
    for (const edge of state.edges) {
      if (!edge.guard(step)) continue;
      if (edge.action === 'proceed') toLook.push(edge.to);
      else open.push({ stage: state.stage, edge });
    }
  }
  return open;
}

/** The final state that a state proceeds to without a further event. */
function finalBehind<T>(from: State<T>, step: Step<T>): State<T> | undefined {
  const toLook: State<T>[] = [from];
  for (let state = toLook.pop(); state !== undefined; state = toLook.pop()) {
    for (const { action, to, guard } of state.edges) {
      if (action !== 'proceed' || !guard(step)) continue;
      if (to.kind === 'final') return to;
      toLook.push(to);
    }
  }
  return undefined;
}
