import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  bigint,
  boolean,
  decimal,
  double,
  instant,
  int,
  json,
  optional,
  string,
} from '../../../lib/core/field-type.ts';
import { eventCodec } from '../../../lib/core/operators/event-codec.ts';
import { runs } from '../../support/property.ts';

const FIELDS = {
  text: optional(string()),
  flag: optional(boolean()),
  int: optional(int()),
  double: optional(double()),
  money: optional(decimal(2)),
  big: optional(bigint()),
  at: instant(),
  any: optional(json()),
};

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });

const anEvent = fc.record({
  text: maybe(fc.oneof(fc.string({ unit: 'binary' }), fc.constant('-0'))),
  flag: maybe(fc.boolean()),
  int: maybe(fc.oneof(fc.maxSafeInteger(), fc.constant(-0))),
  double: maybe(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(-0))),
  money: maybe(fc.maxSafeInteger()),
  big: maybe(fc.bigInt()),
  at: fc.integer(),
  any: maybe(fc.oneof(fc.jsonValue(), fc.constant(null), fc.constant('-0'))),
});

describe('the stored form of events', () => {
  const codec = eventCodec(FIELDS);

  test('L7: gives every event back to the last bit, through JSON text', () => {
    fc.assert(
      fc.property(anEvent, (event) => {
        const text = JSON.stringify(codec.encode(event));

        const back = codec.decode(JSON.parse(text));

        expect(back).toEqual({
          ...event,
          any: JSON.parse(JSON.stringify([event.any]))[0] ?? event.any,
        });
        expect(Object.is(back['double'], event.double)).toBe(true);
      }),
      runs(),
    );
  });
});
