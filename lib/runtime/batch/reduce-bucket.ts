import type { BatchResults } from '../../ports/batch-results.ts';
import type { RowImage } from '../../ports/effects.ts';
import type { RowHealer } from '../../ports/row-healer.ts';
import type { RunFiles } from '../../ports/run-files.ts';
import { bucketOf } from '../speed/deltas.ts';
import type { ViewRuntime } from '../view-runtime.ts';
import { type BatchDefinition, laneOf, limitsOf } from './batch-definition.ts';
import { healRows, type Verdict } from './heal-rows.ts';
import { runNames } from './layout.ts';
import { manifestOf, unfinished } from './manifest.ts';
import { mergeParts } from './merge-parts.ts';
import type { Bucket, PartialRows, ReduceOutcome, ReduceTask, ViewCounts } from './protocol.ts';

export interface ReducePorts {
  readonly files: RunFiles;
  readonly healer: RowHealer;
  readonly results: BatchResults;
}

/**
 * Merges the parts of a bucket, keeps the results and heals the rows that differ.
 *
 * A bucket with more rows than a task may hold is done a slice of its keys at a time. Done again, a
 * task finds its rows equal and its results kept; the outcome is written last.
 */
export async function reduceBucket(
  definition: BatchDefinition,
  ports: ReducePorts,
  task: ReduceTask,
): Promise<ReduceOutcome> {
  const { run, bucket } = task;
  const { files } = ports;
  const done = await files.read<ReduceOutcome>(runNames.reduced(run, bucket));
  if (done !== undefined) return done;
  const { views, items } = await manifestOf(definition, files, run);
  const gathered = await files.read<Bucket>(runNames.bucket(run, bucket));
  if (gathered === undefined) throw unfinished(run, `no parts of bucket ${bucket}`, 'all of them');
  const { parts } = gathered;
  const streams = new Set(items.map(({ stream }) => stream));
  const runtimes = [...streams].flatMap((stream) => laneOf(definition, stream).views);
  const byId = new Map(runtimes.map((runtime) => [runtime.id, runtime]));
  const { rowsPerReduce, rowsPerRead } = limitsOf(definition);
  const partial = parts.reduce((sum, { rows }) => sum + rows, 0);
  const slices = Math.max(1, Math.ceil(partial / rowsPerReduce));
  const counts = new Map(views.map(({ view }) => [view, noCounts(view)]));

  for (let slice = 0; slice < slices; slice++) {
    const rows = await mergedRows(files, { run, parts }, { byId, slice, slices });
    for (const [view, mine] of Map.groupBy(rows, (row) => row.view)) {
      await ports.results.put({ view, run, part: partName(bucket, slice), rows: mine });
      for (let i = 0; i < mine.length; i += rowsPerRead) {
        const some = mine.slice(i, i + rowsPerRead);
        count(counts.get(view), await healRows(ports.healer, some, run));
      }
    }
  }
  const outcome = { bucket, views: [...counts.values()] };
  return files.create<ReduceOutcome>(runNames.reduced(run, bucket), outcome);
}

interface Slice {
  readonly byId: ReadonlyMap<string, ViewRuntime>;
  readonly slice: number;
  readonly slices: number;
}

async function mergedRows(
  files: RunFiles,
  { run, parts }: Bucket & { readonly run: string },
  { byId, slice, slices }: Slice,
): Promise<RowImage[]> {
  const merge = mergeParts(byId);
  for (const { name } of parts) {
    const part = await files.read<PartialRows>(name);
    if (part === undefined) throw unfinished(run, `no ${name}`, 'every part that was written');
    for (const row of part.rows) {
      if (sliceOf(row.view, row.key, slices) === slice) merge.add(row, part.arrival);
    }
  }
  return merge.rows();
}

/** Spreads the keys of one bucket, all of which have one remainder by the hash that made it. */
const sliceOf = (view: string, key: string, slices: number): number =>
  slices === 1 ? 0 : bucketOf(key, view, slices);

const partName = (bucket: number, slice: number): string =>
  `${String(bucket).padStart(6, '0')}-${String(slice).padStart(3, '0')}`;

type Counting = { -readonly [K in keyof ViewCounts]: ViewCounts[K] };

const noCounts = (view: string): Counting => ({
  ...{ view, compared: 0, equal: 0, healed: 0, missing: 0 },
});

function count(counts: Counting | undefined, verdicts: readonly Verdict[]): void {
  if (counts === undefined) return;
  for (const verdict of verdicts) {
    counts.compared++;
    counts[verdict]++;
  }
}
