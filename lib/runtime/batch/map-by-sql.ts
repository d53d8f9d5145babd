import type { ItemSql } from '../../ports/item-sql.ts';
import type { RunFiles } from '../../ports/run-files.ts';
import type { BelongsHere } from '../../ports/topology.ts';
import { partWriter } from './part-writer.ts';
import type { Manifest, MapOutcome } from './protocol.ts';

interface About {
  readonly manifest: Manifest;
  readonly index: number;
  readonly belongsHere: BelongsHere | undefined;
  readonly rowsPerPart: number;
}

/** Has an engine compute the partial rows of an item; `undefined` if it cannot do so exactly. */
export async function mapBySql(
  { files, sql }: { readonly files: RunFiles; readonly sql?: ItemSql },
  { manifest, index, belongsHere, rowsPerPart }: About,
): Promise<Omit<MapOutcome, 'item'> | undefined> {
  const item = manifest.items[index];
  if (sql === undefined || item === undefined) return undefined;
  const { stream, objects } = item;
  const ranges = manifest.views.filter(({ view }) => sql.computes(stream, view));
  if (ranges.length === 0) return undefined;
  const folded = await sql.fold({ stream, objects, ranges, belongsHere });
  if (folded === undefined) return undefined;
  const { rows, arrival, records, accepted } = folded;
  const writer = partWriter(files, { manifest, index, by: 'sql' });
  for (let i = 0; i < rows.length; i += rowsPerPart) {
    await writer.write({ rows: rows.slice(i, i + rowsPerPart), events: [], arrival });
  }
  const counts = { records, accepted, duplicates: 0, deadLetters: records - accepted };
  return { counts, parts: writer.parts };
}
