import type { RunFiles } from '../../ports/run-files.ts';
import { bucketOf } from './bucket-of.ts';
import { type MappedBy, runNames } from './layout.ts';
import type { Manifest, Part, PartialRow, PartialRows } from './protocol.ts';

/** Writes what a map task has put together, as a part for each bucket. */
export interface PartWriter {
  readonly parts: readonly Part[];
  write(some: PartialRows): Promise<void>;
}

interface Place {
  readonly manifest: Manifest;
  /** Of the item. */
  readonly index: number;
  /** Parts of one way are never taken for those of the other: they are cut elsewhere. */
  readonly by: MappedBy;
}

export function partWriter(files: RunFiles, { manifest, index, by }: Place): PartWriter {
  const { run, buckets } = manifest;
  const parts: Part[] = [];
  let written = 0;
  return {
    parts,
    async write({ rows, events, arrival }) {
      const rowsOf = byBucket(rows, buckets);
      const eventsOf = byBucket(events, buckets);
      const nth = written++;
      const all = new Set([...rowsOf.keys(), ...eventsOf.keys()]);
      for (const bucket of [...all].sort((a, b) => a - b)) {
        const name = runNames.part(run, index, { by, nth, bucket });
        const part = { rows: rowsOf.get(bucket) ?? [], events: eventsOf.get(bucket) ?? [] };
        await files.create<PartialRows>(name, { arrival, ...part });
        parts.push({ name, bucket, rows: part.rows.length, events: part.events.length });
      }
    },
  };
}

const byBucket = <T extends Pick<PartialRow, 'view' | 'key'>>(
  all: readonly T[],
  buckets: number,
): Map<number, T[]> => Map.groupBy(all, ({ view, key }) => bucketOf(view, key, buckets));
