import type { Accumulators } from '../../core/operators/accumulators.ts';
import type { EventTime } from '../../core/time.ts';
import type { RowImage } from '../../ports/effects.ts';
import type { ViewRuntime } from '../rows/view-runtime.ts';
import type { PartialRow } from './protocol.ts';

/** Rows that partial rows add up to. */
export interface Merge {
  add(row: PartialRow, arrival: EventTime): void;
  /** By view, window and key. */
  rows(): RowImage[];
}

/** @param views - By id; rows of others are passed over. */
export function mergeParts(views: ReadonlyMap<string, ViewRuntime>): Merge {
  const merged = new Map<string, Merged>();

  return {
    add(row, arrival) {
      const view = views.get(row.view);
      if (view === undefined) return;
      const acc = view.row.decode(row.acc);
      const id = `${row.view}\n${row.start}\n${row.key}`;
      const same = merged.get(id);
      if (same === undefined) {
        merged.set(id, { view, row, acc, arrival });
        return;
      }
      view.row.combine(same.acc, acc);
      same.arrival = Math.max(same.arrival, arrival);
    },
    rows: () =>
      [...merged.values()].sort(byPlace).map(({ view, row, acc, arrival }) => {
        const { key, start, end } = row;
        return { view: view.id, key, start, end, acc: view.row.encode(acc), updatedAt: arrival };
      }),
  };
}

interface Merged {
  readonly view: ViewRuntime;
  readonly row: PartialRow;
  readonly acc: Accumulators;
  arrival: EventTime;
}

const byPlace = ({ row: a }: Merged, { row: b }: Merged): number =>
  byText(a.view, b.view) || a.start - b.start || byText(a.key, b.key);

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
