import { BEGINNING_OF_TIME, type EventTime } from '../../core/time.ts';
import { isTooLate } from '../../core/watermark.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import {
  type Delta,
  type Effects,
  type LateEvent,
  NO_EFFECTS,
  type RowImage,
} from '../../ports/effects.ts';
import type { TaskId } from '../../ports/task.ts';
import type { Topology } from '../../ports/topology.ts';
import { applyEffects, type EffectPorts } from '../epoch/apply-effects.ts';
import type { Outcome, Position, StageLogic } from '../epoch/epoch-log.ts';
import { resumeViews } from '../epoch/resume.ts';
import { type RowCache, rowCache } from '../row-cache.ts';
import { encodeAll } from '../speed/deltas.ts';
import type { ViewRuntime } from '../view-runtime.ts';
import { type Accumulators, combineInto } from '../window-fold.ts';
import {
  type LaneBoard,
  laneWatermark,
  missing,
  type Slice,
  taken,
  unheard,
} from './lane-board.ts';

/** A view whose rows the exchange stage writes, and the lane that its deltas come from. */
export interface ExchangedView {
  readonly runtime: ViewRuntime;
  readonly lane: string;
  readonly stream: string;
}

/** Where a bucket stands. */
export type ExchangeProgress = {
  readonly board: LaneBoard;
  /** Of each view, by view id; never goes back. */
  readonly watermarks: Readonly<Record<string, EventTime>>;
  readonly counters: { readonly deltas: number; readonly late: number; readonly refused: number };
  readonly buckets: number;
};

export interface ExchangePorts extends EffectPorts {
  readonly topology: Topology;
}

type Slices = readonly Slice[];

/**
 * What messages of the lanes mean for the rows of one bucket. The only writer of those rows.
 *
 * A delta is never late here: its lane judged it by a watermark that the bucket had not passed. Should
 * one be all the same, because a shard appeared that nobody announced, it is set aside and counted.
 */
export function exchangeStage(
  views: readonly ExchangedView[],
  buckets: number,
  ports: ExchangePorts,
): StageLogic<Slices, ExchangeProgress> {
  const byId = new Map(views.map((view) => [view.runtime.id, view]));
  const caches = new Map<string, RowCache>();
  const cacheOf = ({ shard }: { readonly shard: string }): RowCache => {
    const cache =
      caches.get(shard) ?? rowCache(ports.rows, (id) => byId.get(id)?.runtime.aggregates ?? []);
    caches.set(shard, cache);
    return cache;
  };

  async function compute(
    { task, progress }: Position<ExchangeProgress>,
    slices: Slices,
    refused = false,
  ): Promise<Outcome<ExchangeProgress>> {
    const touched = new Map<string, { delta: Delta; arrival: EventTime; more: Delta[] }>();
    const late: LateEvent[] = [];
    const counters = { ...progress.counters };
    const watermarks = { ...progress.watermarks };
    let { board } = progress;
    for (const slice of slices) {
      const { message, from, to } = slice;
      for (let i = from; i < to; i++) {
        const delta = message.deltas[i];
        const view = delta && byId.get(delta.view);
        if (delta === undefined || view === undefined) continue; // of a view that was removed
        counters.deltas++;
        const { allowedLateness } = view.runtime.plan;
        const watermark = watermarks[delta.view] ?? BEGINNING_OF_TIME;
        if (refused || isTooLate(delta.end, allowedLateness, watermark)) {
          if (refused) counters.refused++;
          else counters.late++;
          late.push(lateDelta(slice, i, watermark));
          continue;
        }
        const id = `${delta.view}\n${delta.start}\n${delta.key}`;
        const same = touched.get(id);
        if (same === undefined) touched.set(id, { delta, arrival: message.arrival, more: [] });
        else {
          same.more.push(delta);
          same.arrival = Math.max(same.arrival, message.arrival);
        }
      }
      board = taken(board, slice);
      for (const { runtime, lane } of views) {
        const reached = laneWatermark(board, lane);
        const before = watermarks[runtime.id];
        if (reached > (before ?? BEGINNING_OF_TIME)) watermarks[runtime.id] = reached;
      }
    }
    const rows = [...touched.values()];
    const live = await cacheOf(task).load(rows.map(({ delta }) => delta));
    const images = rows.map(({ delta, arrival, more }, i): RowImage => {
      const runtime = (byId.get(delta.view) as ExchangedView).runtime;
      const into = live[i] as Accumulators;
      for (const { acc } of [delta, ...more]) {
        combineInto(runtime.aggregates, into, decodeAll(runtime, acc));
      }
      const { view, key, start, end } = delta;
      return { view, key, start, end, acc: encodeAll(runtime, into), updatedAt: arrival };
    });
    const moved = Object.entries(watermarks).filter(
      ([view, watermark]) => watermark !== progress.watermarks[view],
    );
    const effects: Effects = { ...NO_EFFECTS, rows: images, late, watermarks: moved };
    return { effects, progress: { board, watermarks, counters, buckets } };
  }

  /** A lane that was never heard of holds time back until all of its shards have spoken. */
  async function expectLanes(known: LaneBoard): Promise<LaneBoard> {
    const board = { ...known };
    for (const { lane, stream } of views) {
      if (board[lane] !== undefined) continue;
      const shards = await ports.topology.shards(stream);
      board[lane] = Object.fromEntries(shards.map(({ id }) => [id, unheard()]));
    }
    return board;
  }

  return {
    genesis: async () => {
      const counters = { deltas: 0, late: 0, refused: 0 };
      return { gen: 1, progress: { board: {}, watermarks: {}, counters, buckets } };
    },
    rest(slices, { board }) {
      const rest: Slice[] = [];
      let ahead = board;
      for (const slice of slices) {
        const left = missing(ahead, slice);
        if (left === undefined) continue;
        rest.push(left);
        ahead = taken(ahead, left);
      }
      return rest.length > 0 ? rest : undefined;
    },
    compute: (position, slices) => compute(position, slices),
    tooBig: (position, slices) => compute(position, slices, true),
    halves,
    async apply(task, head) {
      if (head.epoch === 1) await expectBuckets(ports, views, buckets);
      await applyEffects(ports, task, head);
    },
    mark: ({ epoch, progress: { watermarks, counters } }) => ({
      epoch,
      watermark: Math.min(
        ...views.map(({ runtime }) => watermarks[runtime.id] ?? BEGINNING_OF_TIME),
      ),
      details: { watermarks, counters },
    }),
    async resume(task, { fingerprints, progress }) {
      if (progress.buckets !== buckets) throw bucketsChanged(task, progress.buckets, buckets);
      const runtimes = views.map(({ runtime }) => runtime);
      return {
        fingerprints: resumeViews(task, fingerprints, runtimes),
        progress: { ...progress, board: await expectLanes(progress.board) },
      };
    },
    forget: (task) => cacheOf(task).clear(),
  };
}

const decodeAll = ({ aggregates }: ViewRuntime, acc: Delta['acc']): Accumulators =>
  aggregates.map(({ aggregator }, i) => aggregator.decode(acc[i] ?? null));

function halves(slices: Slices): readonly [Slices, Slices] | undefined {
  const middle = slices.length >> 1;
  if (middle > 0) return [slices.slice(0, middle), slices.slice(middle)];
  const [slice] = slices;
  if (slice === undefined || slice.to - slice.from < 2) return undefined;
  const cut = (slice.from + slice.to) >> 1;
  return [[{ ...slice, to: cut }], [{ ...slice, from: cut }]];
}

function lateDelta({ message }: Slice, index: number, watermark: EventTime): LateEvent {
  const { lane, shard, gen, epoch, part, deltas } = message;
  const delta = deltas[index];
  return {
    view: delta?.view ?? '',
    sequence: `${lane}/${shard}/${gen}/${epoch}/${part}`,
    sub: index,
    eventTime: delta?.start ?? 0,
    watermark,
  };
}

async function expectBuckets(
  { rows }: EffectPorts,
  views: readonly ExchangedView[],
  buckets: number,
): Promise<void> {
  const all = Array.from({ length: buckets }, (_, i) => bucketShard(i));
  for (const { runtime } of views) await rows.expectTasks(runtime.id, all);
}

const bucketsChanged = (
  { pipeline, stage }: TaskId,
  stored: number,
  given: number,
): DefinitionError =>
  new DefinitionError('EXCHANGE_BUCKETS_CHANGED', {
    at: `${pipeline} › ${stage}`,
    problem: 'rows would get other owners while the former ones still write',
    given: `${given} buckets`,
    expected: `${stored}, as the stored state has`,
    fix: 'keep the number, or raise the version of every exchanged view',
  });

/** Name of the task of a bucket. */
export const bucketShard = (bucket: number): string => `bucket-${String(bucket).padStart(4, '0')}`;
