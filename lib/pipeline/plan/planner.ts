import { least } from '../../core/many.ts';
import { FIRST_LEVEL } from '../../core/slots.ts';
import type { Pipeline, SourceStream } from '../definition/definition.ts';
import { viewId } from '../definition/view-id.ts';
import { undeployable } from './deployable.ts';
import { fingerprint } from './fingerprint.ts';
import type { LanePlan, Plan, StreamPlan, ViewPlan } from './plan.ts';
import { fieldPlans } from './step-plans.ts';
import { streamsOf, viewPlan } from './view-plans.ts';

/** What the planner decides unless it is told otherwise. */
export const PLAN_DEFAULTS = {
  /** Ranges of keys that lanes address until the exchange is scaled: at most so many shards. */
  exchangeRanges: 2 ** FIRST_LEVEL,
  /** Longest batching window that Lambda offers, in seconds. */
  maxBatchingWindowSeconds: 300,
} as const;

/** The plan of a pipeline: which lanes read what, who writes which rows, and why. */
export function planOf(pipeline: Pipeline): Plan {
  const streams = pipeline.streams.map(streamPlan);
  const views = pipeline.views.map(viewPlan);
  const exchanged = views.filter(({ placement }) => placement.lane === 'exchange');
  const exchange = exchanged.length > 0 ? { ranges: PLAN_DEFAULTS.exchangeRanges } : null;
  const lanes = [
    ...pipeline.streams.flatMap(({ name }) => speedLane(name, views)),
    ...(exchange === null ? [] : [exchangeLane(exchanged)]),
    ...pipeline.streams.map(({ name }) => archiveLane(name)),
  ];
  const body = { pipeline: pipeline.name, streams, views, exchange, lanes };
  return { ...body, undeployable: undeployable(pipeline), fingerprint: fingerprint(body) };
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
    watermarks: stream.watermarks,
  };
}

/**
 * One lane per stream: a second one would read every shard again, and a view that moved between
 * lanes would change the owner of its rows.
 */
function speedLane(stream: string, views: readonly ViewPlan[]): LanePlan[] {
  const mine = views.filter((view) => streamsOf(view).includes(stream));
  if (mine.length === 0) return [];
  return [
    {
      name: `${stream}.speed`,
      kind: 'speed',
      stream,
      views: mine.map(viewId),
      batchingWindowSeconds: batchingWindow(mine),
    },
  ];
}

const exchangeLane = (views: readonly ViewPlan[]): LanePlan => ({
  name: 'exchange',
  kind: 'exchange',
  stream: null,
  views: views.map(viewId),
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
 * A quarter, because up to two stages gather, and as much again is left for work and retries. A view
 * whose results go through the exchange again is gathered once more each time.
 */
function batchingWindow(views: readonly ViewPlan[]): number {
  const parts = views.map(({ freshness, placement: { hops } }) => freshness / (4 + 2 * hops));
  const seconds = Math.floor(least(parts) / 1_000);
  return Math.min(seconds, PLAN_DEFAULTS.maxBatchingWindowSeconds);
}
