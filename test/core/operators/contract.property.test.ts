import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { END_OF_TIME } from '../../../lib/core/time.ts';
import { type Harness, harness, type Said } from '../../support/operators/operator-harness.ts';
import { AGGREGATE, OPERATORS } from '../../support/operators/operators.ts';
import { runs } from '../../support/property.ts';

/** Something that happens to a key. */
type Act =
  | {
      readonly do: 'event';
      readonly time: number;
      readonly v: number | undefined;
      readonly right: boolean;
    }
  | { readonly do: 'pass'; readonly by: number };

const anAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('event' as const),
      time: fc
        .tuple(fc.integer({ min: -4, max: 16 }), fc.constantFrom(0, 0, -1, 1))
        .map(([fives, off]) => fives * 5 + off),
      v: fc.option(fc.integer({ min: -30, max: 30 }), { nil: undefined, freq: 6 }),
      right: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      by: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom(30, 100)),
    }),
  },
);

const acts = fc.array(anAct, { maxLength: 40 });

/** Monitors read rows in the order of their windows; whatever else comes is theirs to refuse. */
function act(one: Harness, given: Act): Said[] {
  if (given.do === 'pass') return one.pass(Math.max(one.watermark, -25) + given.by);
  const { time, v, right } = given;
  return one.event(time, v === undefined ? {} : { v }, right ? 'right' : 'left');
}

/** What was said in one act, in an order that does not depend on how it came about. */
const sorted = (said: readonly Said[]): string[] =>
  said.map((one) => JSON.stringify(one)).toSorted();

describe.each(OPERATORS)('%s', (_name, make, keepsRows) => {
  const start = (): Harness => harness(make(), AGGREGATE);

  test('L7: written down and taken up again anywhere, it says the same', () => {
    fc.assert(
      fc.property(acts, fc.nat(40), (all, cut) => {
        const whole = start();
        const stopped = start();

        all.forEach((one, i) => {
          if (i === cut) stopped.restore();
          act(whole, one);
          act(stopped, one);
        });
        whole.end();
        stopped.end();

        expect(stopped.said).toEqual(whole.said);
      }),
      runs(),
    );
  });

  test('L3: in how many steps time passes makes no difference', () => {
    fc.assert(
      fc.property(acts, (all) => {
        const jumps = start();
        const steps = start();

        for (const one of all) {
          const said = act(jumps, one);
          const bits =
            one.do === 'pass' && one.by > 0
              ? Array.from({ length: one.by }, () => ({ ...one, by: 1 }))
              : [one];
          const inBits = bits.flatMap((bit) => act(steps, bit));

          expect(sorted(inBits)).toEqual(sorted(said));
        }
      }),
      runs(),
    );
  });

  test('has its next timer after the watermark', () => {
    fc.assert(
      fc.property(acts, (all) => {
        const one = start();

        for (const given of all) {
          act(one, given);

          if (given.do === 'pass') expect(one.nextTimer()).toBeGreaterThan(one.watermark);
        }
      }),
      runs(),
    );
  });

  test('reports every event that it does not take exactly once', () => {
    fc.assert(
      fc.property(acts, (all) => {
        const one = start();

        for (const given of all) {
          const said = act(one, given).filter(({ what }) => what === 'late' || what === 'overflow');

          expect(said.length).toBeLessThanOrEqual(given.do === 'event' ? 1 : 0);
        }
      }),
      runs(),
    );
  });

  test('holds nothing, and has nothing left to say, once time has passed', () => {
    fc.assert(
      fc.property(acts, (all) => {
        const one = start();
        for (const given of all) act(one, given);

        one.pass(1_000_000_000);
        const left = one.isEmpty();
        one.end();

        if (keepsRows !== true && !/counted/.test(_name)) expect(left).toBe(true);
        if (keepsRows !== true) expect(one.isEmpty()).toBe(true);
        expect(one.nextTimer()).toBe(END_OF_TIME);
      }),
      runs(),
    );
  });

  test('gives no result before the watermark by more than it says', () => {
    const { hold } = make();
    fc.assert(
      fc.property(acts, (all) => {
        const one = start();

        for (const given of all) {
          const reached = one.watermark;
          const own = given.do === 'event' ? given.time : END_OF_TIME;
          for (const { what, time, window } of act(one, given)) {
            const at = what === 'close' ? (window?.[1] ?? 0) - 1 : time;
            if ((what === 'emit' || what === 'close') && at !== undefined) {
              expect(at).toBeGreaterThanOrEqual(Math.min(reached - hold, own));
            }
          }
        }
      }),
      runs(),
    );
  });
});
