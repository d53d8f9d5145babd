import type { RecordImage, RowImage } from '../../ports/effects.ts';
import type { LiveRecord, RecordHealer } from '../../ports/record-healer.ts';
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
  /** Of the events that they come of. */
  readonly key: string;
  /** `records apart`: records that have another key than those events. */
  readonly gives: 'rows' | 'records' | 'records apart';
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
  if (compared.gives !== 'rows') return healRecords(recordHealer, compared, records);
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
  { view, key, gives, range, run }: ComparedKey,
  records: readonly RecordImage[],
): Promise<KeyVerdict[]> {
  const isApart = gives === 'records apart';
  const live = Map.groupBy(
    isApart
      ? await healer.readMade({ view, stepKey: key }, range)
      : await healer.readLive({ view, key }, range),
    placeOf,
  );
  const verdicts: KeyVerdict[] = [];
  const wanted = Map.groupBy(records, (record) =>
    placeOf({ key: record.key, content: healer.contentOf(record) }),
  );
  for (const [place, equal] of wanted) {
    let standing = live.get(place) ?? [];
    if (isApart && standing.length < equal.length) {
      standing = standing.concat(await unlisted(healer, equal[0] as RecordImage, standing));
    }
    live.set(place, standing.slice(equal.length));
    for (const [i, record] of equal.entries()) {
      const same = standing[i];
      if (same === undefined) {
        const of = isApart ? `${i}/${key}` : i;
        await healer.put({ ...record, id: `batch/${of}/${healer.contentOf(record)}` }, run);
      }
      verdicts.push(same === undefined || same.run === run ? 'missing' : 'equal');
    }
  }
  for (const { key: under, name } of [...live.values()].flat()) {
    await healer.remove({ view, key: under }, name);
    verdicts.push('removed');
  }
  return verdicts;
}

/** What tells records apart that are not the same: their key, and their content. */
const placeOf = ({ key, content }: Pick<LiveRecord, 'key' | 'content'>): string =>
  `${key}\n${content}`;

/**
 * Records like one that should be there, but that are not listed by what they were made of: written a
 * moment ago, or before that was written down.
 */
async function unlisted(
  healer: RecordHealer,
  record: RecordImage,
  listed: readonly LiveRecord[],
): Promise<LiveRecord[]> {
  const { view, key, time, stepKey } = record;
  const content = healer.contentOf(record);
  const beside = await healer.readLive({ view, key }, { from: time, to: time + 1 });
  return beside.filter(
    (each) =>
      each.content === content &&
      (each.stepKey === null || each.stepKey === stepKey) &&
      !listed.some(({ name }) => name === each.name),
  );
}
