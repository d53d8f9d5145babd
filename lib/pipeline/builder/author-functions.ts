import type { Event } from '../../core/event.ts';
import type { Field, Fields } from '../../core/field-type.ts';
import { returnedAs } from '../../core/returned-event.ts';
import { seenAs } from '../../core/seen-event.ts';

/** A condition in code as steps call it: with an event as it is held. */
export function acceptOf(
  fields: Fields,
  accept: (event: Event) => boolean,
): (event: Event) => boolean {
  const see = seenAs(fields);
  return see === undefined ? accept : (event) => accept(see(event));
}

interface FromTo {
  /** Of the events that the function is given. */
  readonly from: Fields;
  /** Of those that it returns. */
  readonly to: Fields;
}

/** A `map` as steps call it: with an event as it is held, for one that is checked and held likewise. */
export function mapOf(
  { from, to }: FromTo,
  map: (event: Event) => unknown,
): (event: Event) => Event {
  const [see, take] = [seenAs(from), returnedAs(to)];
  return (event) => {
    const seen = see === undefined ? event : see(event);
    return take(map(seen), seen);
  };
}

/** The same for a `flatMap`. */
export function flatMapOf(
  { from, to }: FromTo,
  map: (event: Event) => readonly unknown[],
): (event: Event) => readonly Event[] {
  const [see, take] = [seenAs(from), returnedAs(to)];
  return (event) => {
    const seen = see === undefined ? event : see(event);
    return Array.from(map(seen), (each) => take(each, seen));
  };
}

/** A function that makes one field, as steps call it: its value is checked and held likewise. */
export function computeOf(
  fields: Fields,
  { name, field }: { readonly name: string; readonly field: Field },
  compute: (event: Event) => unknown,
): (event: Event) => unknown {
  const [see, take] = [seenAs(fields), returnedAs({ [name]: field })];
  return (event) => take({ [name]: compute(see === undefined ? event : see(event)) }, event)[name];
}

/** A condition in code on both sides of a join, as steps call it. */
export function pairTestOf(
  left: { readonly fields: Fields },
  right: { readonly fields: Fields },
  accept: (one: Event, other: Event) => boolean,
): (one: Event, other: Event) => boolean {
  const [see, seeOther] = [seenAs(left.fields), seenAs(right.fields)];
  if (see === undefined && seeOther === undefined) return accept;
  return (one, other) => accept(see?.(one) ?? one, seeOther?.(other) ?? other);
}
