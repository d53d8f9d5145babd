import type { RecordImage, RowImage } from '../../ports/effects.ts';
import type { RecordHealer } from '../../ports/record-healer.ts';
import type { RowHealer } from '../../ports/row-healer.ts';
import type { StartRange } from '../../ports/row-reader.ts';
import { healRows, type Verdict } from './heal-rows.ts';
import type { KeyResults } from './replay-key.ts';

export interface HealKeyPorts {
  readonly healer: RowHealer;
  readonly recordHealer: RecordHealer;
}

/** What is compared: the results of one key in a range. */
export interface ComparedKey {
  readonly view: string;
  readonly key: string;
  readonly gives: 'rows' | 'records';
  readonly range: StartRange;
  readonly run: string;
}

/** What became of a result, or of what was there in its place. */
export type KeyVerdict = Verdict | 'removed';

/** Heals the rows or the records of one key, and takes away what its events do not give. */
export async function healKey(
  { healer, recordHealer }: HealKeyPorts,
  compared: ComparedKey,
  { rows, records }: KeyResults,
): Promise<KeyVerdict[]> {
  if (compared.gives === 'records') return healRecords(recordHealer, compared, records);
  const verdicts: KeyVerdict[] = await healRows(healer, rows, compared.run);
  return verdicts.concat(await removeMerged(healer, compared, rows));
}

/**
 * Leaves of a row that is part of a computed one but its fence, as the speed layer does when sessions
 * merge. One that is part of nothing that lies in the range is left alone.
 */
async function removeMerged(
  healer: RowHealer,
  { view, key, range, run }: ComparedKey,
  rows: readonly RowImage[],
): Promise<KeyVerdict[]> {
  if (rows.length === 0) return [];
  const verdicts: KeyVerdict[] = [];
  for (const live of await healer.readKey({ view, key }, range)) {
    const into = rows.find(({ start, end }) => start <= live.start && live.end <= end);
    if (into === undefined || into.start === live.start) continue;
    const row = { ...into, start: live.start, end: live.end, acc: [], mergedInto: into.start };
    if (await healer.heal({ row, run, expected: live.fence })) verdicts.push('removed');
  }
  return verdicts;
}

/**
 * Of equal records as many are kept as there should be.
 *
 * What is put is named after its content and how many of it there are, so that a task that is done
 * twice puts it once.
 */
async function healRecords(
  healer: RecordHealer,
  { view, key, range, run }: ComparedKey,
  records: readonly RecordImage[],
): Promise<KeyVerdict[]> {
  const live = Map.groupBy(await healer.readLive({ view, key }, range), ({ content }) => content);
  const verdicts: KeyVerdict[] = [];
  const wanted = Map.groupBy(records, (record) => healer.contentOf(record));
  for (const [content, equal] of wanted) {
    const standing = live.get(content) ?? [];
    live.set(content, standing.slice(equal.length));
    for (const [i, record] of equal.entries()) {
      const same = standing[i];
      if (same === undefined) await healer.put({ ...record, id: `batch/${i}/${content}` }, run);
      verdicts.push(same === undefined || same.run === run ? 'missing' : 'equal');
    }
  }
  for (const { name } of [...live.values()].flat()) {
    await healer.remove({ view, key }, name);
    verdicts.push('removed');
  }
  return verdicts;
}
