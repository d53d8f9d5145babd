import type { RunFiles } from '../../ports/run-files.ts';
import type { BatchDefinition } from './batch-definition.ts';
import { runNames } from './layout.ts';
import { manifestOf, unfinished } from './manifest.ts';
import type { Bucket, Gathered, Listed, MapCounts, MapOutcome, ReduceTask } from './protocol.ts';

/**
 * Sorts the parts of all map tasks by bucket, and writes down what is to be merged.
 *
 * @throws {@link BatchError} `BATCH_RUN_UNFINISHED` if a map task is not done: then nobody merges anything.
 */
export async function gatherParts(
  definition: BatchDefinition,
  files: RunFiles,
  run: string,
): Promise<Gathered> {
  const known = await files.read<Gathered>(runNames.gathered(run));
  if (known !== undefined) return known;
  const { items, buckets } = await manifestOf(definition, files, run);
  const outcomes: MapOutcome[] = [];
  for (const [i, { objects }] of items.entries()) {
    const outcome = await files.read<MapOutcome>(runNames.mapped(run, i));
    if (outcome === undefined) {
      throw unfinished(run, `no outcome of ${objects[0]?.name}`, 'every object read');
    }
    outcomes.push(outcome);
  }
  const parts = Map.groupBy(
    outcomes.flatMap((outcome) => outcome.parts),
    ({ bucket }) => bucket,
  );
  const tasks: Listed<ReduceTask>[] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    await files.create<Bucket>(runNames.bucket(run, bucket), { parts: parts.get(bucket) ?? [] });
    tasks.push({ run, bucket, failed: runNames.failed(run, 'reduce', bucket) });
  }
  await files.create(runNames.tasks(run, 'reduce'), tasks);
  return files.create<Gathered>(runNames.gathered(run), {
    buckets,
    counts: outcomes.reduce((sum, { counts }) => added(sum, counts), NOTHING),
  });
}

const NOTHING: MapCounts = { records: 0, accepted: 0, duplicates: 0, deadLetters: 0 };

const added = (a: MapCounts, b: MapCounts): MapCounts => ({
  records: a.records + b.records,
  accepted: a.accepted + b.accepted,
  duplicates: a.duplicates + b.duplicates,
  deadLetters: a.deadLetters + b.deadLetters,
});
