import type { EventTime } from '../time.ts';
import { type Adding, paneTree } from './pane-tree.ts';
import { firstWindowOf, type PaneId, panesOf } from './panes.ts';
import { type AlignedWindows, lastWindowStart } from './window.ts';

/** What a part of a pane holds. */
export interface HeldPane<A> extends PaneId {
  readonly acc: A;
}

/** A window with something in it. */
export interface CombinedWindow<A> {
  readonly start: EventTime;
  readonly end: EventTime;
  readonly acc: A;
}

interface Entering<A> {
  readonly pane: HeldPane<A>;
  /** The windows that have it, by start; both inclusive. */
  readonly from: EventTime;
  readonly to: EventTime;
}

/**
 * The windows that start in `from ≤ start < to` and have something in them, by start.
 *
 * A window costs a logarithm of the number of panes, however many it is made of.
 */
export function combinePanes<A>(
  windows: AlignedWindows,
  panes: readonly HeldPane<A>[],
  adding: Adding<A>,
  { from, to }: { readonly from: EventTime; readonly to: EventTime },
): CombinedWindow<A>[] {
  const entering = panes
    .map((pane): Entering<A> => {
      const first = firstWindowOf(windows, pane.start);
      const last = lastWindowStart(windows, pane.start);
      return { pane, from: Math.max(first, pane.since ?? first), to: last };
    })
    .sort((a, b) => a.from - b.from);
  const sums = paneTree(adding);
  const { size: length } = panesOf(windows);
  const numberOf = (start: EventTime): number => Math.round((start - windows.offset) / length);
  const combined: CombinedWindow<A>[] = [];
  let entered = 0;
  let next = Number.isFinite(from)
    ? lastWindowStart(windows, Math.ceil(from) - 1) + windows.slide
    : from;
  for (const { from: first, to: last } of entering) {
    for (next = Math.max(next, first); next <= last && next < to; next += windows.slide) {
      for (; (entering[entered]?.from ?? to) <= next; entered++) {
        const { start, acc } = (entering[entered] as Entering<A>).pane;
        adding.combine(sums.at(numberOf(start)), acc);
      }
      const end = next + windows.size;
      const acc = adding.create(); // the sum may be one of the panes, and those change
      adding.combine(acc, sums.between(numberOf(next), numberOf(end)));
      combined.push({ start: next, end, acc });
    }
  }
  return combined;
}
