import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as write from '../../../lib/core/aggregators/authoring.ts';
import { type AggregateSpec, bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import {
  accumulated,
  afterwards,
  FIELDS,
  seen,
  someTold,
  stored,
  type Told,
  toldApart,
  VALUES,
} from '../../support/operators/aggregates.ts';
import { runs } from '../../support/property.ts';

const numeric = ['int', 'decimal', 'double', 'bigint'];
const comparable = [...numeric, 'instant', 'string', 'boolean'];
const any = [...comparable, 'json'];

/** Each aggregate with each type of field that it takes; caps are small, so that they are passed. */
const specs: AggregateSpec[] = [
  write.count(),
  ...comparable.map((field) => write.count(field)),
  ...numeric.flatMap((field) => [
    write.sum(field),
    write.mean(field),
    write.variance(field),
    write.variance(field, { of: 'population' }),
    write.quantile(field, 0.5),
    write.quantiles(field, [0, 0.07, 0.5, 0.99, 1], { accuracy: 0.2 }),
    write.percentile(field, 0.9, { cap: 20 }),
    write.median(field, { method: 'discrete', cap: 5 }),
    write.sumDistinct(field, { cap: 5 }),
    write.corr(field, 'int'),
    write.covarPop('double', field),
    write.covarSamp(field, 'decimal'),
    write.skewness(field),
  ]),
  ...['int', 'bigint'].flatMap((field) => [
    write.bitAnd(field),
    write.bitOr(field),
    write.bitXor(field),
  ]),
  write.every('boolean'),
  write.some('boolean'),
  write.stringAgg('string', ', ', { cap: 3 }),
  ...any.flatMap((field) => [
    write.distinct(field, { cap: 3 }),
    write.first(field),
    write.last(field),
    write.mode(field, { cap: 5 }),
    write.collectList(field, { cap: 5 }),
    write.collectList(field, { nulls: 'keep' }),
    write.collectSet(field, { cap: 3, nulls: 'keep' }),
    write.collectSet(field),
    write.first(field, { n: 3 }),
    write.last(field, { n: 3, nulls: 'keep' }),
    write.last(field, { nulls: 'keep' }),
    write.nth(field, 2),
  ]),
  ...comparable.flatMap((field) => [
    write.min(field),
    write.max(field),
    write.distinct(field, { cap: 5 }),
    write.approxDistinct(field, { error: 0.2 }),
    write.topK(field, 1),
    write.topK(field, 5),
    write.topK(field, 5, { label: 'string' }),
    write.topK(field, 5, { label: 'double' }),
  ]),
];

const byDouble = { field: 'double', order: 'desc' } as const;
specs.push(
  ...comparable.flatMap((field) => {
    const by = [{ field, order: 'desc', nulls: 'first' } as const];
    return [
      write.topRows(3, { by, fields: [field, 'json'] }),
      write.topRows(2, { by, rank: 'withTies', fields: ['int'], cap: 4 }),
      write.topRows(2, { by, rank: 'dense', fields: ['int'], cap: 4 }),
    ];
  }),
  write.topRows(1, { by: [{ field: 'boolean', order: 'asc' }, byDouble] }),
  write.topRows(3, { by: [{ field: 'boolean', order: 'asc' }], rank: 'dense' }),
);

/** What events hold in some fields; now and then nothing. */
const holding = (fields: readonly string[]): fc.Arbitrary<unknown> =>
  fc.record(Object.fromEntries(fields.map((name) => [name, fc.option(VALUES[name] ?? fc.nat())])));

const cases = specs.map((spec) => {
  const bound = bindAggregate(spec, FIELDS, 'test');
  const { aggregator, field = 'int', label, row, takesNull, needsOrder } = bound;
  const values = row === undefined ? (VALUES[field] ?? fc.anything()) : holding(row);
  const told = takesNull ? fc.option(values) : values;
  const labels = label === undefined ? undefined : fc.option(VALUES[label] ?? fc.anything());
  const { fn, field: of = 'events', ...options } = { field: undefined, ...spec };
  return {
    title: [fn, 'of', of, Object.keys(options).length > 0 ? JSON.stringify(options) : ''].join(' '),
    aggregator,
    events: needsOrder ? toldApart(told, labels) : someTold(told, labels),
  };
});

/** An order, cuts, and which two groups are combined next: numbers that never end. */
const choices = fc.infiniteStream(fc.nat());

describe.each(cases)('$title', ({ aggregator, events }) => {
  /** Deals the events to groups, in another order; combines those in any order, some stored. */
  const inGroups = (all: readonly Told[], next: () => number): unknown => {
    const shuffled = all
      .map((event) => ({ event, place: next() }))
      .sort((a, b) => a.place - b.place)
      .map(({ event }) => event);
    const dealt: Told[][] = Array.from({ length: 1 + (next() % 4) }, () => []);
    for (const event of shuffled) dealt[next() % dealt.length]?.push(event);

    const groups = dealt.map((group) => accumulated(aggregator, group));
    while (groups.length > 1) {
      const [from] = groups.splice(next() % groups.length, 1);
      const at = next() % groups.length;
      const into = next() % 2 === 0 ? groups[at] : stored(aggregator, groups[at]);
      aggregator.combine(into, from);
      groups[at] = into;
    }
    return groups[0];
  };

  test('L2: equal events give equal rows and equal state, in any order and grouping', () => {
    fc.assert(
      fc.property(events, choices, (all, stream) => {
        const grouped = inGroups(all, () => stream.next().value);

        expect(seen(aggregator, grouped)).toEqual(seen(aggregator, accumulated(aggregator, all)));
      }),
      runs(),
    );
  });

  test('L2: nothing added, or combined with, changes nothing', () => {
    fc.assert(
      fc.property(events, (all) => {
        const before = seen(aggregator, accumulated(aggregator, all));
        const left = aggregator.create();
        aggregator.combine(left, accumulated(aggregator, all));
        const right = accumulated(aggregator, all);
        aggregator.combine(right, aggregator.create());

        expect([seen(aggregator, left), seen(aggregator, right)]).toEqual([before, before]);
      }),
      runs(20),
    );
  });

  test('comes back from its stored form as what it was, and goes on as if it had not been', () => {
    fc.assert(
      fc.property(events, events, (before, next) => {
        const after = afterwards(next);
        const acc = stored(aggregator, accumulated(aggregator, before));
        const restored = seen(aggregator, acc);
        for (const { value, time, label, order } of after) {
          aggregator.add(acc, value, time, label, order);
        }

        expect(restored).toEqual(seen(aggregator, accumulated(aggregator, before)));
        expect(seen(aggregator, acc)).toEqual(
          seen(aggregator, accumulated(aggregator, [...before, ...after])),
        );
      }),
      runs(30),
    );
  });

  test('leaves what it was combined from as it was', () => {
    fc.assert(
      fc.property(events, events, (some, more) => {
        const from = accumulated(aggregator, more);
        const before = seen(aggregator, from);
        const into = accumulated(aggregator, some);
        aggregator.combine(into, from);
        for (const { value, time, label, order } of some) {
          aggregator.add(into, value, time, label, order);
        }

        expect(seen(aggregator, from)).toEqual(before);
      }),
      runs(20),
    );
  });
});
