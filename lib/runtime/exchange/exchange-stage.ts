import { BEGINNING_OF_TIME, type EventTime } from '../../core/time.ts';
import { type Effects, NO_EFFECTS, type SentEvent } from '../../ports/effects.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import type { StateStore } from '../../ports/state-store.ts';
import { fenceOf } from '../../ports/task.ts';
import type { Topology } from '../../ports/topology.ts';
import { applyEffects, type EffectPorts } from '../epoch/apply-effects.ts';
import type { Outcome, Position, StageLogic } from '../epoch/epoch-log.ts';
import { resumeViews } from '../epoch/resume.ts';
import type { KeyedEpoch } from '../keyed/keyed-epoch.ts';
import { type KeyedProgress, NO_KEYED_PROGRESS } from '../keyed/keyed-progress.ts';
import { keyedViews } from '../keyed/keyed-views.ts';
import type { OperatorRuntime } from '../keyed/operator-runtime.ts';
import { type RowCache, rowCache } from '../row-cache.ts';
import { messagesOf } from '../speed/deltas.ts';
import type { ViewRuntime } from '../view-runtime.ts';
import { bucketsChanged, expectBuckets, expectLanes } from './buckets.ts';
import { type DeltaCounters, deltaEpoch } from './delta-epoch.ts';
import { type ExchangeInput, halves } from './exchange-input.ts';
import {
  type LaneBoard,
  laneWatermark,
  missing,
  othersWatermark,
  type Slice,
  taken,
} from './lane-board.ts';
import { setback } from './setback.ts';

/** A view whose rows are made of deltas, and the lane that they come from. */
export interface ExchangedView {
  readonly runtime: ViewRuntime;
  readonly lane: string;
  readonly stream: string;
}

/** What a stage reads. */
export interface ExchangeInputs {
  readonly views: readonly ExchangedView[];
  /** Views whose steps keep state per key. */
  readonly operators: readonly OperatorRuntime[];
  /** Lanes that events come from, by what the time of their inputs follows: a stream or a step. */
  readonly lanes: readonly InputLane[];
  readonly buckets: number;
}

export interface InputLane {
  readonly clock: string;
  readonly lane: string;
  /** The stream that the lane reads; `null` if it is this stage itself. */
  readonly stream: string | null;
}

/** Where a bucket stands. */
export type ExchangeProgress = {
  readonly board: LaneBoard;
  /** Of each view, by view id; never goes back. */
  readonly watermarks: Readonly<Record<string, EventTime>>;
  readonly counters: DeltaCounters;
  readonly keyed: KeyedProgress;
  readonly buckets: number;
  /** Views that the task has had since that epoch, while it is the one that is being written. */
  readonly birth?: { readonly epoch: number; readonly views: readonly string[] } | null;
};

export interface ExchangePorts extends EffectPorts {
  readonly topology: Topology;
  readonly states: StateStore;
  readonly records: RecordStore;
}

/**
 * What messages of the lanes mean for the rows and the states of one bucket. The only writer of those.
 *
 * A delta is never late here: its lane judged it by a watermark that the bucket had not passed. Should
 * one be all the same, because a shard appeared that nobody announced, it is set aside and counted.
 */
export function exchangeStage(
  { views, operators, lanes, buckets }: ExchangeInputs,
  ports: ExchangePorts,
): StageLogic<ExchangeInput, ExchangeProgress> {
  const byId = new Map(views.map(({ runtime }) => [runtime.id, runtime]));
  const clockNames = new Map(lanes.map(({ lane, clock }) => [lane, clock]));
  const keyed = keyedViews(operators, ports.states);
  const caches = new Map<string, RowCache>();
  const cacheOf = ({ shard }: { readonly shard: string }): RowCache => {
    const cache = caches.get(shard) ?? rowCache(ports.rows, (id) => byId.get(id)?.aggregates ?? []);
    caches.set(shard, cache);
    return cache;
  };

  /** Gives an event to its step, its shard being as far as it was before the event. */
  function takeEvent(sent: SentEvent, { message }: Slice, { board, epoch }: Reading): void {
    const { lane, shard } = message;
    const clock = clockNames.get(lane);
    if (clock === undefined) return;
    const own = board[lane]?.[shard]?.watermark ?? BEGINNING_OF_TIME;
    const reached = Math.max(own, sent.reached ?? BEGINNING_OF_TIME);
    epoch.reach(clock, Math.min(reached, othersWatermark(board, lane, shard)));
    epoch.take({ ...sent, id: `${lane}/${shard}/${sent.id}` });
  }

  async function compute(
    { task, gen, epoch: number, progress }: Position<ExchangeProgress>,
    { slices, timers }: ExchangeInput,
    refused = false,
  ): Promise<Outcome<ExchangeProgress>> {
    const deltas = deltaEpoch(progress.counters, (id) => byId.get(id));
    const epoch = keyed.begin(task, progress.keyed);
    await epoch.load(slices.flatMap(eventsOf));
    const watermarks = { ...progress.watermarks };
    let { board } = progress;
    for (const slice of slices) {
      const { message, from, to } = slice;
      epoch.arrive(message.arrival);
      for (let i = from; i < to; i++) {
        const item = message.deltas[i] ?? message.events[i - message.deltas.length];
        const watermark = watermarks[item?.view ?? ''] ?? BEGINNING_OF_TIME;
        if (item === undefined) continue;
        if (refused) deltas.refuse(slice, i, watermark);
        else if ('event' in item) takeEvent(item, slice, { board, epoch });
        else deltas.take(slice, i, watermark);
      }
      board = taken(board, slice);
      const clock = clockNames.get(message.lane);
      if (clock !== undefined) epoch.reach(clock, laneWatermark(board, message.lane));
      for (const { runtime, lane } of views) {
        raise(watermarks, runtime.id, laneWatermark(board, lane));
      }
    }
    if (timers > 0) await epoch.fire(timers);
    const outcome = epoch.finish(refused && slices.length === 0);
    for (const [view, watermark] of outcome.watermarks) raise(watermarks, view, watermark);
    const rows = await deltas.rows(cacheOf(task));
    const { records, states, sendings, progress: after } = outcome;
    const envelope = { shard: task.shard, gen, epoch: number, arrival: after.arrival };
    const effects: Effects = {
      ...NO_EFFECTS,
      ...{ records, states, timers: outcome.timers },
      rows: [...rows, ...outcome.rows],
      late: [...deltas.late, ...outcome.late],
      watermarks: Object.entries(watermarks).filter(
        ([view, watermark]) => watermark !== progress.watermarks[view],
      ),
      messages: sendings.flatMap(({ clock: lane, events, watermark }) =>
        messagesOf(
          { ...envelope, lane, watermark, lineage: null },
          { deltas: [], events },
          buckets,
        ),
      ),
    };
    const { counters } = deltas;
    const birth = progress.birth?.epoch === number ? progress.birth : null;
    return {
      effects,
      progress: { board, watermarks, counters, keyed: after, buckets, birth },
      keep: deltas.keep,
      drop: () => keyed.forget(task), // states were changed where they are cached
    };
  }

  return {
    genesis: async () => {
      const counters = { deltas: 0, late: 0, refused: 0 };
      const nothing = { board: {}, watermarks: {}, counters, keyed: NO_KEYED_PROGRESS };
      return { gen: 1, progress: { ...nothing, buckets, birth: null } };
    },
    rest({ slices, timers }, { board, keyed: before }) {
      const rest: Slice[] = [];
      let ahead = board;
      for (const slice of slices) {
        const left = missing(ahead, slice);
        if (left === undefined) continue;
        rest.push(left);
        ahead = taken(ahead, left);
      }
      return rest.length > 0 || keyed.isBehind(before) ? { slices: rest, timers } : undefined;
    },
    compute: (position, input) => compute(position, input),
    tooBig: (position, input) => compute(position, input, true),
    setback,
    halves,
    async apply(task, head) {
      const { birth } = head.progress;
      if (birth) await expectBuckets(ports, birth.views, buckets);
      const { states, timers, records } = head.effects;
      const fence = fenceOf(head.gen, head.epoch);
      await Promise.all([
        states.length + timers.length > 0
          ? ports.states.write(task, { states, timers }, fence)
          : undefined,
        records.length > 0 ? ports.records.append(records, fence) : undefined,
      ]);
      await applyEffects(ports, task, head);
    },
    mark: ({ epoch, progress: { watermarks, counters, keyed: after } }) => ({
      epoch,
      watermark: Math.min(
        ...viewIds(views, operators).map((id) => watermarks[id] ?? BEGINNING_OF_TIME),
      ),
      details: { watermarks, counters, keyed: after.counters },
    }),
    async resume(task, { epoch: before, fingerprints, progress }) {
      if (progress.buckets !== buckets) throw bucketsChanged(task, progress.buckets, buckets);
      const runtimes = [...views.map(({ runtime }) => runtime), ...operators];
      const all = [...views.map(({ lane, stream }) => ({ lane, stream })), ...lanes];
      const board = await expectLanes(progress.board, all, { topology: ports.topology, buckets });
      const strange = viewIds(views, operators).filter((id) => !(id in fingerprints));
      const birth = strange.length === 0 ? null : { epoch: before + 1, views: strange };
      return {
        fingerprints: resumeViews(task, fingerprints, runtimes),
        progress: { ...progress, keyed: progress.keyed ?? NO_KEYED_PROGRESS, board, birth },
      };
    },
    forget(task) {
      cacheOf(task).clear();
      keyed.forget(task);
    },
  };
}

/** What is known while messages are read. */
interface Reading {
  readonly board: LaneBoard;
  readonly epoch: KeyedEpoch;
}

function raise(watermarks: Record<string, EventTime>, view: string, to: EventTime): void {
  if (to > (watermarks[view] ?? BEGINNING_OF_TIME)) watermarks[view] = to;
}

const viewIds = (
  views: readonly ExchangedView[],
  operators: readonly OperatorRuntime[],
): readonly string[] => [
  ...views.map(({ runtime }) => runtime.id),
  ...operators.map(({ id }) => id),
];

const eventsOf = ({ message: { deltas, events }, from, to }: Slice): readonly SentEvent[] =>
  events.slice(Math.max(0, from - deltas.length), Math.max(0, to - deltas.length));
