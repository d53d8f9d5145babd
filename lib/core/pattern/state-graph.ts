import type { DurationMs } from '../time.ts';
import { type Guard, never } from './guard.ts';

/**
 * What a run of the automaton is in a state for.
 *
 * `start`: nothing is matched yet. `final`: a match. `stop`: something came that must not come.
 * `pending`: a match, unless something comes before its time is over.
 */
export type StateKind = 'start' | 'normal' | 'pending' | 'stop' | 'final';

/**
 * What an edge does with the event.
 *
 * `take` adds it to the match, `ignore` passes over it, `proceed` lets the next state decide.
 */
export type Action = 'take' | 'ignore' | 'proceed';

export interface Edge<T> {
  readonly action: Action;
  readonly to: State<T>;
  guard: Guard<T>;
}

export interface State<T> {
  /** Its number is part of stored state: states are numbered in the order in which they are made. */
  readonly id: number;
  kind: StateKind;
  /** Index of the stage whose event is waited for; -1 for a final state. */
  readonly stage: number;
  /** Order matters: it is the order in which runs branch. */
  readonly edges: Edge<T>[];
  /** How long after its last event a run may wait here. Units: milliseconds. */
  readonly patienceMs: DurationMs | undefined;
}

/** The states of one automaton while it is built. */
export interface StateGraph<T> {
  readonly states: readonly State<T>[];
  add(kind: StateKind, stage: number, patienceMs?: DurationMs): State<T>;
}

export function stateGraph<T>(): StateGraph<T> {
  const states: State<T>[] = [];
  return {
    states,
    add(kind, stage, patienceMs) {
      const state: State<T> = { id: states.length, kind, stage, edges: [], patienceMs };
      states.push(state);
      return state;
    },
  };
}

/** Adds an edge, unless it could never open. */
export function connect<T>(from: State<T>, action: Action, to: State<T>, guard: Guard<T>): void {
  if (guard !== never) from.edges.push({ action, to, guard });
}

/** A state with the same edges; an edge of the state to itself becomes one of the copy to itself. */
export function copyState<T>(graph: StateGraph<T>, state: State<T>): State<T> {
  const copy = graph.add(state.kind, state.stage, state.patienceMs);
  for (const { action, to, guard } of state.edges) {
    connect(copy, action, to === state ? copy : to, guard);
  }
  return copy;
}

/**
 * The state, and all it proceeds to, as they are once something was matched after a notFollowedBy.
 *
 * @param lifted - Stages that are no longer watched for.
 */
export function copyWithoutStops<T>(
  graph: StateGraph<T>,
  state: State<T>,
  lifted: ReadonlySet<number>,
): State<T> {
  const copy = graph.add(state.kind, state.stage, state.patienceMs);
  for (const { action, to, guard } of state.edges) {
    if (action !== 'proceed') {
      connect(copy, action, to === state ? copy : to, guard);
    } else if (to.kind !== 'stop') {
      connect(copy, action, copyWithoutStops(graph, to, lifted), guard);
    } else if (!lifted.has(to.stage)) {
      connect(copy, action, to, guard);
    }
  }
  return copy;
}
