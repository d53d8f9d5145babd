import { least } from '../../core/many.ts';
import { own } from '../../core/own.ts';
import { BEGINNING_OF_TIME, type EventTime } from '../../core/time.ts';
import { type Budget, UNLIMITED } from '../../ports/budget.ts';
import { type Effects, NO_EFFECTS } from '../../ports/effects.ts';
import { type ExchangeLayout, newerLayout } from '../../ports/exchange-layout.ts';
import type { Head } from '../../ports/head-store.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import type { StateStore } from '../../ports/state-store.ts';
import type { TaskId } from '../../ports/task.ts';
import type { Topology } from '../../ports/topology.ts';
import { applyEffects, type EffectPorts } from '../epoch/apply-effects.ts';
import type { LaneLogic, Outcome, Position } from '../epoch/lane-logic.ts';
import { resumeViews } from '../epoch/resume.ts';
import type { Sending } from '../keyed/keyed-outcome.ts';
import type { KeyedProgress } from '../keyed/keyed-progress.ts';
import { keyedViews } from '../keyed/keyed-views.ts';
import { clockName, type OperatorRuntime } from '../keyed/operator-runtime.ts';
import { room } from '../keyed/room.ts';
import { type RowCache, rowCache } from '../rows/row-cache.ts';
import type { ViewRuntime } from '../rows/view-runtime.ts';
import { messagesOf } from '../speed/deltas.ts';
import { registerWriters } from '../speed/register-writers.ts';
import { deltaEpoch, rowSizes } from './delta-epoch.ts';
import { type ExchangeInput, MAX_ROOM, ROOM_UNIT } from './exchange-input.ts';
import { expectLanes } from './expect-lanes.ts';
import { missing, type Slice, taken } from './lane-board.ts';
import type { ExchangeProgress } from './progress.ts';
import { raise, readSlices } from './read-slices.ts';
import { refuseForeign } from './refuse-foreign.ts';
import { setback } from './setback.ts';
import { joiningExchange, startExchangeShard } from './shard-start.ts';
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
}

export interface InputLane {
  readonly clock: string;
  readonly lane: string;
  /** The stream that the lane reads; `null` if it is this lane itself. */
  readonly stream: string | null;
}

export interface ExchangePorts extends EffectPorts {
  readonly topology: Topology;
  readonly layout: Pick<ExchangeLayout, 'read'>;
  readonly states: StateStore;
  readonly records: RecordStore;
}

/**
 * What messages of the lanes mean for the rows and the states of one task. The only writer of those.
 *
 * A delta is never late here: its lane judged it by a watermark that the task had not passed. Should
 * one be all the same, because a shard appeared that nobody announced, it is set aside and counted.
 */
export function exchangeLogic(
  { views, operators, lanes }: ExchangeInputs,
  ports: ExchangePorts & Sealing,
): LaneLogic<ExchangeInput, ExchangeProgress> {
  const byId = new Map(views.map(({ runtime }) => [runtime.id, runtime]));
  const deltaViews = views.map(({ runtime: { id: view }, lane }) => ({ view, lane }));
  const clockNames = new Map(lanes.map(({ lane, clock }) => [lane, clock]));
  const clockOf = (lane: string) => clockNames.get(lane);
  const all = viewIds(views, operators);
  const sizes = rowSizes();
  const keyed = keyedViews(operators, ports.states);
  const senders = keyed.workers.flatMap(({ steps, sends }) =>
    steps.map(({ id }) => id).filter(sends),
  );
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
    const { slots } = progress;
    const epoch = keyed.begin({ task, slots }, progress.keyed, { room: space, refuses });
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
    const registration = progress.registration?.epoch === number ? progress.registration : null;
    const lineage = registration?.lineage ?? null;
    const layout = newerLayout(progress.layout, await ports.layout.read());
    const said = lineage === null ? sendings : withAll(sendings, senders, after.told);
    const sent = said.flatMap(({ clock: lane, events, watermark }) =>
      messagesOf({ ...envelope, lane, watermark, lineage }, { deltas: [], events }, layout.level),
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
      messages: wakes ? [...sent, wakeMessage(task, slots, envelope)] : sent,
    };
    const { counters } = deltas;
    const wake = wakes ? number : underWay;
    return {
      effects,
      taken: Math.max(1, Math.ceil(space.used() / ROOM_UNIT)),
      progress: {
        ...progress,
        board,
        watermarks,
        counters,
        keyed: after,
        layout,
        registration,
        wake,
      },
      keep: deltas.keep,
      drop: () => keyed.forget(task), // states were changed where they are cached
    };
  }

  return {
    start: (task, budget) => {
      const seal = (before: TaskId) => ports.seal(before, budget);
      return startExchangeShard({ ...ports, seal }, task);
    },
    rest(input, { board, slots, keyed: before, isSealed }) {
      const rest: Slice[] = [];
      let ahead = board;
      for (const slice of input.slices) {
        const left = missing(ahead, slice);
        if (left === undefined) continue;
        refuseForeign(left, slots, isSealed);
        rest.push(left);
        ahead = taken(ahead, left);
      }
      const goesOn = isSealed !== true && keyed.isBehind(before) && input.goesOn();
      const isLeft = rest.length > 0 || goesOn;
      return isLeft ? { ...input, slices: rest } : undefined;
    },
    compute: (position, input, budget) => compute(position, input, { budget, refuses: false }),
    tooBig: (position, input) => compute(position, input, { budget: UNLIMITED, refuses: true }),
    setback,
    size: () => MAX_ROOM / ROOM_UNIT, // nobody knows what events will give
    prefix: (input, size) => ({ ...input, room: size === 1 ? 1 : size * ROOM_UNIT }),
    apply(task, head, applying) {
      const { registration } = head.progress;
      const register = async (view: string) => {
        if (registration === null) return;
        const startOf = (watermarks: Readonly<Record<string, EventTime>>) =>
          own(watermarks, view) ?? null;
        const starts = registration.starts.map(([id, from]) => [id, startOf(from)] as const);
        await registerWriters(ports, { ...registration, starts }, view);
      };
      const committed = { task, head, newViews: registration?.views ?? [], register };
      return applyEffects(ports, committed, applying);
    },
    mark: ({ epoch, progress: { watermarks, counters, keyed: after, layout } }) => ({
      epoch,
      watermark: least(all.map((id) => watermarks[id] ?? BEGINNING_OF_TIME)),
      details: { watermarks, counters, keyed: after.counters, layout },
    }),
    async resume(task, { epoch: before, fingerprints: stored, progress }) {
      const runtimes = [...views.map(({ runtime }) => runtime), ...operators];
      const expected = [...views.map(({ lane, stream }) => ({ lane, stream })), ...lanes];
      const board = await expectLanes(progress, expected, ports);
      const fingerprints = resumeViews(task, stored, runtimes);
      const newViews = all.filter((id) => !(id in stored));
      if (before > 0 && newViews.length === 0)
        return { fingerprints, progress: { ...progress, board } };
      const about = { epoch: before + 1, progress };
      const said = before === 0 ? progress.registration : await joiningExchange(ports, task, about);
      const registration = said && { ...said, views: before === 0 ? all : newViews, newViews };
      return { fingerprints, progress: { ...progress, board, registration } };
    },
    forget(task) {
      cacheOf(task).clear();
      keyed.forget(task);
    },
  };
}

/** Sealing a task, given by whoever owns the log. */
export interface Sealing {
  /** {@link ExchangeStartPorts.seal} */
  seal(task: TaskId, budget: Budget): Promise<Head<ExchangeProgress> | undefined>;
}

/** Sendings, one of each step at least: so all who follow them hear of a new shard. */
const withAll = (
  sendings: readonly Sending[],
  steps: readonly string[],
  told: KeyedProgress['told'],
): readonly Sending[] => {
  const all = steps.map((step) => ({
    ...{ clock: clockName({ step }), events: [] },
    watermark: own(told, step) ?? null,
  }));
  return [
    ...sendings,
    ...all.filter(({ clock }) => sendings.every((each) => each.clock !== clock)),
  ];
};

const viewIds = (
  views: readonly ExchangedView[],
  operators: readonly OperatorRuntime[],
): readonly string[] => [
  ...views.map(({ runtime }) => runtime.id),
  ...operators.map(({ id }) => id),
];
