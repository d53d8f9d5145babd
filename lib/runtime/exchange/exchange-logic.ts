import { least } from '../../core/many.ts';
import { BEGINNING_OF_TIME, type EventTime } from '../../core/time.ts';
import { type Budget, UNLIMITED } from '../../ports/budget.ts';
import { type Effects, NO_EFFECTS } from '../../ports/effects.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import type { StateStore } from '../../ports/state-store.ts';
import type { Topology } from '../../ports/topology.ts';
import { applyEffects, type EffectPorts } from '../epoch/apply-effects.ts';
import type { LaneLogic, Outcome, Position } from '../epoch/lane-logic.ts';
import { resumeViews } from '../epoch/resume.ts';
import { type KeyedProgress, NO_KEYED_PROGRESS } from '../keyed/keyed-progress.ts';
import { keyedViews } from '../keyed/keyed-views.ts';
import type { OperatorRuntime } from '../keyed/operator-runtime.ts';
import { room } from '../keyed/room.ts';
import { type RowCache, rowCache } from '../rows/row-cache.ts';
import type { ViewRuntime } from '../rows/view-runtime.ts';
import { messagesOf } from '../speed/deltas.ts';
import { bucketsChanged, expectBuckets, expectLanes } from './buckets.ts';
import { type DeltaCounters, deltaEpoch, rowSizes } from './delta-epoch.ts';
import { type ExchangeInput, MAX_ROOM, ROOM_UNIT } from './exchange-input.ts';
import { type LaneBoard, missing, type Slice, taken } from './lane-board.ts';
import { raise, readSlices } from './read-slices.ts';
import { setback } from './setback.ts';
import { stillUnderWay, wakeMessage } from './wake.ts';

/** A view whose rows are made of deltas, and the lane that they come from. */
export interface ExchangedView {
  readonly runtime: ViewRuntime;
  readonly lane: string;
  readonly stream: string;
}

/** What the lane reads. */
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
  /** The stream that the lane reads; `null` if it is this lane itself. */
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
  readonly registration?: { readonly epoch: number; readonly views: readonly string[] } | null;
  /** Epoch that sent a message to the bucket itself, until that comes. */
  readonly wake?: number | null;
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
export function exchangeLogic(
  { views, operators, lanes, buckets }: ExchangeInputs,
  ports: ExchangePorts,
): LaneLogic<ExchangeInput, ExchangeProgress> {
  const byId = new Map(views.map(({ runtime }) => [runtime.id, runtime]));
  const deltaViews = views.map(({ runtime: { id: view }, lane }) => ({ view, lane }));
  const clockNames = new Map(lanes.map(({ lane, clock }) => [lane, clock]));
  const clockOf = (lane: string) => clockNames.get(lane);
  const sizes = rowSizes();
  const keyed = keyedViews(operators, ports.states);
  const caches = new Map<string, RowCache>();
  const cacheOf = ({ shard }: { readonly shard: string }): RowCache => {
    const cache = caches.get(shard) ?? rowCache(ports.rows, (id) => byId.get(id)?.row);
    caches.set(shard, cache);
    return cache;
  };

  async function compute(
    { task, gen, epoch: number, progress }: Position<ExchangeProgress>,
    { slices, timers, room: limit = MAX_ROOM }: ExchangeInput,
    { budget, refuses }: { readonly budget: Budget; readonly refuses: boolean },
  ): Promise<Outcome<ExchangeProgress>> {
    const space = room(refuses ? 1 : limit, budget.isSpent);
    const viewOf = (id: string) => byId.get(id);
    const deltas = deltaEpoch(progress.counters, { viewOf, room: space, sizes });
    const epoch = keyed.begin(task, progress.keyed, { room: space, refuses });
    const isBehind = keyed.isBehind(progress.keyed);
    // what is left of earlier epochs takes turns with messages, and the two kinds of it with each other
    const readsMessages = slices.length > 0 && !(isBehind && number % 2 === 0);
    const reading = { epoch, deltas, refuses, room: space, clockOf, views: deltaViews };
    const { board, ...read } = readsMessages
      ? await readSlices(slices, progress, reading)
      : progress;
    const worksOffFirst = (number >> 1) % 2 === 0;
    if (!readsMessages && worksOffFirst) await epoch.workOff();
    if (timers > 0) await epoch.fire(timers);
    if (!readsMessages && !worksOffFirst) await epoch.workOff();
    const outcome = epoch.finish();
    const watermarks = { ...read.watermarks };
    for (const [view, watermark] of outcome.watermarks) raise(watermarks, view, watermark);
    const rows = await deltas.rows(cacheOf(task));
    const { records, states, sendings, progress: after } = outcome;
    const envelope = { shard: task.shard, gen, epoch: number, arrival: after.arrival };
    const sent = sendings.flatMap(({ clock: lane, events, watermark }) =>
      messagesOf({ ...envelope, lane, watermark, lineage: null }, { deltas: [], events }, buckets),
    );
    const underWay = stillUnderWay(progress.wake ?? null, readsMessages ? slices : []);
    const wakes = underWay === null && keyed.isBehind(after) && Number.isFinite(budget.remaining());
    const effects: Effects = {
      ...NO_EFFECTS,
      ...{ records, states, timers: outcome.timers },
      rows: [...rows, ...outcome.rows],
      late: [...deltas.late, ...outcome.late],
      watermarks: Object.entries(watermarks).filter(
        ([view, watermark]) => watermark !== progress.watermarks[view],
      ),
      messages: wakes ? [...sent, wakeMessage(task, envelope)] : sent,
    };
    const { counters } = deltas;
    const registration = progress.registration?.epoch === number ? progress.registration : null;
    const wake = wakes ? number : underWay;
    return {
      effects,
      taken: Math.max(1, Math.ceil(space.used() / ROOM_UNIT)),
      progress: { board, watermarks, counters, keyed: after, buckets, registration, wake },
      keep: deltas.keep,
      drop: () => keyed.forget(task), // states were changed where they are cached
    };
  }

  return {
    start: async () => {
      const counters = { deltas: 0, late: 0, refused: 0 };
      const nothing = { board: {}, watermarks: {}, counters, keyed: NO_KEYED_PROGRESS };
      return { gen: 1, progress: { ...nothing, buckets, registration: null } };
    },
    rest(input, { board, keyed: before }) {
      const rest: Slice[] = [];
      let ahead = board;
      for (const slice of input.slices) {
        const left = missing(ahead, slice);
        if (left === undefined) continue;
        rest.push(left);
        ahead = taken(ahead, left);
      }
      const isLeft = rest.length > 0 || (keyed.isBehind(before) && input.goesOn());
      return isLeft ? { ...input, slices: rest } : undefined;
    },
    compute: (position, input, budget) => compute(position, input, { budget, refuses: false }),
    tooBig: (position, input) => compute(position, input, { budget: UNLIMITED, refuses: true }),
    setback,
    size: () => MAX_ROOM / ROOM_UNIT, // nobody knows what events will give
    prefix: (input, size) => ({ ...input, room: size === 1 ? 1 : size * ROOM_UNIT }),
    apply(task, head, applying) {
      const newViews = head.progress.registration?.views ?? [];
      const register = (view: string) => expectBuckets(ports, view, buckets);
      return applyEffects(ports, { task, head, newViews, register }, applying);
    },
    mark: ({ epoch, progress: { watermarks, counters, keyed: after } }) => ({
      epoch,
      watermark: least(viewIds(views, operators).map((id) => watermarks[id] ?? BEGINNING_OF_TIME)),
      details: { watermarks, counters, keyed: after.counters },
    }),
    async resume(task, { epoch: before, fingerprints, progress }) {
      if (progress.buckets !== buckets) throw bucketsChanged(task, progress.buckets, buckets);
      const runtimes = [...views.map(({ runtime }) => runtime), ...operators];
      const all = [...views.map(({ lane, stream }) => ({ lane, stream })), ...lanes];
      const board = await expectLanes(progress.board, all, { topology: ports.topology, buckets });
      const newViews = viewIds(views, operators).filter((id) => !(id in fingerprints));
      const registration = newViews.length === 0 ? null : { epoch: before + 1, views: newViews };
      return {
        fingerprints: resumeViews(task, fingerprints, runtimes),
        progress: { ...progress, keyed: progress.keyed ?? NO_KEYED_PROGRESS, board, registration },
      };
    },
    forget(task) {
      cacheOf(task).clear();
      keyed.forget(task);
    },
  };
}

const viewIds = (
  views: readonly ExchangedView[],
  operators: readonly OperatorRuntime[],
): readonly string[] => [
  ...views.map(({ runtime }) => runtime.id),
  ...operators.map(({ id }) => id),
];
