import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { combinePanes, type HeldPane } from '../../../lib/core/windows/combine-panes.ts';
import { firstOpen, openPart, panesOf } from '../../../lib/core/windows/panes.ts';
import { type AlignedWindows, sliding } from '../../../lib/core/windows/window.ts';
import { runs } from '../../support/property.ts';

const someWindows = fc
  .record({
    slide: fc.integer({ min: 1, max: 6 }),
    more: fc.nat(20),
    offset: fc.integer({ min: -9, max: 9 }),
  })
  .map(({ slide, more, offset }) => sliding(slide + more, slide, { offset }));

/** Events in the order of their arrival, each with how far time had come. */
const someEvents = fc.array(
  fc.record({
    time: fc.integer({ min: -40, max: 40 }),
    watermark: fc.integer({ min: -60, max: 90 }),
  }),
  { maxLength: 30 },
);

const lists = {
  create: (): number[] => [],
  combine: (into: number[], from: number[]) => void into.push(...from),
};

type Arrived = { readonly time: number; readonly watermark: number };

/** Windows one by one, as definitions say them: all that hold the time and are not closed. */
function asWindows(
  { size, slide, offset }: AlignedWindows,
  lateness: number,
  events: readonly Arrived[],
): string[] {
  const found = new Map<number, number[]>();
  events.forEach(({ time, watermark }, i) => {
    for (let n = -200; n < 200; n++) {
      const start = offset + n * slide;
      const isOpen = start + size + lateness > watermark;
      if (start <= time && time < start + size && isOpen) {
        found.set(start, [...(found.get(start) ?? []), i]);
      }
    }
  });
  return [...found].sort(([a], [b]) => a - b).map(([start, ids]) => `${start} ${ids}`);
}

function inPanes(
  windows: AlignedWindows,
  lateness: number,
  events: readonly Arrived[],
): HeldPane<number[]>[] {
  const panes = panesOf(windows);
  return events.flatMap(({ time, watermark }, i) => {
    const start = Math.floor((time - panes.offset) / panes.size) * panes.size + panes.offset;
    const part = openPart(windows, { start }, firstOpen(windows, lateness, watermark));
    return part === undefined ? [] : [{ ...part, acc: [i] }];
  });
}

describe('panes', () => {
  test('combine to what windows hold that take each event as long as they are open', () => {
    fc.assert(
      fc.property(someWindows, fc.nat(12), someEvents, (windows, lateness, events) => {
        const ever = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

        const combined = combinePanes(windows, inPanes(windows, lateness, events), lists, ever);

        expect(combined.map(({ start, acc }) => `${start} ${acc.sort((a, b) => a - b)}`)).toEqual(
          asWindows(windows, lateness, events),
        );
      }),
      runs(),
    );
  });

  test('give the windows that start in a range, and no others', () => {
    fc.assert(
      fc.property(
        someWindows,
        someEvents,
        fc.integer({ min: -50, max: 50 }),
        fc.nat(60),
        (windows, events, from, length) => {
          const range = { from, to: from + length };
          const panes = inPanes(windows, 0, events);
          const ever = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

          const some = combinePanes(windows, panes, lists, range);

          const all = combinePanes(windows, panes, lists, ever);
          expect(some).toEqual(all.filter(({ start }) => from <= start && start < from + length));
        },
      ),
      runs(),
    );
  });

  test('go to what is still open of them, whoever looks again later', () => {
    fc.assert(
      fc.property(
        someWindows,
        fc.integer({ min: -30, max: 30 }),
        fc.integer({ min: -60, max: 60 }),
        fc.nat(40),
        (windows, n, first, later) => {
          const start = panesOf(windows).offset + n * panesOf(windows).size;
          const [before, after] = [first, first + later].map((at) => firstOpen(windows, 0, at)) as [
            number,
            number,
          ];
          const part = openPart(windows, { start }, before);

          const again = part && openPart(windows, part, after);

          expect(again).toEqual(openPart(windows, { start }, after));
        },
      ),
      runs(),
    );
  });
});
