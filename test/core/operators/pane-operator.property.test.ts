import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RowAggregate } from '../../../lib/core/operators/accumulators.ts';
import type { Emission } from '../../../lib/core/operators/window-operator.ts';
import { type AlignedWindows, sliding } from '../../../lib/core/windows/window.ts';
import { alignedAssigner } from '../../../lib/core/windows/window-assigner.ts';
import { type Harness, harness } from '../../support/operators/operator-harness.ts';
import { AGGREGATE, paneOf, slidingOperator } from '../../support/operators/operators.ts';
import { runs } from '../../support/property.ts';

/** Sizes that slides divide and do not, shifted to either side of 1970. */
const someWindows: fc.Arbitrary<AlignedWindows> = fc
  .record({
    slide: fc.integer({ min: 1, max: 12 }),
    more: fc.integer({ min: 0, max: 60 }),
    isWhole: fc.boolean(),
    offset: fc.integer({ min: -7, max: 7 }),
  })
  .map(({ slide, more, isWhole, offset }) =>
    sliding(slide + (isWhole ? slide * (more % 12) : more), slide, { offset }),
  );

const anEmission: fc.Arbitrary<Emission> = fc.record({
  allowedLateness: fc.constantFrom(0, 1, 5, 20, 100),
  emit: fc.constantFrom('onTimeAndLate', 'final'),
  accumulation: fc.constantFrom('accumulating', 'discarding'),
});

type Act =
  | { readonly at: number; readonly v: number; readonly ahead: number }
  | { readonly by: number }
  | 'restore';

const anEvent = fc.record({
  at: fc.oneof(fc.integer({ min: -60, max: 150 }), fc.integer({ min: 0, max: 12 })),
  v: fc.integer({ min: -9, max: 9 }),
  ahead: fc.constantFrom(0, 0, 0, 3, 17, 80),
});
const acts: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: anEvent },
    { weight: 3, arbitrary: fc.record({ by: fc.constantFrom(0, 1, 2, 7, 25, 90) }) },
    { weight: 1, arbitrary: fc.constant('restore' as const) },
  ),
  { maxLength: 60 },
);

function act(one: Harness, given: Act): unknown {
  if (given === 'restore') return one.restore();
  if ('by' in given) return one.pass(Math.max(one.watermark, -70) + given.by);
  const { at, v, ahead } = given;
  return one.event(at, { v }, 'left', { ahead });
}

/** The aggregate with a count of its additions. */
function counting() {
  let [adds, combines] = [0, 0];
  const counted: RowAggregate = {
    ...AGGREGATE,
    add(...given) {
      adds++;
      AGGREGATE.add(...given);
    },
    combine(...given) {
      combines++;
      AGGREGATE.combine(...given);
    },
  };
  return { counted, added: () => adds, combined: () => combines };
}

describe('windows that are put together of panes', () => {
  test('say what windows say that are kept one by one, in the same order', () => {
    fc.assert(
      fc.property(someWindows, anEmission, acts, (windows, emission, all) => {
        const plain = harness(
          slidingOperator({ ...emission, windows: alignedAssigner(windows) }),
          AGGREGATE,
        );
        const panes = harness(paneOf({ ...emission, windows }), AGGREGATE);

        for (const each of all) {
          act(plain, each);
          act(panes, each);
          expect(panes.said).toEqual(plain.said);
          expect(panes.isEmpty()).toBe(plain.isEmpty());
        }
        plain.end();
        panes.end();

        expect(panes.said).toEqual(plain.said);
        expect(panes.isEmpty()).toBe(true);
      }),
      runs(1_000),
    );
  });

  test.each([
    ['an hour', 3_600],
    ['a day', 86_400],
    ['four days', 345_600],
  ])('of %s by minutes: an event is added once, and a row costs a few additions', (_, seconds) => {
    const { counted, added, combined } = counting();
    const one = harness(paneOf({ windows: sliding(seconds, 60), aggregate: counted }));
    const events = 3_000;

    for (let i = 0; i < events; i++) {
      one.event(i * 7);
      one.pass(i * 7 - 100);
    }
    const rows = one.said.filter(({ what }) => what === 'row').length;

    expect(added()).toBe(events);
    expect(rows).toBeGreaterThan(340);
    expect(combined() / rows).toBeLessThan(40);
  });

  test('take no more panes than they may, and go on with those that they have', () => {
    const one = harness(paneOf({ windows: sliding(60, 1), maxPanes: 3 }), AGGREGATE);

    for (const at of [10, 11, 12, 13, 11]) one.event(at);

    expect(one.said).toEqual([{ what: 'overflow', record: { at: 13 }, time: 13, cap: 'windows' }]);
    one.pass(75);
    expect(one.said.filter(({ what }) => what === 'row')).toHaveLength(62);
    expect(one.isEmpty()).toBe(true);
  });

  test('count what only some windows have among their panes, once for each of these', () => {
    const one = harness(paneOf({ windows: sliding(60, 1), maxPanes: 3 }), AGGREGATE);
    one.pass(0);

    for (const at of [10, 10, 11]) one.event(at, {}, 'left', { ahead: 50 });
    one.event(70);
    one.event(71);

    expect(one.said).toEqual([{ what: 'overflow', record: { at: 71 }, time: 71, cap: 'windows' }]);
  });
});
