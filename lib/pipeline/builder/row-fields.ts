import type { BoundAggregate } from '../../core/aggregators/bind.ts';
import { type Field, type Fields, instant, json, optional } from '../../core/field-type.ts';

/** The window of a row, as fields of the event that the row becomes. */
export const WINDOW_FIELDS = {
  windowStart: instant(),
  windowEnd: instant(),
  windowTime: instant(),
} as const;

/** Aggregates that say something of every window whose events all have the field. */
const NEVER_EMPTY: readonly string[] = [
  ...['sum', 'min', 'max', 'mean', 'first', 'last', 'stringAgg'],
  ...['bitAnd', 'bitOr', 'bitXor', 'every', 'some'],
];

/** Aggregates that say something of every window. */
const ALWAYS: readonly string[] = [
  ...['count', 'distinct', 'approxDistinct', 'collectList', 'collectSet', 'topRows'],
];

/**
 * What aggregates are as fields of an event.
 *
 * Lists and structures become `json`. A field is optional if the aggregate may have nothing to say.
 */
export function valueFields(
  aggregates: Readonly<Record<string, BoundAggregate>>,
  inputs: Fields,
): Fields {
  return Object.fromEntries(
    Object.entries(aggregates).map(([name, bound]) => [name, valueField(bound, inputs)] as const),
  );
}

function valueField({ spec, field, output }: BoundAggregate, inputs: Fields): Field {
  const value: Field =
    output.kind === 'list' || output.kind === 'struct' ? json() : { type: output, optional: false };
  const isAlways = ALWAYS.includes(spec.fn);
  const hasAll =
    spec.where === undefined && field !== undefined && inputs[field]?.optional === false;
  return isAlways || (hasAll && NEVER_EMPTY.includes(spec.fn)) ? value : optional(value);
}
