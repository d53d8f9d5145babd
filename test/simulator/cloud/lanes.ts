import { compileDecoder } from '../../../lib/core/json/decoder.ts';
import type { Schema } from '../../../lib/core/schema/schema.ts';
import { archiveHandler } from '../../../lib/functions/archive-handler.ts';
import { exchangeHandler } from '../../../lib/functions/exchange-handler.ts';
import { speedHandler } from '../../../lib/functions/speed-handler.ts';
import type { Event, Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import type { HeadStore } from '../../../lib/ports/head-store.ts';
import type { Lake } from '../../../lib/ports/lake.ts';
import { archiveLane } from '../../../lib/runtime/archive/archive-lane.ts';
import { startExchangeLane } from '../../../lib/runtime/exchange/exchange-lane.ts';
import type { ExchangePorts } from '../../../lib/runtime/exchange/exchange-logic.ts';
import { exchangeLaneOf, sourceLaneOf } from '../../../lib/runtime/lanes/lanes-of.ts';
import { type RunningSourceLane, startSourceLane } from '../../../lib/runtime/speed/source-lane.ts';
import type { SourceLane, SourcePorts } from '../../../lib/runtime/speed/source-logic.ts';
import { jsonFile } from '../../support/lanes/archive-world.ts';
import type { Caller } from '../engine/network.ts';
import type { Packet } from '../scenario/payloads.ts';
import { type Extent, shops } from '../scenario/shop.ts';
import type { Container } from './container.ts';
import { isSimulated, lambdaIn } from './functions.ts';
import { wireText } from './wire.ts';

/** All ports of the speed layer. */
export type Ports = Omit<SourcePorts, 'settle'> & ExchangePorts & { readonly heads: HeadStore };

/** How a source lane is put on its ports; what the runtime itself does, unless a mutant knows better. */
export type StartSource = (
  pipeline: string,
  lane: SourceLane,
  ports: Omit<Ports, 'settle'>,
) => RunningSourceLane;

const PIPELINE = shops.whole.name;

const decode = compileDecoder(shops.whole.streams[0]?.schema as Schema<Event>);

/** The lanes of a definition. */
function lanesOf(pipeline: Pipeline) {
  const plan = planOf(pipeline);
  const source = sourceLaneOf({ pipeline, plan }, 'sales.speed', ({ schema }, projection) =>
    compileDecoder(schema as Schema<Event>, projection),
  );
  if (plan.exchange === null) return { source, exchange: undefined };
  return { source, exchange: exchangeLaneOf(pipeline, plan) };
}

const lanes = {
  young: lanesOf(shops.young),
  half: lanesOf(shops.half),
  whole: lanesOf(shops.whole),
  stateful: lanesOf(shops.stateful),
  wide: lanesOf(shops.wide),
};

/** What a container stands on. */
export interface Grounds {
  readonly who: Caller;
  readonly ports: Ports;
  /** Which definition the container was deployed with. */
  readonly extent: Extent;
  /** What an event costs to compute. Virtual milliseconds. */
  readonly costOfEvent: number;
  /** Told of errors that the simulator did not make, and that a handler would only log. */
  readonly onDefect: (error: unknown) => void;
}

/** A lane whose errors are told before its handler takes them. */
const watched =
  <A extends readonly unknown[], R>(
    take: (...given: A) => Promise<R>,
    { onDefect }: Pick<Grounds, 'onDefect'>,
  ) =>
  async (...given: A): Promise<R> => {
    try {
      return await take(...given);
    } catch (error) {
      if (!isSimulated(error)) onDefect(error);
      throw error;
    }
  };

/**
 * Of what an event costs, the part that reading it does. The archive lane does no more, and reads all parts
 * of a packed record in one invocation.
 */
const READING = 1 / 4;

/** A decoder that takes its time. */
const costly = <D extends (...given: never[]) => unknown>(
  decoder: D,
  { who, costOfEvent }: Grounds,
): D =>
  ((...given: Parameters<D>) => {
    who.computed += costOfEvent;
    return decoder(...given);
  }) as D;

/** A container of the lane that reads the source stream. */
export function speedContainer(
  grounds: Grounds,
  start: StartSource = startSourceLane,
): Container<Packet> {
  const { who, ports, extent } = grounds;
  const { source } = lanes[extent];
  const lane = start(PIPELINE, { ...source, decode: costly(source.decode, grounds) }, ports);
  return lambdaIn(who, speedHandler({ take: watched(lane.take, grounds) }), wireText);
}

/** A container of the exchange lane. */
export function exchangeContainer(grounds: Grounds): Container<Uint8Array> {
  const { who, ports, extent } = grounds;
  const { exchange } = lanes[extent];
  if (exchange === undefined) throw new Error(`the ${extent} shop has no exchange`);
  const lane = startExchangeLane(PIPELINE, exchange, ports);
  return lambdaIn(who, exchangeHandler({ take: watched(lane.take, grounds) }), wireText);
}

/** A container of the archive lane; its files hold positions instead of Parquet. */
export function archiveContainer(grounds: Grounds, lake: Lake): Container<Packet> {
  const { who, ports, onDefect } = grounds;
  const { topology } = ports;
  const lane = archiveLane(
    {
      name: 'sales',
      time: 'at',
      decode: costly(decode, {
        ...grounds,
        costOfEvent: Math.floor(grounds.costOfEvent * READING),
      }),
    },
    { lake, topology, encode: jsonFile },
  );
  const take: typeof lane.take = async (...given) => {
    const archived = await lane.take(...given);
    const cause = archived.ok ? undefined : archived.cause; // none if time was up
    if (cause !== undefined && !isSimulated(cause)) onDefect(cause);
    return archived;
  };
  return lambdaIn(who, archiveHandler({ take }), wireText);
}
