import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { max, mean, sum } from '../../../lib/core/aggregators/authoring.ts';
import { bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import { double } from '../../../lib/core/field-type.ts';
import { sliding } from '../../../lib/core/windows/window.ts';
import { combineInto, type Folded, windowFold } from '../../../lib/runtime/rows/window-fold.ts';
import { runs } from '../../support/property.ts';

const fields = { value: double() };
const spec = {
  windows: sliding(10, 4),
  allowedLateness: 5,
  aggregates: [sum('value'), max('value'), mean('value')].map((each) =>
    bindAggregate(each, fields, 'test'),
  ),
};

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
      const values = spec.aggregates.map(({ aggregator }, i) => aggregator.encode(acc[i]));
      return `${key} ${start} ${end} ${JSON.stringify(values)}`;
    })
    .sort();

function combined(first: readonly Folded[], second: readonly Folded[]): Folded[] {
  const rows = new Map(first.map((row) => [`${row.key} ${row.start}`, row]));
  for (const row of second) {
    const same = rows.get(`${row.key} ${row.start}`);
    if (same === undefined) rows.set(`${row.key} ${row.start}`, row);
    else combineInto(spec.aggregates, same.acc, row.acc);
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

    const [row] = open.drain();

    expect(spec.aggregates.map(({ aggregator }, i) => aggregator.present(row?.acc[i]))).toEqual([
      null,
      null,
      null,
    ]);
  });
});
