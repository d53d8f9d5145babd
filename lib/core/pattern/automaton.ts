import { type Blueprint, stopAt, watch } from './blueprint.ts';
import { not, type PatternFunction } from './guard.ts';
import { repetition, single } from './repetition.ts';
import type { PatternSpec } from './spec.ts';
import { patience, stageGuards } from './stage-guards.ts';
import { connect, type State, stateGraph } from './state-graph.ts';

/** The automaton of a pattern. Its runs are the partial matches. */
export interface Automaton<T> {
  readonly states: readonly State<T>[];
  readonly start: State<T>;
}

/**
 * Builds the automaton of a valid pattern, from its end to its beginning.
 *
 * States and their edges are those of Flink's CEP, so that runs branch, end and overlap as there.
 *
 * Source: J. Agrawal, Y. Diao, D. Gyllstrom, N. Immerman, "Efficient Pattern Matching over Event
 * Streams", SIGMOD 2008, for the kinds of edges; the behaviour of Apache Flink's CEP library for the rest.
 */
export function buildAutomaton<T>(
  spec: PatternSpec,
  functions: readonly PatternFunction<T>[],
): Automaton<T> {
  const graph = stateGraph<T>();
  const print: Blueprint<T> = {
    graph,
    spec,
    guards: stageGuards(spec, functions),
    stops: new Map(),
    untouched: new Map(),
  };
  let sink = graph.add('final', -1);
  for (let stage = spec.stages.length - 1; stage >= 0; stage -= 1) {
    sink = addStage(print, stage, sink);
  }
  sink.kind = 'start';
  return { states: graph.states, start: sink };
}

/** Puts the stage before `sink`, and gives the state that is entered instead. */
function addStage<T>(print: Blueprint<T>, stage: number, sink: State<T>): State<T> {
  const spec = print.spec.stages[stage];
  if (spec?.contiguity === 'notFollowedBy') {
    return sink.kind === 'final' ? pending(print, stage) : sink;
  }
  if (spec?.contiguity === 'notNext') return notDirectly(print, stage, sink);
  const first =
    spec?.times === undefined ? single(print, stage, sink) : repetition(print, stage, sink);
  watch(print, first, stage);
  return first;
}

/** A match, if what must not come has not come when the time is over. */
function pending<T>(print: Blueprint<T>, stage: number): State<T> {
  const state = print.graph.add('pending', stage, patience(print.spec, stage, false));
  const { state: stop, guard } = stopAt(print, stage);
  connect(state, 'proceed', stop, guard);
  connect(state, 'ignore', state, not(guard));
  return state;
}

/** Looks at the next event only; at the end of a pattern it needs one to look at. */
function notDirectly<T>(print: Blueprint<T>, stage: number, sink: State<T>): State<T> {
  const state = print.graph.add('normal', stage, patience(print.spec, stage, false));
  const { state: stop, guard } = stopAt(print, stage);
  connect(state, sink.kind === 'final' ? 'ignore' : 'proceed', sink, not(guard));
  connect(state, 'proceed', stop, guard);
  return state;
}
