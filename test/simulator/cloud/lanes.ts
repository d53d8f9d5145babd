import { compileDecoder } from '../../../lib/core/json/decoder.ts';
import type { Schema } from '../../../lib/core/schema/schema.ts';
import type { Event, Pipeline } from '../../../lib/pipeline/definition.ts';
import { planOf } from '../../../lib/pipeline/planner.ts';
import type { ExchangeMessage } from '../../../lib/ports/effects.ts';
import type { HeadStore } from '../../../lib/ports/head-store.ts';
import type { Lake } from '../../../lib/ports/lake.ts';
import { archiveLane } from '../../../lib/runtime/archive/archive-lane.ts';
import { startExchangeLane } from '../../../lib/runtime/exchange/exchange-lane.ts';
import type { ExchangePorts } from '../../../lib/runtime/exchange/exchange-stage.ts';
import { exchangeLaneOf, sourceLaneOf } from '../../../lib/runtime/lanes-of.ts';
import { type RunningSourceLane, startSourceLane } from '../../../lib/runtime/speed/source-lane.ts';
import type { SourceLane, SourcePorts } from '../../../lib/runtime/speed/source-stage.ts';
import { jsonFile } from '../../support/archive-world.ts';
import { type Caller, SimulatedFault } from '../engine/network.ts';
import type { Packet } from '../scenario/payloads.ts';
import { type Extent, shops } from '../scenario/shop.ts';
import { recordsOf, takingContainer } from './functions.ts';
import type { Container } from './mapping.ts';

/** All ports of the speed layer. */
export type Ports = Omit<SourcePorts, 'settle'> & ExchangePorts & { readonly heads: HeadStore };

/** How a source lane is put on its ports; what the runtime itself does, unless a mutant knows better. */
export type StartSource = (
  pipeline: string,
  lane: SourceLane,
  ports: Omit<Ports, 'settle'>,
) => RunningSourceLane;

/** Owners of exchanged rows: enough that a batch goes to several. */
export const BUCKETS = 2;

const PIPELINE = shops.whole.name;

const decode = compileDecoder(shops.whole.streams[0]?.schema as Schema<Event>);

/** The lanes of a definition, with as many buckets as the simulator has. */
function lanesOf(pipeline: Pipeline) {
  const plan = planOf(pipeline);
  const source = sourceLaneOf({ pipeline, plan }, 'sales.speed', ({ schema }, projection) =>
    compileDecoder(schema as Schema<Event>, projection),
  );
  if (plan.exchange === null) return { source, exchange: undefined };
  const exchange = exchangeLaneOf(pipeline, plan);
  return {
    source: { ...source, buckets: BUCKETS },
    exchange: { ...exchange, buckets: BUCKETS },
  };
}

const lanes = {
  young: lanesOf(shops.young),
  half: lanesOf(shops.half),
  whole: lanesOf(shops.whole),
  stateful: lanesOf(shops.stateful),
};

export interface SpeedOptions {
  /** Which definition the container was deployed with. */
  readonly extent: Extent;
  readonly start?: StartSource | undefined;
}

/** A container of the lane that reads the source stream. */
export function speedContainer(
  who: Caller,
  ports: Ports,
  { extent, start = startSourceLane }: SpeedOptions,
): Container<Packet> {
  const lane = start(PIPELINE, lanes[extent].source, ports);
  return takingContainer(who, async (shard, batch) => {
    await lane.take(shard, recordsOf(batch));
    return undefined;
  });
}

/** A container of the exchange lane. */
export function exchangeContainer(who: Caller, ports: Ports, extent: Extent): Container<string> {
  const { exchange } = lanes[extent];
  if (exchange === undefined) throw new Error(`the ${extent} shop has no exchange`);
  const lane = startExchangeLane(PIPELINE, exchange, ports);
  return takingContainer(who, async (_shard, batch) => {
    await lane.take(batch.map(({ payload }) => JSON.parse(payload) as ExchangeMessage));
    return undefined;
  });
}

/** A container of the archive lane; its files hold positions instead of Parquet. */
export function archiveContainer(
  who: Caller,
  { lake, topology }: Pick<Ports, 'topology'> & { readonly lake: Lake },
): Container<Packet> {
  const lane = archiveLane(
    { name: 'sales', time: 'at', decode },
    { lake, topology, encode: jsonFile },
  );
  return takingContainer(who, async (shard, batch) => {
    const archived = await lane.take(shard, recordsOf(batch));
    if (archived.ok) return undefined;
    if (!(archived.cause instanceof SimulatedFault)) throw archived.cause;
    return archived.firstMissing;
  });
}
