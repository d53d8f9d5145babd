import type { EventTime } from '../../core/time.ts';
import type { RowImage, RowKey } from '../../ports/effects.ts';
import { healedFence, type RowHealer } from '../../ports/row-healer.ts';
import type { RowStore } from '../../ports/row-store.ts';
import { nameIn, windowIndex } from '../../runtime/rows/window-index.ts';

/** Rows in memory, and how far each view is complete. */
export interface MemoryRowStore extends RowStore, RowHealer {
  rows(): readonly RowImage[];
  /** Takes rows away, fences and all. */
  forget(rows: readonly RowKey[]): void;
  /** The batch run that wrote a row last; `null` if none did. */
  runOf(row: RowKey & Pick<RowImage, 'pane'>): string | null;
  /** Watermarks by view and then by task; `undefined` is a task that is expected. */
  watermarks(view: string): ReadonlyMap<string, EventTime | undefined>;
}

/** A row as it was written; what is in its accumulators may be somebody's, so their text is kept. */
interface Stored {
  readonly image: RowImage;
  readonly acc: string;
  readonly fence: string;
  readonly run: string | null;
}

const imageOf = ({ image, acc }: Stored): RowImage => ({
  ...image,
  acc: JSON.parse(acc) as RowImage['acc'],
});

/** By start; a pane before its parts. */
const inOrder = (a: RowImage, b: RowImage): number =>
  a.start - b.start ||
  (a.since ?? Number.NEGATIVE_INFINITY) - (b.since ?? Number.NEGATIVE_INFINITY) ||
  0;

/** Rows in memory. */
export function memoryRowStore(): MemoryRowStore {
  const index = windowIndex<Stored>();
  const rowsOf = index.of;
  const views = new Map<string, Map<string, EventTime | undefined>>();
  const tasksOf = (view: string) => {
    const tasks = views.get(view) ?? new Map<string, EventTime | undefined>();
    views.set(view, tasks);
    return tasks;
  };

  return {
    async read(keys) {
      return keys.flatMap((key) => {
        const stored = rowsOf(key).get(nameIn(key));
        return stored === undefined ? [] : [imageOf(stored)];
      });
    },
    async write(images, fence) {
      for (const image of images) {
        const rows = rowsOf(image);
        const id = idIn(image);
        const stored = rows.get(id);
        if (stored !== undefined && stored.fence >= fence) continue;
        rows.set(id, { image, acc: JSON.stringify(image.acc), fence, run: null });
      }
    },
    async readLive(keys) {
      return keys.flatMap((key) => {
        const stored = rowsOf(key).get(nameIn(key));
        return stored === undefined
          ? []
          : [{ ...imageOf(stored), fence: stored.fence, run: stored.run }];
      });
    },
    async readKey({ view, key }, { from, to }) {
      return [...index.windows()]
        .flatMap((rows) => [...rows.values()])
        .filter(({ image }) => image.view === view && image.key === key)
        .filter(
          ({ image: { start, mergedInto } }) =>
            mergedInto === undefined && from <= start && start < to,
        )
        .sort((a, b) => inOrder(a.image, b.image))
        .map((stored) => ({ ...imageOf(stored), fence: stored.fence, run: stored.run }));
    },
    async heal({ row, run, expected }) {
      const rows = rowsOf(row);
      if (rows.get(nameIn(row))?.fence !== expected) return false;
      const acc = JSON.stringify(row.acc);
      rows.set(nameIn(row), { image: row, acc, fence: healedFence(run), run });
      return true;
    },
    async publishWatermark(view, shard, watermark) {
      const tasks = tasksOf(view);
      tasks.set(shard, Math.max(tasks.get(shard) ?? watermark, watermark));
    },
    async expectTasks(view, shards, unless) {
      const tasks = tasksOf(view);
      if (unless !== undefined && tasks.has(unless)) return;
      for (const shard of shards) if (!tasks.has(shard)) tasks.set(shard, undefined);
    },
    runOf: (row) => rowsOf(row).get(idIn(row))?.run ?? null,
    forget(rows) {
      for (const row of rows) rowsOf(row).delete(idIn(row));
    },
    rows: () => [...index.windows()].flatMap((rows) => [...rows.values()].map(imageOf)),
    watermarks: (view) => tasksOf(view),
  };
}

/** Tells a row from the others of its window. */
const idIn = (row: RowKey & Pick<RowImage, 'pane'>): string =>
  row.pane === undefined ? nameIn(row) : `${nameIn(row)}\n${row.pane}`;
