import { type Blueprint, type Entry, entered, watch, watchAfter } from './blueprint.ts';
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
  /** Behind the group that the place begins: proceeded to without an event, too. */
  readonly exits?: readonly State<T>[];
  readonly ignore: Guard<T> | undefined;
}

/** A stage that takes one event, or none if it is optional. */
export function single<T>(print: Blueprint<T>, stage: number, { sink, entry }: Sink<T>): State<T> {
  const spec = print.spec.stages[stage];
  const onward = spec !== undefined && isOptional(spec) ? sink : undefined;
  return place(print, stage, { sink, onward, ...entering(print, stage, entry) });
}

/** Where a stage leads to, and how it is come to if it begins a group. */
export interface Sink<T> {
  readonly sink: State<T>;
  readonly entry?: Entry<T> | undefined;
}

function entering<T>(print: Blueprint<T>, stage: number, entry: Entry<T> | undefined) {
  const { ignore, passedOver } = guardsOf(print, stage);
  if (entry === undefined) return { ignore };
  return { ignore: passedOver(entry.how), exits: entry.exits };
}

/** A stage that takes several events: first the needed ones, then the others. */
export function repetition<T>(
  print: Blueprint<T>,
  stage: number,
  { sink, entry }: Sink<T>,
): State<T> {
  const spec = print.spec.stages[stage];
  const { take, ignoreInside } = guardsOf(print, stage);
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
  const onward = isOptional(spec) ? sink : undefined;
  return place(print, stage, { sink: next, onward, ...entering(print, stage, entry) });
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
  { sink, onward, exits = [], ignore }: Place<T>,
): State<T> {
  const { graph, spec } = print;
  const { take } = guardsOf(print, stage);
  const isNeeded = onward === undefined && exits.length === 0;
  const state = graph.add('normal', stage, patience(spec, stage, !isNeeded));
  const after = entered(print, stage, sink);
  connect(state, 'take', after, take);
  if (onward !== undefined) proceed(print, stage, state, onward);
  for (const exit of exits) connect(state, 'proceed', exit, always);
  if (ignore === undefined) return state;
  if (isNeeded) {
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
export function holdBack<T>(state: State<T>, fits: Guard<T>): void {
  for (const edge of state.edges) edge.guard = both(edge.guard, not(fits));
}

const NOTHING = {
  ...{ take: never, fits: never, ignore: undefined, ignoreInside: undefined },
  ...{ passedOver: () => undefined, until: undefined },
};

function guardsOf<T>(print: Blueprint<T>, stage: number): StageGuards<T> {
  return print.guards[stage] ?? NOTHING;
}
