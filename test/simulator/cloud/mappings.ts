import type { Caller } from '../engine/network.ts';
import type { Mutation } from '../mutation.ts';
import { simulatedPorts } from '../ports/all.ts';
import { simulatedLake } from '../ports/lake.ts';
import type { Packet } from '../scenario/payloads.ts';
import { newCaller } from './functions.ts';
import {
  archiveContainer,
  exchangeContainer,
  type Grounds,
  type Ports,
  speedContainer,
} from './lanes.ts';
import { type Mapping, mappingOf } from './mapping.ts';
import type { World } from './world.ts';

/** The event source mappings of a pipeline; without an archive lane, there is none for it. */
export interface Mappings {
  readonly speed: Mapping;
  readonly exchange: Mapping;
  readonly archive: Mapping | undefined;
}

const sizeOf = ({ parts }: Packet): number => parts.reduce((sum, { data }) => sum + data.length, 0);

/** Connects the streams of a world with functions that run the real runtime. */
export function mappingsIn(world: World, mutation: Mutation): Mappings {
  const { scenario, network, watch, source, exchange } = world;
  const isTimed = (scenario.rates.timeout ?? 0) > 0;
  const onDefect = (error: unknown) => watch.violated('defect', defectText(error));
  const settings = {
    network,
    timeLimit: isTimed ? scenario.timeLimit : Number.POSITIVE_INFINITY,
    batchSize: scenario.batchSize,
    payloadBytes: scenario.payloadBytes,
    window: scenario.batchingWindow,
    parallelization: 1,
    told: mutation.remaining ?? ((left: () => number) => left),
    onStuck: (shard: string) =>
      watch.violated('I7', `${shard} stands still: its batch always fails`),
    onDefect,
  };
  const portsOf = (who: Caller): Ports => {
    const ports = simulatedPorts(world, who, mutation.rewrite);
    return mutation.ports?.(ports, { world, who }) ?? ports;
  };
  const groundsOf = (who: Caller): Grounds => ({
    ...{ who, ports: portsOf(who), extent: world.extent, onDefect },
    costOfEvent: isTimed ? scenario.costOfEvent : 0,
  });
  const archive = (who: Caller) => {
    const lake = simulatedLake({ network, who }, world.lake);
    return archiveContainer(groundsOf(who), mutation.lake?.(lake, { world, who }) ?? lake);
  };
  const speed = (who: Caller) => speedContainer(groundsOf(who), mutation.startSource?.(world));
  return {
    speed: mappingOf({
      ...{ ...settings, stream: source, sizeOf },
      parallelization: mutation.parallelization ?? 1,
      spawn: named('speed', speed),
    }),
    exchange: mappingOf({
      ...{ ...settings, stream: exchange, sizeOf: ({ length }: Uint8Array) => length },
      spawn: named('exchange', (who) => exchangeContainer(groundsOf(who))),
    }),
    archive: scenario.isArchived
      ? mappingOf({
          ...{ ...settings, stream: source, sizeOf },
          spawn: named('archive', archive),
        })
      : undefined,
  };
}

/** Numbers the containers of a lane. */
function named<T>(lane: string, spawn: (who: Caller) => T): () => T {
  let born = 0;
  return () => spawn(newCaller(`${lane}-${++born}`));
}

/** What is known of an error that nobody expected. */
export const defectText = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
