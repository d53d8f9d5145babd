import { observerOf } from '../check/items.ts';
import { type Watch, watchOver } from '../check/watch.ts';
import type { Network } from '../engine/network.ts';
import { type MemoryLake, memoryLake } from '../ports/lake.ts';
import type { Objects } from '../ports/outbox.ts';
import type { Packet } from '../scenario/payloads.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Extent, shops } from '../scenario/shop.ts';
import { dynamoOf, type SimulatedDynamo } from './dynamo.ts';
import { type SimulatedStream, streamOf } from './stream.ts';

/** Everything outside of the functions: what survives when they die. */
export interface World {
  readonly scenario: Scenario;
  readonly network: Network;
  readonly watch: Watch;
  readonly source: SimulatedStream<Packet>;
  /** Messages as they are encoded. */
  readonly exchange: SimulatedStream<Uint8Array>;
  readonly dynamo: SimulatedDynamo;
  readonly objects: Objects;
  readonly lake: MemoryLake;
  /** Which definition new containers are deployed with. */
  extent: Extent;
}

const lateness = new Map(
  shops.wide.views.map((view) => {
    const lateness = view.operator.kind === 'window' ? view.operator.allowedLateness : 0;
    // a pane changes as long as its last window does
    const isPaned = view.kind === 'window' && view.panes !== undefined;
    return [view.name, isPaned ? view.windows.size - view.panes.size + lateness : lateness];
  }),
);

/** A world in which nothing has happened. */
export function emptyWorld(scenario: Scenario, network: Network): World {
  const { clock, chance, tell } = network;
  const { shards, firstSequence } = scenario;
  const stream = { clock, chance, firstSequence };
  const watch = watchOver((view) => lateness.get(view) ?? 0);
  const dynamo = dynamoOf(observerOf(watch, tell));
  if (scenario.level !== undefined) {
    const [version, level] = [{ N: '1' }, { N: String(scenario.level) }];
    dynamo.state.put({ pk: { S: `X#${shops.whole.name}` }, sk: { S: 'X' }, version, level });
  }
  return {
    ...{ scenario, network, watch },
    source: streamOf({ ...stream, name: 'source', shards: shards.source }),
    exchange: streamOf({ ...stream, name: 'exchange', shards: shards.exchange }),
    dynamo,
    objects: { late: new Map(), letters: new Map() },
    lake: memoryLake(),
    extent: scenario.beginsAs,
  };
}
