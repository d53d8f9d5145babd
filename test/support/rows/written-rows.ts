import type { RowLayout } from '../../../lib/adapters/dynamodb/row-item.ts';
import { memoryRowReader } from '../../../lib/adapters/memory/row-reader.ts';
import { type MemoryRowStore, memoryRowStore } from '../../../lib/adapters/memory/row-store.ts';
import { ALL_KEY, keyOf } from '../../../lib/core/key.ts';
import { windowStarts } from '../../../lib/core/windows/window.ts';
import type { Event, Pipeline, WindowView } from '../../../lib/pipeline/definition/definition.ts';
import { viewId } from '../../../lib/pipeline/definition/view-id.ts';
import type { RowImage } from '../../../lib/ports/effects.ts';
import type { RowReader } from '../../../lib/ports/row-reader.ts';

/** Rows that were written to memory, and their reader. */
export interface WrittenRows {
  readonly store: MemoryRowStore;
  readonly reader: RowReader;
}

/** Rows of the views of windows of a pipeline whose views have no steps, each summed from scratch. */
export async function writtenRows(
  pipeline: Pipeline,
  events: readonly Event[],
): Promise<WrittenRows> {
  const store = memoryRowStore();
  const views = pipeline.views.filter((view) => view.kind === 'window');
  for (const view of views) await store.write(imagesOf(view, events), '1');
  return { store, reader: memoryRowReader(store, layoutsOf(views)) };
}

function imagesOf(view: WindowView, events: readonly Event[]): RowImage[] {
  const { flow, groupBy, windows, aggregates } = view;
  const types = groupBy.flatMap((name) => flow.fields[name]?.type ?? []);
  const members = events.flatMap((event) => {
    const at = Number(event[flow.time]);
    const values = groupBy.map((name) => event[name]);
    const key = groupBy.length === 0 ? ALL_KEY : String(keyOf(values, types));
    return windowStarts(windows, at).map((start) => ({ key, start, at, event }));
  });
  const rows = Map.groupBy(members, ({ key, start }) => `${start} ${key}`);
  return [...rows.values()].map((mine) => {
    const { key = '', start = 0 } = mine[0] ?? {};
    const acc = Object.values(aggregates).map(({ aggregator, field, label }) => {
      const total = aggregator.create();
      for (const { event, at } of mine) {
        const value = field === undefined ? undefined : event[field];
        aggregator.add(total, value, at, label === undefined ? undefined : event[label]);
      }
      return aggregator.encode(total);
    });
    const updatedAt = Math.max(...mine.map(({ at }) => at)) + 1_000;
    return { view: viewId(view), key, start, end: start + windows.size, acc, updatedAt };
  });
}

const layoutsOf = (views: readonly WindowView[]): ReadonlyMap<string, RowLayout> =>
  new Map(
    views.map((view) => [
      viewId(view),
      {
        keyFields: view.groupBy,
        keyTypes: view.groupBy.flatMap((name) => view.flow.fields[name]?.type ?? []),
        aggregates: view.aggregates,
      },
    ]),
  );
