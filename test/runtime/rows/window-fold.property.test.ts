import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { max, mean, sum } from '../../../lib/core/aggregators/authoring.ts';
import { type AggregateSpec, bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import { double } from '../../../lib/core/field-type.ts';
import { rowAggregate } from '../../../lib/core/operators/accumulators.ts';
import { sliding } from '../../../lib/core/windows/window.ts';
import { type Folded, windowFold } from '../../../lib/runtime/rows/window-fold.ts';
import { runs } from '../../support/property.ts';

const fields = { value: double() };
const bound = (spec: AggregateSpec) => bindAggregate(spec, fields, 'test');
const row = rowAggregate({
  ...{ sum: bound(sum('value')), max: bound(max('value')), mean: bound(mean('value')) },
});
const spec = { windows: sliding(10, 4), allowedLateness: 5, row };

const anEvent = fc.record({
  value: fc.double({ noNaN: true, noDefaultInfinity: true }),
  key: fc.constantFrom('a', 'b'),
  time: fc.integer({ min: -20, max: 40 }),
  watermark: fc.integer({ min: -30, max: 40 }),
});
type AnEvent = typeof anEvent extends fc.Arbitrary<infer T> ? T : never;

function fold(events: readonly AnEvent[]): Folded[] {
  const open = windowFold(spec);
  for (const { value, key, time, watermark } of events) open.add({ value }, key, time, watermark);
  return open.drain();
}

const encoded = (rows: readonly Folded[]): string[] =>
  rows
    .map(({ key, start, end, acc }) => {
      return `${key} ${start} ${end} ${JSON.stringify(row.encode(acc))}`;
    })
    .sort();

function combined(first: readonly Folded[], second: readonly Folded[]): Folded[] {
  const rows = new Map(first.map((each) => [`${each.key} ${each.start}`, each]));
  for (const each of second) {
    const same = rows.get(`${each.key} ${each.start}`);
    if (same === undefined) rows.set(`${each.key} ${each.start}`, each);
    else row.combine(same.acc, each.acc);
  }
  return [...rows.values()];
}

describe('folding a batch', () => {
  test('L3: where a batch is cut makes no difference, to the last bit', () => {
    fc.assert(
      fc.property(fc.array(anEvent, { maxLength: 40 }), fc.nat(40), (events, cut) => {
        const whole = encoded(fold(events));

        const parts = combined(fold(events.slice(0, cut)), fold(events.slice(cut)));

        expect(encoded(parts)).toEqual(whole);
      }),
      runs(),
    );
  });

  test('takes an event into the windows that are open, and refuses it when none is', () => {
    const open = windowFold(spec);

    expect(open.add({ value: 1 }, 'a', 8, 14)).toBe(true);
    expect(open.add({ value: 1 }, 'a', 8, 23)).toBe(false);
    expect(open.drain().map(({ start }) => start)).toEqual([0, 4, 8]);
    expect(open.drain()).toEqual([]);
  });

  test('counts a missing value in no aggregate of its field', () => {
    const open = windowFold(spec);
    open.add({}, 'a', 0, Number.NEGATIVE_INFINITY);

    const [folded] = open.drain();

    expect(row.present(folded?.acc ?? [])).toEqual({ sum: null, max: null, mean: null });
  });
});
