import { formatLines, type LineSet, withLines } from './input/line-set.ts';

/** Longest list of lines that is printed; a longer one is cut. Characters. */
const LONGEST_LIST = 200;

/** Lines that wait to be put into ranges. */
const MOST_FRESH = 10_000;

interface Kind {
  readonly example: string;
  count: number;
  lines: LineSet;
  /** Lines that are not in the set yet. */
  fresh: number[];
}

/** What is said of many things: once per kind, with the first of them and their number. */
export interface Tally {
  /**
   * Counts one of a kind.
   *
   * @param example - Says what happened; asked for the first of the kind only.
   * @param line - Where in the input, if it has lines.
   * @returns the example, if it is the first of its kind.
   */
  add(kind: string, example: () => string, line?: number): string | undefined;
  /** One line for each kind that was seen so often, in the order in which they were first seen. */
  told(atLeast?: number): readonly string[];
}

/** Counts kinds; remembers of each the first, and lines as ranges. */
export function tally(): Tally {
  const kinds = new Map<string, Kind>();

  function settle(kind: Kind): void {
    kind.lines = withLines(kind.fresh, kind.lines);
    kind.fresh = [];
  }

  return {
    add(name, example, line) {
      const known = kinds.get(name);
      const kind = known ?? { example: example(), count: 0, lines: [], fresh: [] };
      if (known === undefined) kinds.set(name, kind);
      kind.count++;
      if (line !== undefined) kind.fresh.push(line);
      if (kind.fresh.length >= MOST_FRESH) settle(kind);
      return known === undefined ? kind.example : undefined;
    },
    told(atLeast = 1) {
      const seen = [...kinds.values()].filter(({ count }) => count >= atLeast);
      return seen.map((kind) => {
        settle(kind);
        if (kind.count === 1) return kind.example;
        const all = formatLines(kind.lines);
        const list = all.length <= LONGEST_LIST ? all : `${all.slice(0, LONGEST_LIST)}…`;
        const where = list === '' ? '' : `, on lines ${list}`;
        return `${kind.example}; ${kind.count} of this kind${where}`;
      });
    },
  };
}
