import fc from 'fast-check';
import type { AnyAggregator } from '../../../lib/core/aggregators/aggregator.ts';
import type { Fields } from '../../../lib/core/field-type.ts';
import {
  bigint,
  boolean,
  decimal,
  double,
  instant,
  int,
  json,
  string,
} from '../../../lib/core/field-type.ts';
import { aBigint, aDouble, aSafeInteger } from './numbers.ts';

/** A field of each type, named after it. */
export const FIELDS: Fields = {
  int: int(),
  decimal: decimal(2),
  double: double(),
  bigint: bigint(),
  instant: instant(),
  string: string(),
  boolean: boolean(),
  json: json(),
};

/** Few texts that come again, and ones with every kind of UTF-16 unit. */
const aText = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'é', 'e\u0301', '\uffff', '😀', '\ud800', '\udc00', '__proto__'),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
);

/** What events hold in the field of that name. */
export const VALUES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  int: aSafeInteger,
  decimal: aSafeInteger,
  double: aDouble,
  bigint: aBigint,
  instant: fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }),
  string: aText,
  boolean: fc.boolean(),
  json: fc.constantFrom(
    ...[1, -0, '1', true, [], [1, { b: 1, a: [2] }], { a: 1, b: null }, { b: null, a: 1 }, {}],
  ),
};

/** Those of them that have an order, so that there is a least and a greatest. */
export const ORDERED: readonly string[] = Object.keys(VALUES).filter((name) => name !== 'json');

/** What an aggregator is told of one event. */
export interface Told {
  readonly value: unknown;
  readonly time: number;
  readonly label: unknown;
  /** Grows with arrival. */
  readonly order: number;
}

/** The same events, arriving after all others. */
export const afterwards = (all: readonly Told[]): Told[] =>
  all.map((told) => ({ ...told, order: told.order + 1_000 }));

/** Events with times that no other has: what comes first does not depend on arrival. */
export const toldApart = (
  value: fc.Arbitrary<unknown>,
  label: fc.Arbitrary<unknown> = fc.constant(undefined),
): fc.Arbitrary<Told[]> =>
  fc
    .uniqueArray(fc.record({ value, time: fc.integer({ min: -99, max: 99 }), label }), {
      selector: ({ time }) => time,
      maxLength: 40,
    })
    .map((all) => all.map((told, order) => ({ ...told, order })));

/** Events with few times and labels, so that there are ties. */
export const someTold = (
  value: fc.Arbitrary<unknown>,
  label: fc.Arbitrary<unknown> = fc.constant(undefined),
): fc.Arbitrary<Told[]> =>
  fc
    .array(fc.record({ value, time: fc.integer({ min: -2, max: 2 }), label }), { maxLength: 40 })
    .map((all) => all.map((told, order) => ({ ...told, order })));

/** An accumulator that was told of these, in this order. */
export function accumulated(aggregator: AnyAggregator, events: readonly Told[]): unknown {
  const acc = aggregator.create();
  for (const { value, time, label, order } of events) {
    aggregator.add(acc, value, time, label, order);
  }
  return acc;
}

/** What an accumulator becomes when it is stored and read again. */
export const stored = (aggregator: AnyAggregator, acc: unknown): unknown =>
  aggregator.decode(JSON.parse(JSON.stringify(aggregator.encode(acc))));

/** All that can be seen of an accumulator. */
export const seen = (aggregator: AnyAggregator, acc: unknown) => ({
  row: aggregator.present(acc),
  state: JSON.stringify(aggregator.encode(acc)),
  isCapped: aggregator.isCapped?.(acc) ?? false,
});
