import { viewId } from '../../pipeline/definition/view-id.ts';
import type { CoverageStore } from '../../ports/coverage-store.ts';
import type { LateMark } from '../../ports/effects.ts';
import type { RowReader } from '../../ports/row-reader.ts';
import type { RunFiles } from '../../ports/run-files.ts';
import type { BatchDefinition } from './batch-definition.ts';
import { publishRange } from './coverage.ts';
import { runNames } from './layout.ts';
import { manifestOf, unfinished } from './manifest.ts';
import type { BatchReport, Gathered, ReduceOutcome, ViewCounts } from './protocol.ts';
import { countRecovered } from './recovered.ts';

export interface PublishPorts {
  readonly files: RunFiles;
  readonly coverage: CoverageStore;
  readonly reader: Pick<RowReader, 'rowsOfKey'>;
  /** Everything that was too late, by view id. */
  lateEvents(): Promise<ReadonlyMap<string, readonly LateMark[]>>;
}

/**
 * Says that the windows of a run are verified, once all of its rows are right.
 *
 * @throws {@link BatchError} `BATCH_RUN_UNFINISHED` if a bucket is not done: then nothing is said.
 */
export async function publishRun(
  definition: BatchDefinition,
  { files, coverage, reader, lateEvents }: PublishPorts,
  run: string,
): Promise<BatchReport> {
  const manifest = await manifestOf(definition, files, run);
  const gathered = await files.read<Gathered>(runNames.gathered(run));
  if (gathered === undefined) {
    throw unfinished(run, 'parts that nobody has gathered', 'all of them');
  }
  const outcomes: ReduceOutcome[] = [];
  for (let bucket = 0; bucket < gathered.buckets; bucket++) {
    const outcome = await files.read<ReduceOutcome>(runNames.reduced(run, bucket));
    if (outcome === undefined) throw unfinished(run, `no outcome of bucket ${bucket}`, 'all');
    outcomes.push(outcome);
  }
  for (const view of manifest.views) await publishRange(coverage, view, run);
  const late = await lateEvents();
  const recovered = new Map<string, number>();
  for (const range of manifest.views) {
    const plan = definition.plan.views.find((each) => viewId(each) === range.view);
    const marks = (late.get(range.view) ?? []).filter(({ until }) => until === undefined);
    recovered.set(range.view, await countRecovered(plan, reader, { run, range, late: marks }));
  }
  return files.create<BatchReport>(runNames.report(run), {
    run,
    pipeline: manifest.pipeline,
    views: manifest.views.map((range) => ({
      ...range,
      ...totalOf(range.view, outcomes),
      recovered: recovered.get(range.view) ?? 0,
    })),
    leftOut: manifest.leftOut,
    together: manifest.together ?? [],
    objects: manifest.items.reduce((sum, { objects }) => sum + objects.length, 0),
    counts: gathered.counts,
  });
}

function totalOf(view: string, outcomes: readonly ReduceOutcome[]): ViewCounts {
  const mine = outcomes.flatMap(({ views }) => views.filter((each) => each.view === view));
  const total = (of: (counts: ViewCounts) => number): number =>
    mine.reduce((sum, counts) => sum + of(counts), 0);
  return {
    view,
    compared: total(({ compared }) => compared),
    equal: total(({ equal }) => equal),
    healed: total(({ healed }) => healed),
    missing: total(({ missing }) => missing),
    kept: total(({ kept }) => kept),
    removed: total(({ removed }) => removed),
  };
}
