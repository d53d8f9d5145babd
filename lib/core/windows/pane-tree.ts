import { firstWhere } from '../operators/first-where.ts';

/** How accumulators add up; nothing is changed but what `create` has made. */
export interface Adding<A> {
  create(): A;
  combine(into: A, from: A): void;
}

/**
 * Accumulators by number, and what ranges of them add up to.
 *
 * To change one costs the same however many there are, as long as nobody asks in between; to ask costs a
 * logarithm of the range, and of what has changed since. What is kept beside them is at most as much again.
 */
export interface PaneTree<A> {
  /** How many there are. */
  readonly size: number;
  /** The accumulator of that number, to be changed before anything else is asked; made if it is not there. */
  at(index: number): A;
  /** The sum of those in `from ≤ number < to`; not to be changed. */
  between(from: number, to: number): A;
  /** The least number that is not below `from`. */
  first(from: number): number | undefined;
  /** Forgets those below `to`. */
  dropBefore(to: number): void;
  /** In the order of their numbers. */
  entries(): IterableIterator<readonly [index: number, acc: A]>;
}

interface Leaf<A> {
  readonly acc: A;
  /** Whether a sum that is kept has it. */
  isSummed: boolean;
}

/**
 * An empty tree.
 *
 * Node `n` of level `k` is the sum of the numbers from `n · 2ᵏ` on, `2ᵏ` of them. A sum is kept where it is
 * of two or more, from when it is asked for until one of them changes.
 */
export function paneTree<A>({ create, combine }: Adding<A>): PaneTree<A> {
  const leaves = new Map<number, Leaf<A>>();
  const order: number[] = [];
  const levels: Map<number, A>[] = [];

  const place = (index: number): number => firstWhere(order, (each) => each >= index);

  function forgetSums(index: number): void {
    for (let level = 1, node = index; level < levels.length; level++) {
      node = Math.floor(node / 2);
      levels[level]?.delete(node);
    }
  }

  function sumOf(a: A | undefined, b: A | undefined): A | undefined {
    if (a === undefined || b === undefined) return a ?? b;
    const sum = create();
    combine(sum, a);
    combine(sum, b);
    return sum;
  }

  function nodeAt(level: number, node: number): A | undefined {
    if (level === 0) return summed(node);
    const kept = levels[level]?.get(node);
    if (kept !== undefined) return kept;
    const width = 2 ** level;
    const at = place(node * width);
    const [first, second] = [order[at], order[at + 1]];
    const end = (node + 1) * width;
    if (first === undefined || first >= end) return undefined;
    if (second === undefined || second >= end) return summed(first);
    const sum = sumOf(nodeAt(level - 1, 2 * node), nodeAt(level - 1, 2 * node + 1));
    for (let missing = levels.length; missing <= level; missing++) levels[missing] = new Map();
    if (sum !== undefined) levels[level]?.set(node, sum);
    return sum;
  }

  function summed(index: number): A | undefined {
    const leaf = leaves.get(index);
    if (leaf !== undefined) leaf.isSummed = true;
    return leaf?.acc;
  }

  return {
    get size() {
      return order.length;
    },
    at(index) {
      let leaf = leaves.get(index);
      if (leaf === undefined) {
        leaf = { acc: create(), isSummed: true }; // sums that are kept may stand where it belongs
        leaves.set(index, leaf);
        order.splice(place(index), 0, index);
      }
      if (leaf.isSummed) forgetSums(index);
      leaf.isSummed = false;
      return leaf.acc;
    },
    between(from, to) {
      const parts: A[] = [];
      const take = (level: number, node: number): void => {
        const part = nodeAt(level, node);
        if (part !== undefined) parts.push(part);
      };
      let [left, right] = [from, to];
      for (let level = 0; left < right; level++) {
        if (left % 2 !== 0) take(level, left++);
        if (right % 2 !== 0 && left < right) take(level, --right);
        left = Math.floor(left / 2);
        right = Math.floor(right / 2);
      }
      const [first, ...others] = parts;
      if (first !== undefined && others.length === 0) return first;
      const sum = create();
      for (const part of parts) combine(sum, part);
      return sum;
    },
    first: (from) => order[place(from)],
    dropBefore(to) {
      const dropped = order.splice(0, place(to));
      for (const index of dropped) {
        forgetSums(index);
        leaves.delete(index);
      }
    },
    *entries() {
      for (const index of order) yield [index, (leaves.get(index) as Leaf<A>).acc];
    },
  };
}
