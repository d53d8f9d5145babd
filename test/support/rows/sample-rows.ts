import type { RowLayout } from '../../../lib/adapters/dynamodb/row-item.ts';
import {
  approxDistinct,
  count,
  distinct,
  first,
  last,
  max,
  mean,
  sum,
  topK,
} from '../../../lib/core/aggregators/authoring.ts';
import { type AggregateSpec, bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import type { BoundAggregate } from '../../../lib/core/aggregators/bound.ts';
import { bigint, decimal, double, instant, int, string } from '../../../lib/core/field-type.ts';
import { BEGINNING_OF_TIME, END_OF_TIME } from '../../../lib/core/time.ts';
import type { RowImage } from '../../../lib/ports/effects.ts';
import type { Column } from '../../../lib/ports/row-reader.ts';

const FIELDS = {
  name: string(),
  cents: decimal(3),
  big: bigint(),
  ratio: double(),
  n: int(),
  at: instant(),
};

const bound = (specs: Record<string, AggregateSpec>): Record<string, BoundAggregate> =>
  Object.fromEntries(
    Object.entries(specs).map(([as, spec]) => [as, bindAggregate(spec, FIELDS, as)]),
  );

const SUMS = bound({ lines: count(), revenue: sum('cents') });
export const FEW = bound({
  lines: count(),
  two: distinct('name', { cap: 2 }),
  one: distinct('name', { cap: 1 }),
});
export const ALL = bound({
  lines: count(),
  units: sum('n'),
  revenue: sum('cents'),
  volume: sum('big'),
  ratio: mean('ratio'),
  latest: last('at'),
  greatest: max('big'),
  names: distinct('name'),
  about: approxDistinct('name'),
  top: topK('cents', 2, { label: 'name' }),
  size: max('n'),
});

/** Rows whose values are as large as what they are made of. */
export const TEXTS = bound({
  lines: count(),
  one: first('name'),
  other: max('name'),
  top: topK('n', 1_000, { label: 'name' }),
});

export const LAYOUTS: ReadonlyMap<string, RowLayout> = new Map([
  ['sums', { keyFields: ['name'], keyTypes: [{ kind: 'string' }], aggregates: SUMS }],
  ['texts', { keyFields: ['name'], keyTypes: [{ kind: 'string' }], aggregates: TEXTS }],
  ['few', { keyFields: ['name'], keyTypes: [{ kind: 'string' }], aggregates: FEW }],
  [
    'all',
    {
      keyFields: ['cents', 'big', 'at'],
      keyTypes: [{ kind: 'decimal', scale: 3 }, { kind: 'bigint' }, { kind: 'instant' }],
      aggregates: ALL,
    },
  ],
]);

export const COLUMNS: ReadonlyMap<string, readonly Column[]> = new Map(
  [...LAYOUTS].map(([view, { keyFields, keyTypes, aggregates }]) => [
    view,
    [
      ...keyFields.map((name, i) => ({ name, type: keyTypes[i] ?? { kind: 'json' as const } })),
      ...Object.entries(aggregates).map(([name, { output }]) => ({ name, type: output })),
    ],
  ]),
);

export const HOUR = 3_600_000;
export const EVER = { from: BEGINNING_OF_TIME, to: END_OF_TIME };

type Event = Readonly<Record<string, unknown>>;

/** What the accumulators hold after the events. */
export const accOf = (
  aggregates: Readonly<Record<string, BoundAggregate>>,
  events: readonly Event[],
) =>
  Object.values(aggregates).map(({ aggregator, field, label }) => {
    const acc = aggregator.create();
    for (const event of events) {
      const value = field === undefined ? undefined : event[field];
      aggregator.add(
        acc,
        value,
        Number(event['at']),
        label === undefined ? undefined : event[label],
      );
    }
    return aggregator.encode(acc);
  });

export const sale = (key: string, start: number, cents = 1_500): RowImage => ({
  view: 'sums',
  key,
  start,
  end: start + HOUR,
  acc: accOf(SUMS, [{ name: key, cents, at: start }]),
  updatedAt: start + 5,
});

/** A row that holds text of such lengths. */
export const texts = (key: string, names: readonly string[], start = 0): RowImage => ({
  ...{ view: 'texts', key, start, end: start + HOUR, updatedAt: start + 5 },
  acc: accOf(
    TEXTS,
    names.map((name, at) => ({ name, n: at, at })),
  ),
});
