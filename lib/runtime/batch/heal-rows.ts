import { greatest, least } from '../../core/many.ts';
import { TransientError } from '../../errors/transient-error.ts';
import type { RowImage, RowKey } from '../../ports/effects.ts';
import type { LiveRow, RowHealer } from '../../ports/row-healer.ts';
import type { OpenRow } from './protocol.ts';

/** What became of a row: it was right, it was wrong, or it was not there. */
export type Verdict = 'equal' | 'healed' | 'missing';

/** Attempts at a row that changes between reading and writing. */
const ATTEMPTS = 3;

/**
 * Compares rows with what readers see, and writes those that differ.
 *
 * A row is written only as long as it is as it was read. Nobody else writes closed rows; should
 * somebody all the same, such as the same run a second time, the row is looked at again.
 *
 * @returns In the order of the rows. What this run wrote earlier counts as healed again, so that a run
 *   that was interrupted reports what it has done as a whole.
 */
export async function healRows(
  healer: RowHealer,
  rows: readonly RowImage[],
  run: string,
): Promise<Verdict[]> {
  return healAll(healer, { rows, run, live: await readAll(healer, rows) });
}

/**
 * Heals panes: what is written holds all events of a pane, and its parts count no more. A pane that has
 * parts is written even if it is right itself, as only some of its windows have those.
 */
export async function healPanes(
  healer: RowHealer,
  rows: readonly RowImage[],
  run: string,
): Promise<Verdict[]> {
  const live = new Map<string, LiveRow>();
  const parted = new Set<string>();
  for (const of of Map.groupBy(rows, ({ view, key }) => `${view}\n${key}`).values()) {
    const { view, key } = of[0] as RowImage;
    const starts = of.map(({ start }) => start);
    const range = { from: least(starts), to: greatest(starts) + 1 };
    for (const row of await healer.readKey({ view, key }, range)) {
      if (row.since === undefined) live.set(idOf(row), row);
      else parted.add(idOf({ view, key, start: row.start }));
    }
  }
  return healAll(healer, { rows, run, live, parted });
}

/**
 * Takes away a row for which nothing was computed, and the parts of it if it is one of a pane. Done again,
 * it gives the same.
 */
export async function removeRow(
  healer: RowHealer,
  { view, key, start }: OpenRow,
  run: string,
): Promise<'removed'[]> {
  const removed: 'removed'[] = [];
  for (const live of await healer.readKey({ view, key }, { from: start, to: start + 1 })) {
    const { since, end, fence } = live;
    const which = { view, key, start, ...(since === undefined ? {} : { since }) };
    const row = { ...which, end, acc: [], updatedAt: end, mergedInto: start };
    if (await healer.heal({ row, run, expected: fence })) removed.push('removed');
  }
  return removed;
}

interface Read {
  readonly rows: readonly RowImage[];
  readonly run: string;
  readonly live: ReadonlyMap<string, LiveRow>;
  /** Panes of which there are parts. */
  readonly parted?: ReadonlySet<string>;
}

async function healAll(healer: RowHealer, { rows, run, live, parted }: Read): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const row of rows) {
    const id = idOf(row);
    const isParted = parted?.has(id) ?? false;
    verdicts.push(await healRow(healer, { row, run, live: live.get(id), isParted }));
  }
  return verdicts;
}

interface Compared {
  readonly row: RowImage;
  readonly run: string;
  readonly live: LiveRow | undefined;
  readonly isParted: boolean;
}

async function healRow(
  healer: RowHealer,
  { row, run, live, isParted }: Compared,
): Promise<Verdict> {
  let seen = live;
  for (let i = 0; i < ATTEMPTS; i++) {
    const isWhole = !isParted || (seen !== undefined && seen.run !== null);
    if (seen !== undefined && isWhole && isSame(seen, row)) {
      return seen.run === run ? 'healed' : 'equal';
    }
    if (await healer.heal({ row, run, expected: seen?.fence })) {
      return seen === undefined && !isParted ? 'missing' : 'healed';
    }
    seen = (await readAll(healer, [row])).get(idOf(row));
  }
  throw new TransientError(`${row.view}: the row of ${row.key} changes while it is healed`);
}

/** Equal accumulators have equal texts, whatever the order in which events came (law L2). */
const isSame = (live: LiveRow, row: RowImage): boolean =>
  JSON.stringify(live.acc) === JSON.stringify(row.acc);

const readAll = async (
  healer: RowHealer,
  rows: readonly RowImage[],
): Promise<ReadonlyMap<string, LiveRow>> =>
  new Map((await healer.readLive(rows)).map((live) => [idOf(live), live]));

const idOf = ({ view, key, start, since }: RowKey): string =>
  `${view}\n${start}\n${since ?? ''}\n${key}`;
