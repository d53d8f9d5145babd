import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as write from '../../../lib/core/aggregators/authoring.ts';
import { bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import {
  accumulated,
  FIELDS,
  seen,
  stored,
  type Told,
} from '../../support/operators/aggregates.ts';
import { runs } from '../../support/property.ts';

/** Events in the order of arrival, with few values and few times. */
const arriving: fc.Arbitrary<Told[]> = fc
  .array(
    fc.record({
      value: fc.record({
        int: fc.option(fc.integer({ min: 0, max: 3 })),
        string: fc.constantFrom('a', 'b', 'c'),
      }),
      time: fc.integer({ min: 0, max: 2 }),
    }),
    { maxLength: 25 },
  )
  .map((all) => all.map((told, order) => ({ ...told, label: undefined, order })));

type Shown = { readonly int: number | null; readonly string: string };

/** Largest first, those without one last. */
const size = ({ value }: Told): number => -((value as Shown).int ?? -1);

/** How many of them are less, or how many different ones. */
const RANKS = {
  row: (_: Told, i: number) => i + 1,
  withTies: (one: Told, _: number, all: readonly Told[]) =>
    1 + all.filter((other) => size(other) < size(one)).length,
  dense: (one: Told, _: number, all: readonly Told[]) =>
    1 + new Set(all.map(size).filter((other) => other < size(one))).size,
} as const;

function expected(all: readonly Told[], n: number, rank: keyof typeof RANKS) {
  const sorted = all.toSorted((a, b) => size(a) - size(b) || a.time - b.time || a.order - b.order);
  return sorted
    .map((told, i) => ({ ...(told.value as Shown), rank: RANKS[rank](told, i, sorted) }))
    .filter((row) => row.rank <= n);
}

describe.each(['row', 'withTies', 'dense'] as const)('rows ranked %s', (rank) => {
  test('are those that sorting all events gives, however they are dealt and stored', () => {
    fc.assert(
      fc.property(
        ...[arriving, fc.array(fc.nat()), fc.integer({ min: 1, max: 6 }), fc.nat({ max: 4 })],
        (all, places, n, more) => {
          const { aggregator } = bindAggregate(
            write.topRows(n, {
              by: [{ field: 'int', order: 'desc' }],
              fields: ['int', 'string'],
              ...(rank === 'row' ? {} : { rank, cap: n + more }),
            }),
            FIELDS,
            'test',
          );
          const shuffled = all.toSorted((a, b) => (places[a.order] ?? 0) - (places[b.order] ?? 0));
          const [even, odd] = [0, 1].map((half) =>
            accumulated(
              aggregator,
              shuffled.filter((_, i) => i % 2 === half),
            ),
          );
          aggregator.combine(even, odd);

          const rows = expected(all, n, rank);
          const most = rank === 'row' ? n : n + more;
          const whole = accumulated(aggregator, all);
          expect(aggregator.present(even)).toEqual(rows.slice(0, most));
          expect(seen(aggregator, even)).toEqual(seen(aggregator, whole));
          expect(seen(aggregator, stored(aggregator, whole))).toEqual(seen(aggregator, whole));
          expect(aggregator.isCapped?.(even) ?? false).toBe(rows.length > most);
        },
      ),
      runs(),
    );
  });
});
