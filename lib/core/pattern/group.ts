import type { Blueprint, Entry } from './blueprint.ts';
import { always, type Guard, never } from './guard.ts';
import { holdBack } from './repetition.ts';
import { isLooping, isOptional, type StageSpec } from './spec.ts';
import { patience } from './stage-guards.ts';
import { connect, type State } from './state-graph.ts';

/** A stage or a group in its place; the number of a group is that of its first stage. */
export interface Numbered {
  readonly spec: StageSpec;
  readonly stage: number;
  readonly parts: readonly Numbered[];
}

/** The stages of a pattern with the numbers that states and events know them by. */
export function numbered(stages: readonly StageSpec[], from = 0): readonly Numbered[] {
  let next = from;
  return stages.map((spec) => {
    const stage = next;
    const parts = numbered(spec.group ?? [], stage);
    next = parts.length === 0 ? stage + 1 : lastOf(parts) + 1;
    return { spec, stage, parts };
  });
}

const lastOf = (parts: readonly Numbered[]): number => {
  const last = parts.at(-1);
  if (last === undefined) return -1;
  return last.parts.length === 0 ? last.stage : lastOf(last.parts);
};

/** What a group is put together of: its stages once, before a state. */
type Body<T> = (sink: State<T>, entry: Entry<T>) => State<T>;

/**
 * A group of stages: first the needed repetitions, then the others, each of which may be the last.
 *
 * @param body - The stages of the group, once.
 */
export function group<T>(
  print: Blueprint<T>,
  of: Numbered,
  {
    sink,
    entry,
    body,
  }: { readonly sink: State<T>; readonly entry: Entry<T>; readonly body: Body<T> },
): State<T> {
  const { times, inner = 'relaxed', greedy } = of.spec;
  const exits = [...(isOptional(of.spec) ? [sink] : []), ...entry.exits];
  const first = (next: State<T>): State<T> => body(next, { how: entry.how, exits });
  if (times === undefined) return first(sink);
  const min = Math.max(1, times.min);
  const max = times.max ?? min;
  if (greedy === true && (isLooping(of.spec) || max > min)) holdBack(sink, leading(print, of));
  const another = (next: State<T>, onward: readonly State<T>[]): State<T> =>
    body(next, { how: inner, exits: onward });
  let next = sink;
  if (isLooping(of.spec)) {
    next = print.graph.add('normal', of.stage, patience(print.spec, of.stage, true));
    connect(next, 'proceed', another(next, [sink]), always);
  }
  for (let count = max; count > min; count -= 1) next = another(next, [sink]);
  for (let count = min; count > 1; count -= 1) next = another(next, []);
  return first(next);
}

/** What may begin a repetition of a group. */
function leading<T>(print: Blueprint<T>, of: Numbered): Guard<T> {
  const guards = leadersOf(of).map((stage) => print.guards[stage]?.fits ?? never);
  return (step) => guards.some((fits) => fits(step));
}

/** Its first stage, and those behind it as far as all before them are optional. */
function leadersOf({ stage, parts }: Numbered): number[] {
  if (parts.length === 0) return [stage];
  const needed = parts.findIndex(({ spec }) => !isOptional(spec));
  return parts.slice(0, needed + 1).flatMap(leadersOf);
}
