import type { CaseEvent } from '../../conformance/case.ts';
import type { WindowCase } from '../../conformance/window-aggregate.ts';

type Given = WindowCase['spec']['aggregates'][string];

const isThere = (value: unknown): boolean => value !== undefined && value !== null;
const add = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0);
const mean = (all: readonly number[]): number => add(all) / all.length;
const about = (all: readonly number[], power: number): number =>
  mean(all.map((x) => (x - mean(all)) ** power));
/** JSON with the members of objects by name. */
export const byMembers = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
const different = (values: readonly unknown[]): unknown[] =>
  values.filter((value, at) => values.findIndex((x) => byMembers(x) === byMembers(value)) === at);

/** An aggregate over the values in the order of their events, slowly; `undefined` if it is another one. */
export function moreOf(given: Given, events: readonly CaseEvent[]): unknown {
  const { fn, field = '', nulls, order, n, i = 1, cap = 1_000, separator = '' } = given;
  const sorted = order === 'arrival' ? events : events.toSorted((a, b) => a.ts - b.ts);
  const all = sorted.map((event) => event[field] ?? null);
  const values = nulls === 'keep' ? all : all.filter(isThere);
  switch (fn) {
    case 'collectList':
      return values.slice(0, cap);
    case 'collectSet':
      return different(values).slice(0, cap);
    case 'stringAgg':
      return values.length === 0 ? null : values.slice(0, cap).join(separator);
    case 'first':
      return n === undefined ? (values[0] ?? null) : values.slice(0, n);
    case 'last':
      return n === undefined ? (values.at(-1) ?? null) : values.slice(-n);
    case 'topRows':
      return ranked(given, sorted);
    case 'nth':
      return values[i - 1] ?? null;
    case 'distinct':
      return different(values).length;
    default:
      return statistic(given, values as number[], pairsOf(given, events));
  }
}

/** The first rows: all of them in order, each with a rank that is counted from the start. */
function ranked({ n = 0, by = [], fields, rank, cap }: Given, sorted: readonly CaseEvent[]) {
  const less = (a: unknown, b: unknown): boolean => (a as number) < (b as number);
  const compare = (a: CaseEvent, b: CaseEvent): number => {
    for (const { field, order, nulls } of by) {
      const [x, y] = [a[field], b[field]];
      if (isThere(x) !== isThere(y)) return isThere(x) === (nulls === 'first') ? 1 : -1;
      if (isThere(x) && x !== y) return less(x, y) === (order === 'asc') ? -1 : 1;
    }
    return 0;
  };
  const rows = sorted.toSorted(compare);
  const before = (row: CaseEvent) => rows.filter((other) => compare(other, row) < 0);
  const isNew = (row: CaseEvent, i: number, all: readonly CaseEvent[]): boolean =>
    i === 0 || compare(all[i - 1] as CaseEvent, row) !== 0;
  return rows
    .map((row, i) => {
      const tied = rank === 'dense' ? before(row).filter(isNew) : before(row);
      return { row, rank: rank === undefined || rank === 'row' ? i + 1 : tied.length + 1 };
    })
    .filter((each) => each.rank <= n)
    .slice(0, cap ?? 100)
    .map(({ row, rank: own }) => {
      const shown = (fields ?? Object.keys(row)).map((name) => [name, row[name] ?? null]);
      return { rank: own, ...Object.fromEntries(shown) };
    });
}

const pairsOf = ({ x = '', y = '' }: Given, events: readonly CaseEvent[]): number[][] =>
  events.map((event) => [event[x], event[y]]).filter((pair) => pair.every(isThere)) as number[][];

function statistic(given: Given, values: number[], pairs: number[][]): unknown {
  const { fn, p = 0.5, method, cap = 1_000, of = 'sample' } = given;
  const sorted = values.toSorted((a, b) => a - b);
  const once = [...new Set(sorted)];
  const isOver = once.length > cap || values.length === 0;
  switch (fn) {
    case 'median':
    case 'percentile': {
      if (isOver) return null;
      if (method === 'discrete')
        return sorted[Math.max(0, Math.ceil(p * sorted.length - 1e-9) - 1)];
      const place = p * (sorted.length - 1);
      const [low = 0, high = 0] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
      return low + (high - low) * (place - Math.floor(place));
    }
    case 'mode': {
      const often = (x: number): number => sorted.filter((each) => each === x).length;
      return isOver ? null : once.toSorted((a, b) => often(b) - often(a))[0];
    }
    case 'sumDistinct':
      return isOver ? null : add(once);
    case 'bitAnd':
      return values.length === 0 ? null : values.reduce((a, b) => a & b);
    case 'bitOr':
      return values.length === 0 ? null : values.reduce((a, b) => a | b);
    case 'bitXor':
      return values.length === 0 ? null : values.reduce((a, b) => a ^ b);
    case 'every':
      return values.length === 0 ? null : values.every(Boolean);
    case 'some':
      return values.length === 0 ? null : values.some(Boolean);
    case 'skewness': {
      const m = values.length;
      const skew = about(values, 3) / about(values, 2) ** 1.5;
      return of === 'sample' ? (skew * Math.sqrt(m * (m - 1))) / (m - 2) : skew;
    }
    default:
      return ofPairs(fn, pairs);
  }
}

function ofPairs(fn: string, pairs: number[][]): unknown {
  const [xs, ys] = [0, 1].map((side) => pairs.map((pair) => pair[side] ?? 0)) as [
    number[],
    number[],
  ];
  if (!['corr', 'covarPop', 'covarSamp'].includes(fn)) return undefined;
  if (xs.length === 0) return null;
  const both = mean(xs.map((x, i) => (x - mean(xs)) * ((ys[i] ?? 0) - mean(ys))));
  if (fn === 'covarPop') return both;
  if (fn === 'covarSamp') return (both * xs.length) / (xs.length - 1);
  return both / Math.sqrt(about(xs, 2) * about(ys, 2));
}
