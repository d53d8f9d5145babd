import { type Watch, watchOver } from '../check/watch.ts';
import type { Network } from '../engine/network.ts';
import { type MemoryLake, memoryLake } from '../ports/lake.ts';
import type { Objects } from '../ports/outbox.ts';
import type { Packet } from '../scenario/payloads.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Extent, shops } from '../scenario/shop.ts';
import { type SimulatedStream, streamOf } from './stream.ts';
import { emptyTables, type Tables } from './tables.ts';

/** Everything outside of the functions: what survives when they die. */
export interface World {
  readonly scenario: Scenario;
  readonly network: Network;
  readonly watch: Watch;
  readonly source: SimulatedStream<Packet>;
  /** Messages as they are encoded. */
  readonly exchange: SimulatedStream<Uint8Array>;
  readonly tables: Tables;
  readonly objects: Objects;
  readonly lake: MemoryLake;
  /** Which definition new containers are deployed with. */
  extent: Extent;
}

const lateness = new Map(
  shops.stateful.views.map(({ name, operator }) => [
    name,
    operator.kind === 'window' ? operator.allowedLateness : 0,
  ]),
);

/** A world in which nothing has happened. */
export function emptyWorld(scenario: Scenario, network: Network): World {
  const { clock, chance } = network;
  const { shards, firstSequence } = scenario;
  const stream = { clock, chance, firstSequence };
  return {
    scenario,
    network,
    watch: watchOver((view) => lateness.get(view) ?? 0),
    source: streamOf({ ...stream, name: 'source', shards: shards.source }),
    exchange: streamOf({ ...stream, name: 'exchange', shards: shards.exchange }),
    tables: emptyTables(),
    objects: { late: new Map(), deadLetters: new Map() },
    lake: memoryLake(),
    extent: scenario.beginsAs,
  };
}
