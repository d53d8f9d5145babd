import { Decimal } from './decimal.ts';
import type { Event } from './event.ts';
import type { Fields } from './field-type.ts';
import type { PatternFunction } from './pattern/guard.ts';
import type { MatchedValues } from './pattern/run.ts';

/** An event as functions of an author see it. */
export type Seen = (event: Event) => Event;

/**
 * Gives events to functions of an author: decimals with their scale, and `undefined` for what is missing.
 *
 * Between functions an event holds a decimal as its units, which is fast and which no author sees.
 *
 * @returns `undefined` if no field is a decimal: then functions see events as they are held.
 */
export function seenAs(fields: Fields): Seen | undefined {
  const decimals = Object.entries(fields).flatMap(([name, { type }]) =>
    type.kind === 'decimal' ? [{ name, scale: type.scale }] : [],
  );
  if (decimals.length === 0) return undefined;
  return (event) => {
    const seen: Record<string, unknown> = { ...event };
    for (const { name, scale } of decimals) {
      const units = seen[name];
      if (typeof units === 'number') seen[name] = Decimal.ofUnits(units, scale);
    }
    return seen;
  };
}

/** The conditions in code of a pattern over events with these fields, as a matcher calls them. */
export function seeingFunctions(
  fields: Fields,
  functions: readonly PatternFunction<Event>[],
): readonly PatternFunction<Event>[] {
  const see = seenAs(fields);
  if (see === undefined) return functions;
  const known = new WeakMap<Event, Event>();
  const seen = (event: Event): Event => {
    const one = known.get(event) ?? see(event);
    known.set(event, one);
    return one;
  };
  const matches = new WeakMap<MatchedValues<Event>, MatchedValues<Event>>();
  const matchedSeen = (matched: MatchedValues<Event>): MatchedValues<Event> => {
    const all =
      matches.get(matched) ??
      Object.fromEntries(Object.entries(matched).map(([stage, those]) => [stage, those.map(seen)]));
    matches.set(matched, all);
    return all;
  };
  return functions.map((each) => (event, matched) => each(seen(event), matchedSeen(matched)));
}
