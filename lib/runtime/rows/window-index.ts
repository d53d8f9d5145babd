import type { RowKey } from '../../ports/effects.ts';

/** Something for each key, by view and window: rows come in that order, so no name is made for each. */
export interface WindowIndex<T> {
  /** What the window of a row has, by key; it may be changed. */
  of(row: RowKey): Map<string, T>;
  /** All windows. */
  windows(): Iterable<Map<string, T>>;
}

/**
 * Tells a row from the others of its window or pane, whatever its key is: a part begins with a number and
 * a line break, and a key with a line break in it with that.
 */
export function nameIn({ key, since }: RowKey): string {
  if (since !== undefined) return `${since}\n${key}`;
  return key.includes('\n') ? `\n${key}` : key;
}

export function windowIndex<T>(): WindowIndex<T> {
  const windows = new Map<string, Map<string, T>>();
  let latest = new Map<string, T>();
  let view: string | undefined;
  let start = Number.NaN;
  return {
    of(row) {
      if (row.start === start && row.view === view) return latest;
      ({ view, start } = row);
      const id = `${start} ${view}`;
      latest = windows.get(id) ?? new Map();
      windows.set(id, latest);
      return latest;
    },
    windows: () => windows.values(),
  };
}
