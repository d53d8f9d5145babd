import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { JUMP_GUARD, jumpGuard } from '../../lib/core/jump-guard.ts';
import { runs } from '../support/property.ts';

const SLACK = 100;

interface Released {
  readonly item: number;
  readonly isBelieved: boolean;
  /** How many records were given when this one was released. */
  readonly after: number;
}

/** Everything that a guard releases of records with these times. */
function released(times: readonly number[], { restoreAt = -1, far = SLACK } = {}): Released[] {
  const out: Released[] = [];
  let given = 0;
  const make = () =>
    jumpGuard<number>({ slack: SLACK, far }, (item, isBelieved) =>
      out.push({ item, isBelieved, after: given }),
    );
  let guard = make();
  times.forEach((time, i) => {
    if (i === restoreAt) {
      const state = JSON.parse(JSON.stringify(guard.state(), finite));
      guard = make();
      guard.restore({ ...state, newest: state.newest ?? Number.NEGATIVE_INFINITY });
    }
    given++;
    guard.take(time, i);
  });
  guard.end();
  return out;
}

const finite = (_: string, value: unknown) => (value === Number.NEGATIVE_INFINITY ? null : value);

/** Times whose disorder is within the slack, with gaps of any length between them. */
const honest = fc
  .array(
    fc.tuple(fc.oneof(fc.nat(50), fc.constantFrom(0, SLACK, SLACK + 1, 100_000)), fc.nat(SLACK)),
    { maxLength: 300 },
  )
  .map((steps) => {
    let newest = -50_000;
    return steps.map(([gap, behind]) => {
      newest += gap;
      return newest - behind;
    });
  });

describe('the guard of a clock', () => {
  test('believes all times of records that keep their disorder, whatever their gaps', () => {
    fc.assert(
      fc.property(honest, fc.constantFrom(SLACK, 5 * SLACK, 1e6), (times, far) => {
        expect(released(times, { far }).filter(({ isBelieved }) => !isBelieved)).toEqual([]);
      }),
      runs(),
    );
  });

  test('releases every record once, in order, and none later than the followers it needs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -500, max: 500 })),
        fc.nat(100),
        fc.constantFrom(SLACK, 2 * SLACK),
        (times, restoreAt, far) => {
          const all = released(times, { far });

          expect(all.map(({ item }) => item)).toEqual(times.map((_, i) => i));
          for (const { item, after } of all)
            expect(after - item - 1).toBeLessThanOrEqual(JUMP_GUARD.followers);
          expect(released(times, { restoreAt, far })).toEqual(all);
        },
      ),
      runs(),
    );
  });

  test('believes no lie about the future among honest records that are more', () => {
    const lie = fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 80 }));
    fc.assert(
      fc.property(honest, fc.array(lie, { maxLength: 20 }), (times, lies) => {
        // lies lie apart, and honest records follow each
        const spaced = new Map(lies.map(([at, years]) => [Math.floor(at / 8) * 8, years]));
        const given: { readonly time: number; readonly isLie: boolean }[] = [];
        times.forEach((time, i) => {
          const years = spaced.get(i);
          if (years !== undefined && i + 7 < times.length)
            given.push({ time: years * 31_536_000_000, isLie: true });
          given.push({ time, isLie: false });
        });

        const all = released(given.map(({ time }) => time));

        expect(all.map(({ isBelieved }) => isBelieved)).toEqual(given.map(({ isLie }) => !isLie));
      }),
      runs(),
    );
  });

  test('believes the newest of an input that runs backwards, after some records', () => {
    const backwards = Array.from({ length: 1_000 }, (_, i) => -i * SLACK);

    const verdicts = released(backwards).map(({ isBelieved }) => isBelieved);

    expect(verdicts.indexOf(true)).toBe(JUMP_GUARD.followers / 2 + 1);
    expect(verdicts.slice(JUMP_GUARD.followers)).not.toContain(false);
  });

  test('needs two records against a time, and more than are for it', () => {
    const far = 10_000;
    const believed = (...after: readonly number[]) => released([0, far, ...after])[1]?.isBelieved;

    expect(believed()).toBe(true);
    expect(believed(1)).toBe(true);
    expect(believed(1, 2)).toBe(false);
    expect(believed(1, far, 2)).toBe(false);
    expect(believed(1, far, 2, far)).toBe(true);
    expect(believed(far - SLACK, far - SLACK)).toBe(true);
    expect(believed(far - SLACK - 1, far - SLACK - 1)).toBe(false);
    expect(released([0, SLACK, 1, 2])[1]?.isBelieved).toBe(true);
    expect(released([0, SLACK + 1, 0, 0])[1]?.isBelieved).toBe(false);
  });

  test('takes a time that is not far ahead for a wrong clock only if nothing confirms it', () => {
    const near = 3 * SLACK;
    const many = (time: number, count = 32) => Array<number>(count).fill(time);
    const believed = (...after: readonly number[]) =>
      released([0, near, ...after], { far: 10 * SLACK })[1]?.isBelieved;

    expect(believed(1, 2)).toBe(true); // they are late
    expect(believed(...many(1, 31))).toBe(true);
    expect(believed(...many(1))).toBe(false);
    expect(believed(...many(1, 40), near)).toBe(true);
    expect(believed(...many(1, 64), near)).toBe(false);
    expect(believed(...many(near - SLACK))).toBe(true);
    expect(believed(...many(near - SLACK - 1))).toBe(false);
  });

  test('holds nothing back while no time is ahead', () => {
    const all = released([5, 0, SLACK, 2 * SLACK, 3 * SLACK, 1]);

    // the first one is ahead of nothing: all follow it at once
    expect(all.map(({ after }) => after)).toEqual([6, 6, 6, 6, 6, 6]);
    const later = released([...Array<number>(40).fill(0), SLACK, 2 * SLACK, 1]);
    expect(later.slice(-3).map(({ after }) => after)).toEqual([41, 42, 43]);
  });
});
