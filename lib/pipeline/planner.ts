import { formatDuration } from '../core/time.ts';
import type { Flow, Pipeline, SourceStream, Step, ViewDefinition } from './definition.ts';
import { fingerprint } from './fingerprint.ts';
import type {
  AggregatePlan,
  FieldPlan,
  LanePlan,
  Placement,
  Plan,
  StepPlan,
  StreamPlan,
  ViewPlan,
} from './plan.ts';

/** What the planner decides unless it is told otherwise. */
export const PLAN_DEFAULTS = {
  /** Owners of exchanged rows. Changing it moves rows to other owners: see `docs/operating.md`. */
  exchangeBuckets: 4,
  /** Longest batching window that Lambda offers, in seconds. */
  maxBatchingWindowSeconds: 300,
} as const;

/** The plan of a pipeline: which lanes read what, who writes which rows, and why. */
export function planOf(pipeline: Pipeline): Plan {
  const streams = pipeline.streams.map(streamPlan);
  const views = pipeline.views.map(viewPlan);
  const exchanged = views.filter(({ placement }) => placement.stage === 'exchange');
  const exchange = exchanged.length > 0 ? { buckets: PLAN_DEFAULTS.exchangeBuckets } : null;
  const lanes = [
    ...pipeline.streams.flatMap(({ name }) => speedLane(name, views)),
    ...(exchange === null ? [] : [exchangeLane(exchanged)]),
    ...pipeline.streams.map(({ name }) => archiveLane(name)),
  ];
  const body = { pipeline: pipeline.name, streams, views, exchange, lanes };
  return { ...body, fingerprint: fingerprint(body) };
}

function streamPlan(stream: SourceStream): StreamPlan {
  const { name, schema, key, time, id } = stream;
  return {
    name,
    fields: fieldPlans(schema.fields, Object.keys(schema.fields)),
    key,
    time,
    id: id ?? null,
    dedupeWithin: stream.dedupeWithin,
    maxOutOfOrderness: stream.maxOutOfOrderness,
    maxClockSkew: stream.maxClockSkew,
    idleAfter: stream.idleAfter,
  };
}

function viewPlan(view: ViewDefinition): ViewPlan {
  const { kind, name, version, flow, windows, allowedLateness, freshness } = view;
  const aggregates = Object.entries(view.aggregates).map(
    ([as, { spec, aggregator, output }]): AggregatePlan => ({
      name: as,
      spec,
      encoding: aggregator.encoding,
      output,
    }),
  );
  const meaning = {
    kind,
    name,
    version,
    stream: flow.source.name,
    steps: flow.steps.map(stepPlan),
    groupBy: fieldPlans(flow.fields, view.groupBy),
    windows,
    allowedLateness,
    aggregates,
  };
  const { key, time } = flow.source;
  return {
    ...meaning,
    freshness,
    placement: placementOf(flow, view.groupBy),
    fingerprint: fingerprint({ ...meaning, key, time }),
  };
}

function fieldPlans(fields: Flow['fields'], names: readonly string[]): FieldPlan[] {
  return names.flatMap((name) => {
    const field = fields[name];
    return field === undefined ? [] : [{ name, type: field.type, optional: field.optional }];
  });
}

function stepPlan(step: Step): StepPlan {
  if (step.kind === 'filter') return { kind: 'filter', condition: step.condition };
  if (step.kind === 'derive') {
    return { kind: 'derive', name: step.name, expression: step.expression };
  }
  return { kind: step.kind };
}

/**
 * Rows are written where all events of their key are seen.
 *
 * A row's key must contain the partition key, unchanged since the record was read; then one shard
 * sees all of it. After `map` the field may hold something else.
 */
function placementOf(flow: Flow, groupBy: readonly string[]): Placement {
  const { key } = flow.source;
  if (groupBy.length === 0) {
    return { stage: 'exchange', why: 'all events share one row, and every shard has some of them' };
  }
  const grouping = groupBy.join(', ');
  if (!groupBy.includes(key)) {
    const why = `grouped by ${grouping}, but the stream is partitioned by ${key}`;
    return { stage: 'exchange', why };
  }
  if (flow.steps.some(({ kind }) => kind === 'map' || kind === 'flatMap')) {
    return { stage: 'exchange', why: `map may have changed ${key}, the partition key` };
  }
  return { stage: 'source', why: `grouped by ${grouping}, which holds the partition key ${key}` };
}

/**
 * One lane per stream: a second one would read every shard again, and a view that moved between
 * lanes would change the owner of its rows.
 */
function speedLane(stream: string, views: readonly ViewPlan[]): LanePlan[] {
  const mine = views.filter((view) => view.stream === stream);
  if (mine.length === 0) return [];
  return [
    {
      name: `${stream}.speed`,
      kind: 'speed',
      stream,
      views: mine.map(({ name }) => name),
      batchingWindowSeconds: batchingWindow(mine),
    },
  ];
}

const exchangeLane = (views: readonly ViewPlan[]): LanePlan => ({
  name: 'exchange',
  kind: 'exchange',
  stream: null,
  views: views.map(({ name }) => name),
  batchingWindowSeconds: batchingWindow(views),
});

const archiveLane = (stream: string): LanePlan => ({
  name: `${stream}.archive`,
  kind: 'archive',
  stream,
  views: [],
  batchingWindowSeconds: 60,
});

/**
 * A quarter of the freshness of the most demanding view, in whole seconds.
 *
 * A quarter, because up to two stages gather, and as much again is left for work and retries.
 */
function batchingWindow(views: readonly ViewPlan[]): number {
  const freshest = Math.min(...views.map(({ freshness }) => freshness));
  return Math.min(Math.floor(freshest / 4_000), PLAN_DEFAULTS.maxBatchingWindowSeconds);
}

/** One line for people: `sales_by_country: tumbling 1h, by country`. */
export function describeWindows({ windows, allowedLateness }: ViewPlan): string {
  const { size, slide, offset } = windows;
  const shape =
    size === slide
      ? `tumbling ${formatDuration(size)}`
      : `sliding ${formatDuration(size)} every ${formatDuration(slide)}`;
  const shift = offset === 0 ? '' : `, offset ${offset} ms`;
  const late =
    allowedLateness === 0 ? '' : `, takes events up to ${formatDuration(allowedLateness)} late`;
  return shape + shift + late;
}
