import { formatInstant } from '../../core/instant.ts';
import { append, greatest, least } from '../../core/many.ts';
import { BEGINNING_OF_TIME, type EventTime } from '../../core/time.ts';
import { leastWatermark } from '../../core/watermark.ts';
import { BatchError } from '../../errors/batch-error.ts';
import { type Operator, stepOf } from '../../pipeline/definition/operator.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import { settledSince } from '../../pipeline/plan/settled-since.ts';
import { streamsOf } from '../../pipeline/plan/view-plans.ts';
import type { CoverageStore } from '../../ports/coverage-store.ts';
import type { RowKey } from '../../ports/effects.ts';
import type { RowReader } from '../../ports/row-reader.ts';
import type { RunFiles } from '../../ports/run-files.ts';
import {
  type BatchDefinition,
  type ChosenView,
  chosenViews,
  lanePlanOf,
  limitsOf,
} from './batch-definition.ts';
import { claimAll } from './coverage.ts';
import { lakeOf, type ReachPorts } from './lake-reach.ts';
import { runNames } from './layout.ts';
import { foreignRun, meaningOf, readManifest } from './manifest.ts';
import { mapItems } from './map-items.ts';
import type {
  BatchRequest,
  KeptRows,
  LeftOut,
  Listed,
  Manifest,
  MapItem,
  MapTask,
  OpenRow,
  ViewRange,
} from './protocol.ts';
import { readFor } from './reach.ts';

export interface PlanPorts extends ReachPorts {
  readonly reader: Pick<RowReader, 'watermarks'>;
  readonly coverage: CoverageStore;
  readonly files: RunFiles;
  now(): EventTime;
  /** Rows of which the lake no longer holds everything, on purpose: they stay as they are. */
  keptRows?(): Promise<readonly RowKey[]>;
  /** Rows of which everything may have been erased while they were open. */
  openRows?(): Promise<readonly OpenRow[]>;
  /** @throws {@link BatchError} `BATCH_LAKE_LOST_RECORDS` */
  checkArchived?(): Promise<void>;
}

/**
 * Decides what a run reads and which windows it computes, and writes that down.
 *
 * A run that has a manifest is given it again, so that whoever goes on with it does the same.
 *
 * @throws {@link BatchError} `BATCH_NOTHING_CLOSED`, `BATCH_RUN_OVERLAPS`, `BATCH_RUN_FOREIGN`,
 *   `BATCH_LAKE_LOST_RECORDS`, and those of `lakeOf`. No row has been touched then.
 */
export async function planRun(
  definition: BatchDefinition,
  ports: PlanPorts,
  request: BatchRequest,
): Promise<Manifest> {
  const { run } = request;
  const known = await readManifest(definition, ports.files, run);
  if (known !== undefined) return resumed(known, ports, request);
  if (request.despiteLostRecords !== true) await ports.checkArchived?.();
  const { computed, leftOut, together } = chosenViews(definition, request.views);
  // first: everything that is read later is at least as far as what these say
  const ranges = await closedRanges(definition, ports, { request, computed });
  const views = ranges.filter(({ from, to }) => from < to);
  const open = ranges.filter(({ from, to }) => from >= to);
  if (views.length === 0) throw nothingClosed(run, [...leftOut, ...ranges]);
  await claimAll(ports.coverage, views, { run, now: ports.now() });
  const limits = limitsOf(definition);
  const items: MapItem[] = [];
  let rows = 0;
  for (const { name, horizon, mine } of readStreams(definition, views)) {
    const lane = lanePlanOf(definition.plan, name)?.name ?? '';
    const lake = await lakeOf(ports, { pipeline: definition.pipeline.name, lane }, name);
    const from = least(mine.map(({ reads }) => reads.from));
    const to = greatest(mine.map(({ reads }) => reads.to));
    append(items, mapItems(lake, { from, to, horizon, limits }));
    rows += lake.objects.reduce((sum, { link }) => sum + link.rows, 0);
  }
  const manifest = await ports.files.create<Manifest>(runNames.manifest(run), {
    ...{ version: 1, run, pipeline: definition.pipeline.name, fingerprint: meaningOf(definition) },
    ...{ from: request.from, to: request.to, views },
    leftOut: [...leftOut, ...open.map(stillOpen(request))],
    together: together.filter(({ view }) => views.some((range) => range.view === view)),
    items,
    buckets: Math.max(1, Math.ceil(rows / limits.rowsPerReduce)),
  });
  return prepared(ports, manifest);
}

/** Writes down what tasks go by, which whoever broke off may not have done. */
async function prepared(ports: PlanPorts, manifest: Manifest): Promise<Manifest> {
  await keepRows(ports, manifest);
  await listTasks(ports.files, manifest);
  return manifest;
}

/** Writes down which rows of the run stay as they are, and which go if nothing is computed for them. */
async function keepRows(ports: PlanPorts, { run, views }: Manifest): Promise<void> {
  const kept = ((await ports.keptRows?.()) ?? []).filter(({ view, start }) =>
    views.some((range) => range.view === view && range.from <= start && start < range.to),
  );
  const open = ((await ports.openRows?.()) ?? []).filter(({ view, start, end }) =>
    views.some((range) => range.view === view && range.from <= start && end <= range.to),
  );
  if (kept.length + open.length === 0) return;
  const rows = kept.map(({ view, key, start }) => ({ view, key, start }));
  await ports.files.create<KeptRows>(runNames.kept(run), { rows, open });
}

const listTasks = ({ create }: RunFiles, { run, items }: Manifest): Promise<unknown> =>
  create<Listed<MapTask>[]>(
    runNames.tasks(run, 'map'),
    items.map((_, item) => ({ run, item, failed: runNames.failed(run, 'map', item) })),
  );

async function resumed(
  manifest: Manifest,
  ports: PlanPorts,
  { run, from, to }: BatchRequest,
): Promise<Manifest> {
  if (manifest.from !== from || manifest.to !== to) {
    throw foreignRun(run, spell({ from, to }), spell(manifest));
  }
  await claimAll(ports.coverage, manifest.views, { run, now: ports.now() });
  return prepared(ports, manifest);
}

const spell = ({ from, to }: { readonly from: EventTime; readonly to: EventTime }): string =>
  `${formatInstant(from)} to ${formatInstant(to)}`;

/**
 * The part of the range whose windows are closed, view by view; it may be empty. Of one step's views
 * all have the part that is closed for each of them.
 */
async function closedRanges(
  { pipeline }: BatchDefinition,
  { reader }: PlanPorts,
  { request: { from, to, of = 'results' }, computed }: Asked,
): Promise<ViewRange[]> {
  const steps = new Map(pipeline.views.map((view) => [viewId(view), stepOf(view.operator)]));
  const closed = new Map<Operator | undefined, ClosedPart>();
  for (const view of computed) {
    const watermark = leastWatermark(await reader.watermarks(view.id));
    const step = steps.get(view.id);
    const before = closed.get(step) ?? { from, to, end: BEGINNING_OF_TIME };
    const first = of === 'settled' ? settledSince(view, from) : before;
    closed.set(step, {
      from: Math.min(before.from, first.from),
      to: Math.min(before.to, watermark - view.settling),
      end: Math.max(before.end, first.end),
    });
  }
  return computed.map(({ id, reach }) => {
    const { end, ...part } = closed.get(steps.get(id)) ?? { from, to: from, end: from };
    const range = end > part.to ? { ...part, to: part.from } : part;
    return { view: id, ...range, reads: readFor(range, reach) };
  });
}

/** The part of a range that is closed for the views of one step. */
interface ClosedPart {
  readonly from: EventTime;
  readonly to: EventTime;
  /** Nothing in it is whole that ends before. */
  readonly end: EventTime;
}

interface Asked {
  readonly request: BatchRequest;
  readonly computed: readonly ChosenView[];
}

/** The streams of some views, with the ranges of those. */
const readStreams = ({ pipeline, plan }: BatchDefinition, views: readonly ViewRange[]) =>
  pipeline.streams.flatMap(({ name, id, dedupeWithin }) => {
    const ids = plan.views.filter((view) => streamsOf(view).includes(name)).map(viewId);
    const mine = views.filter(({ view }) => ids.includes(view));
    const horizon = id === undefined ? undefined : dedupeWithin;
    return mine.length === 0 ? [] : [{ name, horizon, mine }];
  });

const stillOpen =
  ({ of }: BatchRequest) =>
  ({ view }: ViewRange): LeftOut => ({
    view,
    why:
      of === 'settled'
        ? 'none of its windows has become final in these days'
        : 'none of its windows in the range is closed yet',
  });

const nothingClosed = (run: string, views: readonly { readonly view: string }[]): BatchError =>
  new BatchError('BATCH_NOTHING_CLOSED', {
    at: run,
    problem: 'there is no window that a batch run may compute',
    given: `views ${views.map(({ view }) => view).join(', ')}`,
    expected: 'a view of windows, some of which are closed in the range',
    fix: 'wait until its watermark has passed the windows and their allowed lateness, or name an earlier range',
  });
