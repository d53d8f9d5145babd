import { type Guard, never } from './guard.ts';
import { type Contiguity, type InnerContiguity, isOptional, type PatternSpec } from './spec.ts';
import { type StageGuards, watchedBefore } from './stage-guards.ts';
import { connect, copyWithoutStops, type State, type StateGraph } from './state-graph.ts';

/** What is known while an automaton is built. */
export interface Blueprint<T> {
  readonly graph: StateGraph<T>;
  readonly spec: PatternSpec;
  readonly guards: readonly StageGuards<T>[];
  /** The stop state of each stage that must not come. */
  readonly stops: Map<number, State<T>>;
  /** A state as it was before a greedy stage held its edges back. */
  readonly untouched: Map<State<T>, State<T>>;
}

/** How the first event of a stage is come to, if it is the first of a group. */
export interface Entry<T> {
  readonly how: Contiguity | InnerContiguity;
  /** What else is proceeded to without an event: behind the group, when it need not go on. */
  readonly exits: readonly State<T>[];
}

/** Where a run goes when an event of a negative stage comes, and when that is. */
export function stopAt<T>(
  { graph, guards, stops }: Blueprint<T>,
  stage: number,
): { readonly state: State<T>; readonly guard: Guard<T> } {
  const guard = guards[stage]?.fits ?? never;
  const known = stops.get(stage);
  if (known !== undefined) return { state: known, guard };
  const state = graph.add('stop', stage);
  connect(state, 'take', state, guard);
  stops.set(stage, state);
  return { state, guard };
}

/** Ends runs in the state when something comes that must not come before the stage. */
export function watch<T>(print: Blueprint<T>, state: State<T>, stage: number): void {
  for (const negative of watchedBefore(print.spec, stage)) {
    const { state: stop, guard } = stopAt(print, negative);
    connect(state, 'proceed', stop, guard);
  }
}

/** Ends runs inside a repetition when something comes that must not come after it. */
export function watchAfter<T>(print: Blueprint<T>, state: State<T>, stage: number): void {
  if (print.spec.stages[stage + 1]?.contiguity !== 'notFollowedBy') return;
  const { state: stop, guard } = stopAt(print, stage + 1);
  connect(state, 'proceed', stop, guard);
}

/** The sink as it is entered by taking an event of an optional stage: nothing is watched any more. */
export function entered<T>(print: Blueprint<T>, stage: number, sink: State<T>): State<T> {
  const spec = print.spec.stages[stage];
  const watched = watchedBefore(print.spec, stage);
  if (spec === undefined || !isOptional(spec) || watched.length === 0) return sink;
  return copyWithoutStops(print.graph, sink, new Set(watched));
}
