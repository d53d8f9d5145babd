import { windowsPerEvent } from '../../core/windows/window.ts';
import { storedWindows } from '../definition/stored-panes.ts';
import { viewId } from '../definition/view-id.ts';
import type { LanePlan, Plan, ViewPlan } from '../plan/plan.ts';
import { ASSUMPTIONS, LIMITS } from './assumptions.ts';
import type { CostedStage } from './costed-stage.ts';
import { distinctKeys, type Load } from './load.ts';
import { operatorTraffic, readsOf } from './operator-traffic.ts';
import { isDedicated, shardsFor } from './shards.ts';

/** What a lane does in a second, over all its shards. */
export interface LaneTraffic {
  readonly lane: LanePlan;
  readonly invocations: number;
  /** Seconds that one invocation takes. */
  readonly duration: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly putUnits: number;
  readonly objects: number;
}

/** What goes on in a second of a deployment. */
export interface Traffic {
  /** Of each declared stream. */
  readonly sourceShards: number;
  readonly lanes: readonly LaneTraffic[];
}

const A = ASSUMPTIONS;

/** The traffic that a load makes; every shard gets at least its heartbeats. */
export function trafficOf(plan: Plan, stage: CostedStage, load: Load): Traffic {
  const sourceShards = shardsFor(plan, stage, load);
  const world = { plan, stage, load, sourceShards };
  const lanes = plan.lanes.map((lane) => {
    if (lane.kind === 'archive') return archiveTraffic(lane, world);
    return lane.kind === 'speed' ? speedTraffic(lane, world) : exchangeTraffic(lane, world);
  });
  return { sourceShards, lanes };
}

interface World {
  readonly plan: Plan;
  readonly stage: CostedStage;
  readonly load: Load;
  readonly sourceShards: number;
}

/** How often a shard's batches come, and how many events are in one. */
function batches(lane: LanePlan, { plan, stage, load, sourceShards }: World) {
  const { eventsPerSecond, bytesPerEvent } = load;
  const perShard = eventsPerSecond / Math.max(1, plan.streams.length) / sourceShards;
  const record = bytesPerEvent * A.payloadBytesPerByte + A.recordOverheadBytes;
  const most = Math.min(stage.batchSize, Math.floor(LIMITS.payloadBytes / record));
  const poll = isDedicated(lane, stage.dedicatedReaders) ? LIMITS.pushSeconds : LIMITS.pollSeconds;
  const window = Math.min(lane.batchingWindowSeconds, stage.maxBatchingWindowSeconds);
  const interval =
    perShard === 0
      ? LIMITS.heartbeatSeconds
      : Math.min(Math.max(window, poll), most / perShard, LIMITS.heartbeatSeconds);
  return { interval, events: perShard * interval };
}

/** Time of the work on some bytes, with the share of a core that the memory buys. */
const work = (bytes: number, bytesPerCoreSecond: number, megabytes: number): number =>
  bytes / bytesPerCoreSecond / Math.min(1, megabytes / A.coreMegabytes);

const units = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1_024));

const keysOf = (view: ViewPlan, { eventsPerSecond, activeKeys }: Load): number =>
  activeKeys[view.name] ?? Math.max(1, eventsPerSecond);

/** Rows of combined windows that some events touch, and the write units of those rows. */
function rowsOf(
  views: readonly ViewPlan[],
  { load }: World,
  { events, shards }: { readonly events: number; readonly shards: number },
): { readonly rows: number; readonly writes: number } {
  let rows = 0;
  let writes = 0;
  for (const view of views) {
    if (view.kind !== 'window') continue;
    const windows = windowsPerEvent(storedWindows(view));
    const touched = distinctKeys(events, keysOf(view, load) / shards) * windows;
    rows += touched;
    writes += touched * units(A.rowBytes) * A.copiesOfRow;
  }
  return { rows, writes };
}

/** What the steps with state of some views do with events of all streams, and what is written. */
function stepsOf(views: readonly ViewPlan[], { plan, load }: World, events: number) {
  const all = { states: 0, rows: 0, records: 0, copies: 0, timers: 0, sentAgain: 0 };
  for (const view of views) {
    if (view.kind !== 'operator') continue;
    const share = view.streams.length / Math.max(1, plan.streams.length);
    const traffic = operatorTraffic(view, { events: events * share, keys: keysOf(view, load) });
    all.states += traffic.states;
    all.rows += traffic.rows;
    all.records += traffic.records;
    all.copies += traffic.records * (view.scatters ? A.copiesOfRow : 1);
    all.timers += traffic.timers;
    all.sentAgain += traffic.sentAgain;
  }
  const { states, rows, records, copies, timers, sentAgain } = all;
  const writes =
    states * units(A.keyStateBytes) +
    rows * units(A.rowBytes) * A.copiesOfRow +
    copies * units(A.recordBytes) +
    timers;
  const logged =
    states * A.keyStateBytes + (rows + timers) * A.loggedRowBytes + records * A.sentEventBytes;
  return { states, sentAgain, writes, logged };
}

function speedTraffic(lane: LanePlan, world: World): LaneTraffic {
  const { plan, stage, load, sourceShards } = world;
  const { interval, events } = batches(lane, world);
  const mine = plan.views.filter((view) => lane.views.includes(viewId(view)));
  const here = mine.filter(({ placement }) => placement.lane === 'source');
  const sent = mine.filter(({ placement }) => placement.lane === 'exchange');
  const { rows, writes } = rowsOf(here, world, { events, shards: sourceShards });
  const deltas = rowsOf(sent, world, { events, shards: 1 }).rows;
  const reads = sent.map((view) => (view.kind === 'operator' ? readsOf(view, lane.stream) : 0));
  const asEvents = events * reads.reduce((sum, some) => sum + some, 0);
  const payload = deltas * A.deltaBytes + asEvents * A.sentEventBytes;
  const hasIds = plan.streams.some(({ name, id }) => name === lane.stream && id !== null);
  const ids = hasIds ? events * A.idBytes : 0;

  const messages = sent.length > 0 ? (plan.exchange?.ranges ?? 0) : 0;
  const message = messages === 0 ? 0 : A.messageBytes + payload / messages;
  const head = A.headBytes + rows * A.loggedRowBytes + messages * message + ids;
  const perSecond = sourceShards / interval;
  const bytes = events * load.bytesPerEvent;
  return {
    lane,
    invocations: perSecond,
    duration:
      A.laneWaitSeconds + work(bytes, A.decodedBytesPerCoreSecond, stage.memoryMegabytes.speed),
    writeUnits: perSecond * (units(head) + 1 + here.length + (ids > 0 ? units(ids) : 0) + writes),
    readUnits: perSecond * rows,
    putUnits: perSecond * messages * Math.ceil(message / 25_600),
    objects: 0,
  };
}

/** An invocation takes what came to its shard meanwhile, and commits once. */
function exchangeTraffic(lane: LanePlan, world: World): LaneTraffic {
  const { plan, stage, load, sourceShards } = world;
  const { exchangeShards: shards } = stage;
  const ranges = plan.exchange?.ranges ?? 0;
  const senders = plan.lanes.filter(({ kind }) => kind === 'speed');
  const arrivals = senders.reduce(
    (sum, sender) => sum + sourceShards / batches(sender, world).interval,
    0,
  );
  const window = Math.min(lane.batchingWindowSeconds, stage.maxBatchingWindowSeconds);
  const interval = Math.max(window, LIMITS.pollSeconds, 1 / Math.max(arrivals, 1e-9));
  const views = plan.views.filter((view) => lane.views.includes(viewId(view)));
  const events = load.eventsPerSecond * interval;
  const { rows, writes } = rowsOf(views, world, { events, shards: 1 });
  const steps = stepsOf(views, world, events);
  const messages = views.some(({ placement }) => placement.hops > 0) ? ranges : 0; // from each
  const message =
    A.messageBytes + (steps.sentAgain * A.sentEventBytes) / shards / Math.max(1, ranges);
  const head =
    A.headBytes +
    sourceShards * senders.length * A.shardPositionBytes +
    (rows * A.loggedRowBytes + steps.logged) / shards +
    messages * message;
  return {
    lane,
    invocations: shards / interval,
    duration: A.laneWaitSeconds,
    writeUnits: (shards * (units(head) + 1 + views.length) + writes + steps.writes) / interval,
    readUnits: (rows + steps.states) / interval,
    putUnits: (shards * messages * Math.ceil(message / 25_600)) / interval,
    objects: 0,
  };
}

function archiveTraffic(lane: LanePlan, world: World): LaneTraffic {
  const { stage, load, sourceShards } = world;
  const { interval, events } = batches(lane, world);
  const perSecond = sourceShards / interval;
  const bytes = events * load.bytesPerEvent;
  return {
    lane,
    invocations: perSecond,
    duration:
      A.archiveWaitSeconds +
      work(bytes, A.archivedBytesPerCoreSecond, stage.memoryMegabytes.archive),
    writeUnits: 0,
    readUnits: 0,
    putUnits: 0,
    objects: perSecond,
  };
}
