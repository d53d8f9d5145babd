import { type Blueprint, entered, watch, watchAfter } from './blueprint.ts';
import { always, both, type Guard, never, not } from './guard.ts';
import { isLooping, isOptional } from './spec.ts';
import { patience, type StageGuards } from './stage-guards.ts';
import { connect, copyState, type State } from './state-graph.ts';

/** One place for one event. */
interface Place<T> {
  /** Entered by taking the event. */
  readonly sink: State<T>;
  /** Proceeded to without an event; `undefined`: the event is needed. */
  readonly onward: State<T> | undefined;
  readonly ignore: Guard<T> | undefined;
}

/** A stage that takes one event, or none if it is optional. */
export function single<T>(print: Blueprint<T>, stage: number, sink: State<T>): State<T> {
  const spec = print.spec.stages[stage];
  const onward = spec !== undefined && isOptional(spec) ? sink : undefined;
  return place(print, stage, { sink, onward, ignore: guardsOf(print, stage).ignore });
}

/** A stage that takes several events: first the needed ones, then the others. */
export function repetition<T>(print: Blueprint<T>, stage: number, sink: State<T>): State<T> {
  const spec = print.spec.stages[stage];
  const { take, ignore, ignoreInside } = guardsOf(print, stage);
  if (spec?.times === undefined) return sink;
  const min = Math.max(1, spec.times.min);
  const max = spec.times.max ?? min;
  let next = isLooping(spec) ? loop(print, stage, entered(print, stage, sink)) : sink;
  if (spec.greedy === true && max > min) holdBack(sink, take);

  for (let count = max; count > min; count -= 1) {
    next = place(print, stage, { sink: next, onward: sink, ignore: ignoreInside });
    watchAfter(print, next, stage);
  }
  for (let count = min; count > 1; count -= 1) {
    next = place(print, stage, { sink: next, onward: undefined, ignore: ignoreInside });
    watchAfter(print, next, stage);
  }
  return place(print, stage, { sink: next, onward: isOptional(spec) ? sink : undefined, ignore });
}

/** A state that takes any number of events, each of which may be the last. */
function loop<T>(print: Blueprint<T>, stage: number, sink: State<T>): State<T> {
  const { graph, spec } = print;
  const { take, fits, ignoreInside } = guardsOf(print, stage);
  const state = graph.add('normal', stage, patience(spec, stage, true));
  if (spec.stages[stage]?.greedy === true) {
    if (guardsOf(print, stage).until !== undefined) {
      print.untouched.set(sink, copyState(graph, sink));
    }
    proceed(print, stage, state, sink);
    holdBack(sink, fits);
  } else {
    connect(state, 'proceed', sink, always);
  }
  connect(state, 'take', state, take);
  watchAfter(print, state, stage);
  if (ignoreInside === undefined) return state;

  const waiting = graph.add('normal', stage, patience(spec, stage, false));
  connect(waiting, 'take', state, take);
  connect(waiting, 'ignore', waiting, ignoreInside);
  connect(state, 'ignore', waiting, ignoreInside);
  watchAfter(print, waiting, stage);
  return state;
}

function place<T>(
  print: Blueprint<T>,
  stage: number,
  { sink, onward, ignore }: Place<T>,
): State<T> {
  const { graph, spec } = print;
  const { take } = guardsOf(print, stage);
  const state = graph.add('normal', stage, patience(spec, stage, onward !== undefined));
  const after = entered(print, stage, sink);
  connect(state, 'take', after, take);
  if (onward !== undefined) proceed(print, stage, state, onward);
  if (ignore === undefined) return state;
  if (onward === undefined) {
    connect(state, 'ignore', state, ignore);
    return state;
  }
  // A state of its own, so that a run proceeds only once: from the event right after the last one.
  const waiting = graph.add('normal', stage, patience(spec, stage, false));
  connect(waiting, 'take', after, take);
  connect(waiting, 'ignore', waiting, ignore);
  watch(print, waiting, stage);
  connect(state, 'ignore', waiting, ignore);
  return state;
}

/** Proceeds; what ends a greedy repetition early finds the sink as if the stage were not greedy. */
function proceed<T>(print: Blueprint<T>, stage: number, from: State<T>, to: State<T>): void {
  const { until } = guardsOf(print, stage);
  if (print.spec.stages[stage]?.greedy !== true || until === undefined) {
    connect(from, 'proceed', to, always);
    return;
  }
  connect(from, 'proceed', print.untouched.get(to) ?? to, until);
  connect(from, 'proceed', to, not(until));
}

/** Leaves to a greedy stage what fits it. */
function holdBack<T>(state: State<T>, fits: Guard<T>): void {
  for (const edge of state.edges) edge.guard = both(edge.guard, not(fits));
}

const NOTHING = { take: never, fits: never, ignore: undefined, ignoreInside: undefined };

function guardsOf<T>(print: Blueprint<T>, stage: number): StageGuards<T> {
  return print.guards[stage] ?? { ...NOTHING, until: undefined };
}
