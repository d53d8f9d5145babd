import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as write from '../../../lib/core/aggregators/authoring.ts';
import { type AggregateSpec, bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import { compareTexts } from '../../../lib/core/compare-texts.ts';
import {
  accumulated,
  FIELDS,
  ORDERED,
  someTold,
  type Told,
  VALUES,
} from '../../support/operators/aggregates.ts';
import { runs } from '../../support/property.ts';

const shown = (spec: AggregateSpec, events: readonly Told[]): unknown => {
  const { aggregator } = bindAggregate(spec, FIELDS, 'test');
  return aggregator.present(accumulated(aggregator, events));
};

/** Order of values as an oracle has it: texts by the bytes of their UTF-8 form. */
const order = (a: unknown, b: unknown): number => {
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(String(b)));
  return (a as number) < (b as number) ? -1 : Number((a as number) > (b as number));
};

/** What a row shows of a value; lone surrogates have no UTF-8 form and are left out. */
const asShown = (field: string, value: unknown): unknown => {
  if (field === 'decimal') return { units: BigInt(value as number), scale: 2 };
  return value === 0 ? 0 : value; // no −0
};

const isWellFormed = (value: unknown): boolean => typeof value !== 'string' || value.isWellFormed();

describe.each(ORDERED)('of %s', (field) => {
  const values = (VALUES[field] ?? fc.anything()).filter(isWellFormed);
  const events = someTold(values);

  test('min and max are the ends of the sorted values, and null of none', () => {
    fc.assert(
      fc.property(events, (all) => {
        const sorted = all.map(({ value }) => value).sort(order);
        const [least, most] = [sorted.at(0), sorted.at(-1)];

        expect([shown(write.min(field), all), shown(write.max(field), all)]).toEqual(
          all.length === 0 ? [null, null] : [asShown(field, least), asShown(field, most)],
        );
      }),
      runs(),
    );
  });

  test('first and last are the ends of the events sorted by time, then value', () => {
    fc.assert(
      fc.property(events, (all) => {
        const sorted = all.toSorted((a, b) => a.time - b.time || order(a.value, b.value));
        const [earliest, latest] = [sorted.at(0)?.value, sorted.at(-1)?.value];

        expect([shown(write.first(field), all), shown(write.last(field), all)]).toEqual(
          all.length === 0 ? [null, null] : [asShown(field, earliest), asShown(field, latest)],
        );
      }),
      runs(),
    );
  });

  test('topK is the front of the values sorted, largest first', () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 8 }), (all, k) => {
        const sorted = all.map(({ value }) => value).sort((a, b) => order(b, a));

        expect(shown(write.topK(field, k), all)).toEqual(
          sorted.slice(0, k).map((value) => asShown(field, value)),
        );
      }),
      runs(),
    );
  });

  test('topK puts equal values in the order of their labels, those without one last', () => {
    const labels = fc.option(fc.constantFrom('x', 'y', '\uffff', '😀'));
    fc.assert(
      fc.property(someTold(values, labels), (all) => {
        const sorted = all.toSorted(
          (a, b) =>
            order(b.value, a.value) ||
            Number(a.label === null) - Number(b.label === null) ||
            order(a.label ?? '', b.label ?? ''),
        );

        expect(shown(write.topK(field, 4, { label: 'string' }), all)).toEqual(
          sorted.slice(0, 4).map(({ value, label }) => ({ value: asShown(field, value), label })),
        );
      }),
      runs(),
    );
  });

  test('distinct is the number of different values up to the cap, and the cap + 1 beyond', () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 30 }), (all, cap) => {
        const different = new Set(all.map(({ value }) => value)).size;

        expect(shown(write.distinct(field, { cap }), all)).toBe(Math.min(different, cap + 1));
      }),
      runs(),
    );
  });
});

describe('compareTexts', () => {
  const text = fc.string({ unit: 'binary', maxLength: 4 });

  test('orders texts as their UTF-8 bytes are ordered', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareTexts(a, b))).toBe(order(a, b));
      }),
      runs(500),
    );
  });

  test('is a total order of all texts, lone surrogates included', () => {
    const unit = fc.constantFrom('a', '\ud800', '\udbff', '\udc00', '\ue000', '\uffff');
    const units = fc.array(unit, { maxLength: 3 }).map((all) => all.join(''));
    fc.assert(
      fc.property(units, units, units, (a, b, c) => {
        const sorted = [a, b, c].sort(compareTexts);

        expect(compareTexts(a, b) === 0).toBe(a === b);
        expect(compareTexts(a, b)).toBe(-compareTexts(b, a) + 0);
        expect(compareTexts(sorted[0] ?? '', sorted[2] ?? '')).toBeLessThanOrEqual(0);
      }),
      runs(500),
    );
  });
});
