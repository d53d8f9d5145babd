import { TransientError } from '../../errors/transient-error.ts';
import type { RowImage } from '../../ports/effects.ts';
import type { LiveRow, RowHealer } from '../../ports/row-healer.ts';

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
  const live = await readAll(healer, rows);
  const verdicts: Verdict[] = [];
  for (const row of rows) {
    verdicts.push(await healRow(healer, { row, run, live: live.get(idOf(row)) }));
  }
  return verdicts;
}

interface Compared {
  readonly row: RowImage;
  readonly run: string;
  readonly live: LiveRow | undefined;
}

async function healRow(healer: RowHealer, { row, run, live }: Compared): Promise<Verdict> {
  let seen = live;
  for (let i = 0; i < ATTEMPTS; i++) {
    if (seen !== undefined && isSame(seen, row)) return seen.run === run ? 'healed' : 'equal';
    if (await healer.heal({ row, run, expected: seen?.fence })) {
      return seen === undefined ? 'missing' : 'healed';
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

const idOf = ({ view, key, start }: Pick<RowImage, 'view' | 'key' | 'start'>): string =>
  `${view}\n${start}\n${key}`;
