import type { Plan } from '../plan/plan.ts';
import { ASSUMPTIONS, LIMITS } from './assumptions.ts';
import type { CostedStage } from './costed-stage.ts';
import type { Load } from './load.ts';
import { HOURS_PER_MONTH, PRICES, type Price, SECONDS_PER_MONTH } from './prices.ts';
import { isDedicated } from './shards.ts';
import { type Traffic, trafficOf } from './traffic.ts';

/** One position of a bill. */
export interface CostLine {
  readonly service: string;
  readonly what: string;
  /** Units in a month. */
  readonly quantity: number;
  readonly price: Price;
  readonly usd: number;
}

/** What a deployment costs in a month of 730 hours. */
export interface Cost {
  /** Shards of each declared stream. */
  readonly shards: number;
  readonly lines: readonly CostLine[];
  readonly usd: number;
}

const A = ASSUMPTIONS;

/**
 * What a plan costs on a stage under a load, in US dollars a month.
 *
 * Error: an estimate, of the right order where the keys of the load are; the assumptions say what it
 * rests on. Left out: free tiers, discounts, data transfer, what readers of the views ask for.
 */
export function costOf(plan: Plan, stage: CostedStage, load: Load): Cost {
  const traffic = trafficOf(plan, stage, load);
  const lines = [
    ...streamLines(plan, stage, { load, traffic }),
    ...functionLines(stage, traffic),
    ...storeLines(stage, { load, traffic }),
    ...watchingLines(plan, stage, traffic),
  ].filter(({ quantity }) => quantity > 0);
  return {
    shards: traffic.sourceShards,
    lines,
    usd: lines.reduce((sum, { usd }) => sum + usd, 0),
  };
}

function line(service: string, what: string, quantity: number, price: Price): CostLine {
  return { service, what, quantity, price, usd: (quantity / price.per) * price.usd };
}

interface Given {
  readonly load: Load;
  readonly traffic: Traffic;
}

function streamLines(plan: Plan, stage: CostedStage, { load, traffic }: Given): CostLine[] {
  const sources = plan.streams.length * traffic.sourceShards;
  const shards = sources + (plan.exchange === null ? 0 : stage.exchangeShards);
  const gigabytes = (load.eventsPerSecond * load.bytesPerEvent * SECONDS_PER_MONTH) / 1e9;
  const put =
    load.eventsPerSecond * Math.ceil(load.bytesPerEvent / 25_600) +
    sources / LIMITS.heartbeatSeconds +
    traffic.lanes.reduce((sum, { putUnits }) => sum + putUnits, 0);
  const own = plan.lanes.filter((lane) => isDedicated(lane, stage.dedicatedReaders)).length;
  const ownShards = own * traffic.sourceShards * HOURS_PER_MONTH;
  const ownRead = (own * gigabytes) / Math.max(1, plan.streams.length);
  const longer = stage.retentionHours > 24 ? shards * HOURS_PER_MONTH : 0;
  return [
    line('Kinesis', 'shards', shards * HOURS_PER_MONTH, PRICES.shard),
    line('Kinesis', 'records put', put * SECONDS_PER_MONTH, PRICES.putUnit),
    line('Kinesis', 'retention beyond a day', longer, PRICES.longerRetention),
    line('Kinesis', 'readers of their own', ownShards, PRICES.dedicatedReader),
    line('Kinesis', 'read by them', ownRead, PRICES.dedicatedRead),
  ];
}

function functionLines(stage: CostedStage, { lanes }: Traffic): CostLine[] {
  const beats = 1 / LIMITS.heartbeatSeconds;
  const perSecond = lanes.reduce((sum, { invocations }) => sum + invocations, beats);
  const gigabyteSeconds = lanes.reduce(
    (sum, { lane, invocations, duration }) =>
      sum + (invocations * duration * stage.memoryMegabytes[lane.kind]) / 1_024,
    (beats * A.laneWaitSeconds * stage.memoryMegabytes.heartbeat) / 1_024,
  );
  const traced = stage.tracing
    ? lanes.reduce((sum, { invocations }) => sum + tracedPerSecond(invocations), beats)
    : 0;
  return [
    line('Lambda', 'invocations', perSecond * SECONDS_PER_MONTH, PRICES.invocation),
    line('Lambda', 'compute', gigabyteSeconds * SECONDS_PER_MONTH, PRICES.compute),
    line('X-Ray', 'traces', traced * SECONDS_PER_MONTH, PRICES.trace),
    line(
      'CloudWatch',
      'logs',
      (perSecond * A.logBytesPerInvocation * SECONDS_PER_MONTH) / 1e9,
      PRICES.logs,
    ),
  ];
}

const tracedPerSecond = (invocations: number): number =>
  Math.min(1, invocations) + A.tracedShare * Math.max(0, invocations - 1);

function storeLines(stage: CostedStage, { load, traffic }: Given): CostLine[] {
  const total = (of: 'writeUnits' | 'readUnits' | 'objects'): number =>
    traffic.lanes.reduce((sum, lane) => sum + lane[of], 0) * SECONDS_PER_MONTH;
  const archived =
    (load.eventsPerSecond * load.bytesPerEvent * A.archivedShare * SECONDS_PER_MONTH) / 1e9;
  const kept = stage.pointInTimeRecovery ? load.storedGigabytes : 0;
  return [
    line('DynamoDB', 'writes', total('writeUnits'), PRICES.write),
    line('DynamoDB', 'reads', total('readUnits'), PRICES.read),
    line('DynamoDB', 'storage', load.storedGigabytes, PRICES.tableStorage),
    line('DynamoDB', 'point-in-time recovery', kept, PRICES.pointInTimeRecovery),
    line('S3', 'objects put', total('objects'), PRICES.put),
    line('S3', 'a month of the lake, kept for a month', archived, PRICES.storage),
  ];
}

/** Metrics that alarms read: of lanes and streams, heartbeats, batch runs, and what else happens by itself. */
const alarmsOf = (
  { lanes, streams, exchange }: Plan,
  { reconciles, compacts }: CostedStage,
): number => {
  const of = { speed: 10, exchange: 11, archive: 7 } as const;
  const ofLanes = lanes.map(({ kind }) => of[kind]);
  const ofStreams = 2 * (streams.length + (exchange === null ? 0 : 1));
  const scheduled = 4 + (reconciles ? 3 : 0) + (compacts ? 2 : 0);
  return ofLanes.reduce((sum, count) => sum + count, ofStreams + scheduled);
};

function watchingLines(plan: Plan, stage: CostedStage, { sourceShards }: Traffic): CostLine[] {
  const stateful = plan.lanes.filter(({ kind }) => kind !== 'archive').length;
  const pipes = plan.streams.length * sourceShards * 3 + stage.exchangeShards * 2;
  const requests = stage.ownKey ? pipes * A.keyRequestsPerHour * HOURS_PER_MONTH : 0;
  return [
    line('CloudWatch', 'metrics', stateful * A.metricsPerLane, PRICES.customMetric),
    line('CloudWatch', 'alarms', stage.alarms ? alarmsOf(plan, stage) : 0, PRICES.alarm),
    line('KMS', 'key', stage.ownKey ? 1 : 0, PRICES.key),
    line('KMS', 'requests', requests, PRICES.keyRequest),
  ];
}
