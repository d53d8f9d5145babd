import { compilePattern } from '../../../lib/core/pattern/compile-pattern.ts';
import type { PatternResult } from '../../../lib/core/pattern/matcher.ts';
import type { PatternDefinition } from '../../../lib/core/pattern/pattern-chain.ts';
import type { MatchedEvents, PatternEvent } from '../../../lib/core/pattern/run.ts';

/** Events of the examples: a kind, and a number for conditions that compare. */
export interface Note {
  readonly kind: string;
  readonly price: number;
}

/** `b2@7$3` is an event `b2` of kind `b` at 7 with price 3; without a time, the next whole number. */
export function notes(text: string): PatternEvent<Note>[] {
  let ts = 0;
  return text.split(' ').map((word) => {
    const [, id = '', kind = '', at, price] =
      /^(([a-z]+)\d*)(?:@(-?\d+))?(?:\$(\d+))?$/.exec(word) ?? [];
    ts = at === undefined ? ts + 1 : Number(at);
    return { id, ts, value: { kind, price: Number(price ?? 0) } };
  });
}

export const describeEvents = (events: MatchedEvents<unknown>): string =>
  Object.entries(events)
    .map(([name, list]) => `${name}:${list.map(({ id }) => id).join(',')}`)
    .join(' ');

/** Matches of a whole stream, as `stage:ids`, in the order in which they come. */
export const find = (definition: PatternDefinition<Note>, text: string): string[] =>
  run(definition, text).matches.map(({ events }) => describeEvents(events));

/** All that a whole stream gives. */
export function run(
  { spec, functions }: PatternDefinition<Note>,
  text: string,
): Pick<PatternResult<Note>, 'matches' | 'timeouts'> {
  const matcher = compilePattern<Note>(spec, functions);
  const met = matcher.process(matcher.empty, notes(text));
  const end = matcher.process(met.state, [], Number.POSITIVE_INFINITY);
  return {
    matches: [...met.matches, ...end.matches],
    timeouts: [...met.timeouts, ...end.timeouts],
  };
}
