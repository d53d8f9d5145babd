import type { BatchResults } from '../../ports/batch-results.ts';
import type { RunFiles } from '../../ports/run-files.ts';
import { type BatchDefinition, laneOf, limitsOf, operatorsOf } from './batch-definition.ts';
import { bucketOf } from './bucket-of.ts';
import type { HealKeyPorts, KeyVerdict } from './heal-key.ts';
import { healPanes, healRows, removeRow } from './heal-rows.ts';
import { runNames } from './layout.ts';
import { manifestOf, unfinished } from './manifest.ts';
import { mergeParts } from './merge-parts.ts';
import type {
  Bucket,
  KeptRows,
  Manifest,
  PartialRow,
  PartialRows,
  ReduceOutcome,
  ReduceTask,
  ViewCounts,
} from './protocol.ts';
import { keyedParts } from './replay-parts.ts';

export interface ReducePorts extends HealKeyPorts {
  readonly files: RunFiles;
  readonly results: BatchResults;
}

/**
 * Merges the parts of a bucket, keeps the results and heals what differs.
 *
 * A bucket with more rows and events than a task may hold is done a slice of its keys at a time. Done
 * again, a task finds its rows equal and its results kept; the outcome is written last.
 */
export async function reduceBucket(
  definition: BatchDefinition,
  ports: ReducePorts,
  { run, bucket }: ReduceTask,
): Promise<ReduceOutcome> {
  const { files, results, healer } = ports;
  const done = await files.read<ReduceOutcome>(runNames.reduced(run, bucket));
  if (done !== undefined) return done;
  const manifest = await manifestOf(definition, files, run);
  const gathered = await files.read<Bucket>(runNames.bucket(run, bucket));
  if (gathered === undefined) throw unfinished(run, `no parts of bucket ${bucket}`, 'all of them');
  const { parts } = gathered;
  const { rowsPerReduce, rowsPerRead } = limitsOf(definition);
  const held = parts.reduce((sum, { rows, events }) => sum + rows + events, 0);
  const slices = Math.max(1, Math.ceil(held / rowsPerReduce));
  const special = await files.read<KeptRows>(runNames.kept(run));
  const kept = new Set((special?.rows ?? []).map(idOf));
  const open = (special?.open ?? []).filter(
    ({ view, key }) => bucketOf(view, key, manifest.buckets) === bucket,
  );
  const counts = new Map(manifest.views.map(({ view }) => [view, noCounts(view)]));
  const windows = windowsOf(definition, manifest);
  const operators = operatorsOf(definition);

  for (let slice = 0; slice < slices; slice++) {
    const merge = mergeParts(windows);
    const keyed = keyedParts(operators, manifest.views);
    for (const { name } of parts) {
      const part = await files.read<PartialRows>(name);
      if (part === undefined) throw unfinished(run, `no ${name}`, 'every part that was written');
      const isMine = ({ view, key }: { readonly view: string; readonly key: string }): boolean =>
        sliceOf(view, key, slices) === slice;
      for (const row of part.rows) if (isMine(row)) merge.add(row, part.arrival);
      for (const event of part.events) if (isMine(event)) keyed.add(event, part.arrival);
    }
    const part = partName(bucket, slice);
    const computed = merge.rows();
    const there = new Set([...computed.map(idOf), ...kept]);
    for (const row of open) {
      if (sliceOf(row.view, row.key, slices) !== slice || there.has(idOf(row))) continue;
      count(counts.get(row.view), await removeRow(healer, row, run));
    }
    for (const [view, all] of Map.groupBy(computed, (row) => row.view)) {
      const rows = all.filter((row) => !kept.has(idOf(row)));
      const heal = windows.get(view)?.plan.panes === undefined ? healRows : healPanes;
      count(counts.get(view), Array(all.length - rows.length).fill('kept'));
      await results.put({ view, run, part, rows });
      for (let i = 0; i < rows.length; i += rowsPerRead) {
        const some = rows.slice(i, i + rowsPerRead);
        count(counts.get(view), await heal(healer, some, run));
      }
    }
    for (const { view, rows, records, heal } of keyed.views()) {
      await results.put({ view, run, part, rows, records });
      count(counts.get(view), await heal(ports, run));
    }
  }
  const outcome = { bucket, views: [...counts.values()] };
  return files.create<ReduceOutcome>(runNames.reduced(run, bucket), outcome);
}

/** The views of windows whose streams a run reads, by id. */
function windowsOf(definition: BatchDefinition, { items }: Manifest) {
  const streams = [...new Set(items.map(({ stream }) => stream))];
  const views = streams.flatMap((stream) => laneOf(definition, stream).views);
  return new Map(views.map((runtime) => [runtime.id, runtime]));
}

/** Spreads the keys of one bucket, all of which have one remainder by the hash that made it. */
const sliceOf = (view: string, key: string, slices: number): number =>
  slices === 1 ? 0 : bucketOf(key, view, slices);

const partName = (bucket: number, slice: number): string =>
  `${String(bucket).padStart(6, '0')}-${String(slice).padStart(3, '0')}`;

type Counting = { -readonly [K in keyof ViewCounts]: ViewCounts[K] };

const noCounts = (view: string): Counting => ({
  ...{ view, compared: 0, equal: 0, healed: 0, missing: 0, kept: 0, removed: 0 },
});

const idOf = ({ view, key, start }: Pick<PartialRow, 'view' | 'key' | 'start'>): string =>
  `${view}\n${start}\n${key}`;

function count(counts: Counting | undefined, verdicts: readonly (KeyVerdict | 'kept')[]): void {
  if (counts === undefined) return;
  for (const verdict of verdicts) {
    counts.compared++;
    counts[verdict]++;
  }
}
