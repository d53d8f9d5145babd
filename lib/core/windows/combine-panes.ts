import { firstWhere } from '../operators/first-where.ts';
import type { EventTime } from '../time.ts';
import { firstWindowOf, type PaneId } from './panes.ts';
import { type AlignedWindows, lastWindowStart } from './window.ts';

/** What a part of a pane holds. */
export interface HeldPane<A> extends PaneId {
  readonly acc: A;
}

/** How accumulators add up; nothing is changed but what `create` has made. */
export interface Adding<A> {
  create(): A;
  combine(into: A, from: A): void;
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
  const sums = paneSums(
    panes.map(({ start }) => start),
    adding,
  );
  const combined: CombinedWindow<A>[] = [];
  let entered = 0;
  let next = Number.isFinite(from)
    ? lastWindowStart(windows, Math.ceil(from) - 1) + windows.slide
    : from;
  for (const { from: first, to: last } of entering) {
    for (next = Math.max(next, first); next <= last && next < to; next += windows.slide) {
      for (; (entering[entered]?.from ?? to) <= next; entered++) {
        sums.add((entering[entered] as Entering<A>).pane);
      }
      const end = next + windows.size;
      combined.push({ start: next, end, acc: sums.between(next, end) });
    }
  }
  return combined;
}

/** Sums over ranges of panes to which more is added: a tree over their starts. */
function paneSums<A>(all: readonly EventTime[], { create, combine }: Adding<A>) {
  const starts = [...new Set(all)].sort((a, b) => a - b);
  const leaves = starts.length;
  /** The sum of nodes `2 n` and `2 n + 1` is node `n`; leaves are the last ones. */
  const nodes: (A | undefined)[] = new Array(2 * leaves);
  let isBuilt = false;

  function sumOf(a: A | undefined, b: A | undefined): A | undefined {
    if (a === undefined || b === undefined) return a ?? b;
    const sum = create();
    combine(sum, a);
    combine(sum, b);
    return sum;
  }

  const sumUp = (node: number): void => {
    nodes[node] = sumOf(nodes[2 * node], nodes[2 * node + 1]);
  };

  return {
    add({ start, acc }: HeldPane<A>): void {
      let node = leaves + firstWhere(starts, (each) => each >= start);
      nodes[node] = sumOf(nodes[node], acc);
      if (!isBuilt) return;
      for (node >>= 1; node >= 1; node >>= 1) sumUp(node);
    },
    /** Of what has been added, in panes that start in `from ≤ start < to`. */
    between(from: EventTime, to: EventTime): A {
      for (let node = leaves - 1; !isBuilt && node >= 1; node--) sumUp(node);
      isBuilt = true;
      const sum = create();
      const take = (node: number): void => {
        const some = nodes[node];
        if (some !== undefined) combine(sum, some);
      };
      let left = leaves + firstWhere(starts, (each) => each >= from);
      let right = leaves + firstWhere(starts, (each) => each >= to);
      for (; left < right; left >>= 1, right >>= 1) {
        if (left & 1) take(left++);
        if (right & 1) take(--right);
      }
      return sum;
    },
  };
}
