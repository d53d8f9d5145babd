import { type Field, type Fields, instant, json, optional } from '../../../lib/core/field-type.ts';
import { type Schema, schema } from '../../../lib/core/schema/schema.ts';
import type { Flow } from '../../../lib/pipeline/definition/operator.ts';
import type { Stream } from '../../../lib/pipeline/definition/stream.ts';
import type { AnyEvent } from '../infer-schema.ts';
import type { Words } from './words.ts';

/** What the definition of a query is made with. */
export interface QueryContext {
  /** A stream of the case, declared when it is first asked for. */
  stream(...names: readonly string[]): Stream<AnyEvent>;
  /** A field of a stream's events. */
  field(stream: string, name: string): Field;
  readonly words: Words;
}

/** A query: from streams to the events that are its rows. */
export type Query = (context: QueryContext) => Stream<AnyEvent>;

/** Events whose fields are known, as ones whose fields are not. */
export const untyped = (stream: { readonly flow: Flow }): Stream<AnyEvent> =>
  stream as unknown as Stream<AnyEvent>;

/** The same events with other fields, and with their time unless `map` gives another. */
export function reshape(
  stream: Stream<AnyEvent>,
  fields: Fields,
  map: (event: AnyEvent) => AnyEvent,
): Stream<AnyEvent> {
  const { time } = stream.flow;
  const all = { ...fields, [time]: instant() };
  return stream.map(schema(all) as Schema<AnyEvent>, (event) => {
    const made = map(event);
    return { ...made, [time]: made[time] ?? event[time] };
  });
}

/** Anything. */
export const anything = (): Field => optional(json());
