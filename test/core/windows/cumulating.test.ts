import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cumulatingAssigner } from '../../../lib/core/windows/window-assigner.ts';
import { cumulating } from '../../../lib/core/windows/window-kinds.ts';
import { runs } from '../../support/property.ts';

const anInstant = fc.integer({ min: -1_000, max: 1_000 });

describe('cumulating windows', () => {
  test('L1: every instant is in those windows of its span that end behind it, and in no other', () => {
    fc.assert(
      fc.property(
        anInstant,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: -40, max: 40 }),
        (at, step, steps, offset) => {
          const windows = cumulatingAssigner(cumulating(step, step * steps, { offset }));

          const given: [number, number][] = [];
          let place = windows.lastStart(at);
          while (windows.endOf(place) > at) {
            given.push([windows.since?.(place) ?? Number.NaN, windows.endOf(place)]);
            place = windows.previousStart(place);
          }

          const size = step * steps;
          let start = at;
          while ((start - offset) % size !== 0) start--;
          const all = Array.from({ length: steps }, (_, i) => [start, start + (i + 1) * step]);
          expect(given.reverse()).toEqual(all.filter(([, end]) => at < Number(end)));
        },
      ),
      runs(),
    );
  });

  test('are made of whole steps', () => {
    expect(() => cumulating('7m', '1h')).toThrow(
      'cumulating › step: the size is not made of steps; got 3600000 ms in steps of 420000 ms, expected 1 to 10000 whole steps; choose a step that divides the size, such as a tenth of it [WINDOW_INVALID]',
    );
    expect(() => cumulating('2h', '1h')).toThrow('[WINDOW_INVALID]');
    expect(() => cumulating(1, '1h')).toThrow('[WINDOW_INVALID]');
  });
});
