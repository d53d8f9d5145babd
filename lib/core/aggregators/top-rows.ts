import type { FieldType } from '../field-type.ts';
import type { Value } from '../value.ts';
import type { AnyAggregator, Json } from './aggregator.ts';
import { heldOf } from './collected.ts';
import { type FieldValue, fieldValues } from './field-values.ts';
import type { Moment } from './moments.ts';
import type { Ranking, SortBy } from './spec.ts';

type Held = FieldValue | null;

interface Row extends Moment {
  /** Those that decide the order, and then the others that are shown. */
  readonly values: readonly Held[];
}

interface TopRows {
  /** In their order. */
  readonly entries: Row[];
  /** How many different values decide the order of the entries. */
  groups: number;
}

/** A field of a row. */
export interface Column {
  readonly name: string;
  readonly type: FieldType;
}

/** Which rows are kept, and what is shown of them. */
export interface Ranked {
  readonly n: number;
  readonly rank: Ranking;
  /** Most rows that are kept; `n` if no two rows share a rank. */
  readonly cap: number;
  readonly by: readonly (Required<SortBy> & { readonly type: FieldType })[];
  readonly shown: readonly Column[];
}

/**
 * The first rows in the order of some fields, with their ranks: `{ rank, ...fields }`. Of nothing: `[]`.
 *
 * Rows that are equal in all of these fields follow event time, and arrival where times are equal. A
 * value that its field forbids is shown as one that is missing.
 *
 * Error: none. Where rows share ranks, `isCapped` says that more than `cap` had one of the first `n`;
 * those that come first are kept, whatever their order of arrival: one row more is stored to know it.
 *
 * State: orders of arrival are stored as places among rows that are equal in these fields and in time.
 */
export function topRows({ n, rank, cap, by, shown }: Ranked): AnyAggregator {
  const sorting = by.map((each) => ({ ...each, ...columnOf(each.field, each.type) }));
  const others = shown
    .filter(({ name }) => by.every(({ field }) => field !== name))
    .map(({ name, type }) => columnOf(name, type));
  const columns = [...sorting, ...others];
  const places = shown.map(({ name }) => columns.findIndex((column) => column.name === name));
  const most = rank === 'row' ? n : cap + 1;
  const byFields = (a: Row, b: Row): number => {
    for (let i = 0; i < sorting.length; i++) {
      const order = inDirection(sorting[i] as Sorting, a.values[i] ?? null, b.values[i] ?? null);
      if (order !== 0) return order;
    }
    return 0;
  };
  const compare = (a: Row, b: Row): number =>
    byFields(a, b) || a.time - b.time || a.order - b.order;
  const isSame = (a: Row | undefined, b: Row | undefined): boolean =>
    a !== undefined && b !== undefined && byFields(a, b) === 0;

  const isBeyond = ({ entries }: TopRows, row: Row): boolean =>
    entries.length === most && compare(entries[most - 1] as Row, row) <= 0;
  const take = (acc: TopRows, row: Row): void => {
    const { entries } = acc;
    const at = placeIn(entries, row, compare);
    if (!isSame(entries[at - 1], row) && !isSame(entries[at], row)) acc.groups++;
    entries.splice(at, 0, row);
    while (entries.length > most || hasPassed(acc)) {
      const last = entries.pop();
      if (!isSame(entries.at(-1), last)) acc.groups--;
    }
  };
  /** Whether the last row has a rank beyond `n`. */
  const hasPassed = ({ entries, groups }: TopRows): boolean => {
    if (rank === 'dense') return groups > n;
    return entries.length > n && (rank === 'row' || !isSame(entries[n - 1], entries.at(-1)));
  };

  const groupsOf = (entries: readonly Row[]): number =>
    entries.filter((row, i) => !isSame(entries[i - 1], row)).length;
  const ranksOf = (entries: readonly Row[]): readonly number[] => {
    let [current, groups] = [0, 0];
    return entries.map((row, i) => {
      const isNew = rank === 'row' || !isSame(entries[i - 1], row);
      if (isNew) groups++;
      if (isNew) current = rank === 'dense' ? groups : i + 1;
      return current;
    });
  };

  const types = (some: readonly { readonly values: { readonly name: string } }[]): string =>
    some.map(({ values }) => values.name).join('+');
  const orders = sorting.map(({ values, order, nulls }) => `${values.name}-${order}-${nulls}`);
  const aggregator: AnyAggregator = {
    encoding: `top-${rank}-${n}-${cap}-by-${orders.join('+')}-of-${types(others)}/1`,
    create: (): TopRows => ({ entries: [], groups: 0 }),
    add: (acc, value, time, _label, order = 0) => {
      if (time === undefined || !Number.isFinite(time)) return;
      const event = value as Readonly<Record<string, unknown>>;
      const first = sorting.map((column) => column.of(event));
      if (isBeyond(acc as TopRows, { time, order, values: first })) return; // nearly always
      const values = [...first, ...others.map((column) => column.of(event))];
      take(acc as TopRows, { time, order, values });
    },
    combine: (into, from) => {
      for (const row of (from as TopRows).entries) {
        if (!isBeyond(into as TopRows, row)) take(into as TopRows, row);
      }
    },
    present: (acc): Value => {
      const entries = (acc as TopRows).entries.slice(0, cap);
      const ranks = ranksOf(entries);
      return entries.map(({ values }, i) => {
        const fields = places.map((place) => {
          const held = values[place] ?? null;
          const { name, values: type } = columns[place] as Sorting;
          return [name, held === null ? null : type.present(held)] as const;
        });
        return Object.fromEntries([['rank', ranks[i] ?? 0], ...fields]);
      });
    },
    encode: (acc) => {
      const { entries } = acc as TopRows;
      let place = 0;
      return entries.map((row, i) => {
        const before = entries[i - 1];
        place = before?.time === row.time && isSame(before, row) ? place + 1 : 0;
        return [row.time, place, ...row.values.map((held, at) => jsonOf(columns[at], held))];
      });
    },
    decode: (encoded) => {
      const entries = (encoded as Stored).map(([time, order, ...stored]): Row => {
        const values = columns.map(({ values: type }, at) => {
          const json = stored[at] ?? null;
          return json === null ? null : type.fromJson(json);
        });
        return { time, order, values };
      });
      return { entries, groups: groupsOf(entries) };
    },
  };
  if (rank === 'row') return aggregator;
  return { ...aggregator, isCapped: (acc) => (acc as TopRows).entries.length > cap };
}

type Stored = readonly (readonly [time: number, order: number, ...values: Json[]])[];

type Sorting = ReturnType<typeof columnOf> & Pick<Required<SortBy>, 'order' | 'nulls'>;

function columnOf(name: string, type: FieldType) {
  const values = fieldValues(type);
  const of = (event: Readonly<Record<string, unknown>>): Held =>
    heldOf(values, event[name] ?? null) ?? null;
  return { name, values, of };
}

const jsonOf = (column: ReturnType<typeof columnOf> | undefined, held: Held): Json =>
  held === null || column === undefined ? null : column.values.toJson(held);

function inDirection({ values, order, nulls }: Sorting, a: Held, b: Held): number {
  if (a === null || b === null) {
    if (a === b) return 0;
    return (a === null) === (nulls === 'last') ? 1 : -1;
  }
  return order === 'asc' ? values.compare(a, b) : values.compare(b, a);
}

/** Where a row belongs among those that are in order: behind its equals. */
function placeIn(entries: readonly Row[], row: Row, compare: (a: Row, b: Row) => number): number {
  let high = entries.length;
  for (let low = 0; low < high; ) {
    const middle = (low + high) >> 1;
    if (compare(entries[middle] as Row, row) <= 0) low = middle + 1;
    else high = middle;
  }
  return high;
}
