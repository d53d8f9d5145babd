import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as write from '../../../lib/core/aggregators/authoring.ts';
import { type AggregateSpec, bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import {
  accumulated,
  FIELDS,
  seen,
  stored,
  type Told,
} from '../../support/operators/aggregates.ts';
import { runs } from '../../support/property.ts';

const few = fc.constantFrom('a', 'b', 'c', 'd', '');

/** Events in the order of arrival, with few times; some have no value. */
const arriving = (value: fc.Arbitrary<unknown>): fc.Arbitrary<Told[]> =>
  fc
    .array(fc.record({ value, time: fc.integer({ min: 0, max: 3 }) }), { maxLength: 30 })
    .map((all) => all.map((told, order) => ({ ...told, label: undefined, order })));

/** The values in the order of their events, by sorting all of them. */
const inOrder = (all: readonly Told[]): unknown[] =>
  all.toSorted((a, b) => a.time - b.time || a.order - b.order).map(({ value }) => value);

const bound = (spec: AggregateSpec) => bindAggregate(spec, FIELDS, 'test').aggregator;

/** Every other event in one accumulator, the rest in another; then together. */
function inHalves(spec: AggregateSpec, all: readonly Told[]) {
  const aggregator = bound(spec);
  const [even, odd] = [0, 1].map((half) =>
    accumulated(
      aggregator,
      all.filter((_, i) => i % 2 === half),
    ),
  );
  aggregator.combine(even, odd);
  return seen(aggregator, even);
}

const shown = (spec: AggregateSpec, all: readonly Told[]): unknown =>
  bound(spec).present(accumulated(bound(spec), all));

describe('aggregates of a sequence', () => {
  test.each([1, 2, 5, 30])(
    'L2: halves of ties are together what all of them are, cap %i',
    (cap) => {
      const specs = [
        write.collectList('string', { cap }),
        write.collectSet('string', { cap }),
        write.last('string', { n: cap }),
        write.stringAgg('string', '-', { cap }),
      ];
      fc.assert(
        fc.property(arriving(few), fc.array(fc.nat()), (all, places) => {
          const shuffled = all.toSorted((a, b) => (places[a.order] ?? 0) - (places[b.order] ?? 0));

          for (const spec of specs) {
            const aggregator = bound(spec);
            const whole = seen(aggregator, accumulated(aggregator, all));
            expect(inHalves(spec, all)).toEqual(whole);
            expect(seen(aggregator, accumulated(aggregator, shuffled))).toEqual(whole);
          }
        }),
        runs(),
      );
    },
  );

  test('show what sorting by time and arrival gives', () => {
    fc.assert(
      fc.property(arriving(few), (all) => {
        const sorted = inOrder(all);

        expect(shown(write.collectList('string'), all)).toEqual(sorted);
        expect(shown(write.collectSet('string'), all)).toEqual([...new Set(sorted)]);
        expect(shown(write.first('string', { n: 2 }), all)).toEqual(sorted.slice(0, 2));
        expect(shown(write.last('string', { n: 2 }), all)).toEqual(sorted.slice(-2));
        expect(shown(write.nth('string', 3), all)).toEqual(sorted[2] ?? null);
        expect(shown(write.stringAgg('string', '|'), all)).toEqual(
          sorted.length === 0 ? null : sorted.join('|'),
        );
        expect(shown(write.collectList('string', { order: 'arrival' }), all)).toEqual(
          all.map(({ value }) => value),
        );
      }),
      runs(),
    );
  });

  test('keep what comes first at a cap, and say so only then', () => {
    fc.assert(
      fc.property(arriving(few), fc.integer({ min: 1, max: 5 }), (all, cap) => {
        const sorted = inOrder(all);
        const different = [...new Set(sorted)];
        const [list, set] = [
          bound(write.collectList('string', { cap })),
          bound(write.collectSet('string', { cap })),
        ];
        const [listed, sets] = [accumulated(list, all), accumulated(set, all)];

        expect(list.present(listed)).toEqual(sorted.slice(0, cap));
        expect(list.isCapped?.(listed)).toBe(sorted.length > cap);
        expect(set.present(sets)).toEqual(different.slice(0, cap));
        expect(set.isCapped?.(sets)).toBe(different.length > cap);
      }),
      runs(),
    );
  });

  test('go on behind what was stored, ties included', () => {
    fc.assert(
      fc.property(arriving(few), fc.nat(30), (all, cut) => {
        for (const spec of [write.collectList('string'), write.collectSet('string')]) {
          const aggregator = bound(spec);
          const acc = stored(aggregator, accumulated(aggregator, all.slice(0, cut)));
          for (const { value, time, order } of all.slice(cut)) {
            aggregator.add(acc, value, time, undefined, order + 1);
          }
          expect(seen(aggregator, acc)).toEqual(seen(aggregator, accumulated(aggregator, all)));
        }
      }),
      runs(),
    );
  });

  test('keep nulls where they are asked to', () => {
    const all = [
      { value: 'z', time: 3, label: undefined, order: 0 },
      { value: 'x', time: 1, label: undefined, order: 1 },
      { value: null, time: 2, label: undefined, order: 2 },
    ];

    expect(shown(write.collectList('string', { nulls: 'keep' }), all)).toEqual(['x', null, 'z']);
    expect(shown(write.nth('string', 2, { nulls: 'keep' }), all)).toBeNull();
    expect(shown(write.last('string', { nulls: 'keep' }), all.slice(1))).toBeNull();
  });

  test('take JSON values for one if their members are equal, in any order', () => {
    const all = [{ a: 1, b: [2, { c: 3, d: 4 }] }, { b: [2, { d: 4, c: 3 }], a: 1 }, { a: 2 }].map(
      (value, order) => ({ value, time: order, label: undefined, order }),
    );

    expect(shown(write.collectSet('json'), all)).toEqual([all[0]?.value, { a: 2 }]);
    expect(shown(write.distinct('json'), all)).toBe(2);
    expect(shown(write.mode('json'), all)).toEqual(all[0]?.value);
    expect(shown(write.first('json'), all)).toEqual(all[0]?.value);
  });
});
