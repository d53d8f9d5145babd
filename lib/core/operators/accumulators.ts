import type { Json } from '../aggregators/aggregator.ts';
import type { BoundAggregate } from '../aggregators/bind.ts';
import type { Event } from '../event.ts';
import { fulfils } from '../expression.ts';
import type { EventTime } from '../time.ts';
import type { Value } from '../value.ts';

/** Accumulators of one row, in the order of its aggregates. */
export type Accumulators = unknown[];

/** The aggregates of a row as one: everything that is done to all of them. */
export interface RowAggregate {
  create(): Accumulators;
  /**
   * Adds an event; a missing value counts in no aggregate of its field that does not ask for it.
   *
   * @param order - Grows with arrival.
   */
  add(acc: Accumulators, event: Event, time: EventTime, order: number): void;
  combine(into: Accumulators, from: Accumulators): void;
  present(acc: Accumulators): Readonly<Record<string, Value>>;
  /** Names of the aggregates that have passed their cap, in their order. */
  capped(acc: Accumulators): string[];
  encode(acc: Accumulators): Json[];
  decode(encoded: Json): Accumulators;
}

/** @param aggregates - By the names that rows show. */
export function rowAggregate(aggregates: Readonly<Record<string, BoundAggregate>>): RowAggregate {
  const names = Object.keys(aggregates);
  const bound = Object.values(aggregates);
  const adders = bound.map(adderOf);
  const caps = bound.flatMap(({ aggregator }, i) =>
    aggregator.isCapped === undefined ? [] : [{ i, isCapped: aggregator.isCapped }],
  );
  return {
    create: () => bound.map(({ aggregator }) => aggregator.create()),
    add: addAll(adders),
    combine(into, from) {
      for (let i = 0; i < bound.length; i++) {
        (bound[i] as BoundAggregate).aggregator.combine(into[i], from[i]);
      }
    },
    present: (acc) =>
      Object.fromEntries(bound.map(({ aggregator }, i) => [names[i], aggregator.present(acc[i])])),
    capped: (acc) => caps.flatMap(({ i, isCapped }) => (isCapped(acc[i]) ? (names[i] ?? []) : [])),
    encode: (acc) => bound.map(({ aggregator }, i) => aggregator.encode(acc[i])),
    decode: (encoded) => {
      const stored = encoded as readonly Json[];
      return bound.map(({ aggregator }, i) => aggregator.decode(stored[i] ?? null));
    },
  };
}

type Adder = (acc: unknown, event: Event, time: EventTime, order: number) => void;

function adderOf(bound: BoundAggregate): Adder {
  const { where } = bound;
  const add = unfilteredAdder(bound);
  if (where === undefined) return add;
  return (acc, event, time, order) => {
    if (fulfils(event, where)) add(acc, event, time, order);
  };
}

function unfilteredAdder({ field, label, row, takesNull, aggregator }: BoundAggregate): Adder {
  if (row !== undefined) {
    return (acc, event, time, order) => aggregator.add(acc, event, time, undefined, order);
  }
  if (field === undefined) return (acc, _event, time) => aggregator.add(acc, true, time);
  return (acc, event, time, order) => {
    const value = event[field];
    const isMissing = value === undefined || value === null;
    if (isMissing && !takesNull) return;
    const beside = label === undefined ? undefined : event[label];
    aggregator.add(acc, isMissing ? null : value, time, beside, order);
  };
}

const addAll =
  (adders: readonly Adder[]): RowAggregate['add'] =>
  (acc, event, time, order) => {
    for (let i = 0; i < adders.length; i++) (adders[i] as Adder)(acc[i], event, time, order);
  };
