import { type Blueprint, stopAt, watch } from './blueprint.ts';
import { group, type Numbered, numbered } from './group.ts';
import { not, type PatternFunction } from './guard.ts';
import { repetition, type Sink, single } from './repetition.ts';
import { leavesOf, type PatternSpec } from './spec.ts';
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
  const flat: PatternSpec = { ...spec, stages: leavesOf(spec.stages) };
  const print: Blueprint<T> = {
    graph,
    spec: flat,
    guards: stageGuards(flat, functions),
    stops: new Map(),
    untouched: new Map(),
  };
  const start = addAll(print, numbered(spec.stages), { sink: graph.add('final', -1) });
  start.kind = 'start';
  return { states: graph.states, start };
}

/** Puts stages before a state, one after the other, and gives the state that is entered instead. */
function addAll<T>(
  print: Blueprint<T>,
  stages: readonly Numbered[],
  { sink, entry }: Sink<T>,
): State<T> {
  return stages.reduceRight(
    (behind, one, i) => addOne(print, one, { sink: behind, entry: i === 0 ? entry : undefined }),
    sink,
  );
}

function addOne<T>(print: Blueprint<T>, one: Numbered, { sink, entry }: Sink<T>): State<T> {
  if (one.parts.length === 0) return addStage(print, one.stage, { sink, entry });
  return group(print, one, {
    sink,
    entry: entry ?? { how: one.spec.contiguity, exits: [] },
    body: (behind, of) => addAll(print, one.parts, { sink: behind, entry: of }),
  });
}

/** Puts the stage before `sink`, and gives the state that is entered instead. */
function addStage<T>(print: Blueprint<T>, stage: number, { sink, entry }: Sink<T>): State<T> {
  const spec = print.spec.stages[stage];
  if (spec?.contiguity === 'notFollowedBy') {
    return sink.kind === 'final' ? pending(print, stage) : sink;
  }
  if (spec?.contiguity === 'notNext') return notDirectly(print, stage, sink);
  const first =
    spec?.times === undefined
      ? single(print, stage, { sink, entry })
      : repetition(print, stage, { sink, entry });
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
