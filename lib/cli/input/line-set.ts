import { UsageError } from '../usage-error.ts';

/** Lines `from ≤ line ≤ to`; without an end if `to` is infinite. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** Lines of an input, in ascending ranges that do not touch. */
export type LineSet = readonly LineRange[];

/** All lines from one on. */
export const linesFrom = (from: number): LineSet => [{ from, to: Number.POSITIVE_INFINITY }];

export const ALL_LINES = linesFrom(1);

/** The last line of a set; 0 for none at all. */
export const lastOf = (set: LineSet): number => set.at(-1)?.to ?? 0;

/** Whether a line is among them. */
export function hasLine(set: LineSet, line: number): boolean {
  let low = 0;
  let high = set.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const range = set[middle] as LineRange;
    if (line < range.from) high = middle - 1;
    else if (line > range.to) low = middle + 1;
    else return true;
  }
  return false;
}

/** Lines that are among those and not before `from`. */
export const notBefore = (set: LineSet, from: number): LineSet =>
  set
    .filter(({ to }) => to >= from)
    .map((range) => (range.from >= from ? range : { from, to: range.to }));

/** These lines, in any order, and after them those of a set. */
export function withLines(lines: readonly number[], after: LineSet): LineSet {
  const ranges: LineRange[] = [];
  const single = lines.map((line): LineRange => ({ from: line, to: line }));
  for (const range of [...single, ...after].sort((a, b) => a.from - b.from)) {
    const last = ranges.at(-1);
    if (last === undefined || range.from > last.to + 1) ranges.push(range);
    else ranges[ranges.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
  }
  return ranges;
}

/** As `--lines` takes it: `3,5-8,12-`. */
export const formatLines = (set: LineSet): string =>
  set
    .map(({ from, to }) => {
      if (to === from) return `${from}`;
      return to === Number.POSITIVE_INFINITY ? `${from}-` : `${from}-${to}`;
    })
    .join(',');

const RANGE = /^([1-9]\d{0,14})(-([1-9]\d{0,14})?)?$/;

/**
 * Reads what {@link formatLines} writes.
 *
 * @throws {@link UsageError} for anything else
 */
export function parseLines(text: string, at: string): LineSet {
  const ranges = text
    .trim()
    .split(',')
    .map((part): LineRange => {
      const [, from, isOpen, to] = RANGE.exec(part.trim()) ?? wrong(part, at);
      const first = Number(from);
      const last = to === undefined ? (isOpen ? Number.POSITIVE_INFINITY : first) : Number(to);
      return last < first ? wrong(part, at) : { from: first, to: last };
    });
  return withLines([], ranges);
}

function wrong(part: string, at: string): never {
  throw new UsageError(
    `${at}: names no lines; got ${JSON.stringify(part.slice(0, 50))}, expected lines and ranges from 1, such as 3,5-8,12-; correct it`,
  );
}
