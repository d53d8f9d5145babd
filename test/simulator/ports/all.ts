import { dynamoExchangeLayout } from '../../../lib/adapters/dynamodb/exchange-layout.ts';
import { dynamoHeadStore } from '../../../lib/adapters/dynamodb/head-store.ts';
import { dynamoRecordStore } from '../../../lib/adapters/dynamodb/record-store.ts';
import { recordFields, rowLayouts } from '../../../lib/adapters/dynamodb/row-layouts.ts';
import { dynamoRowStore } from '../../../lib/adapters/dynamodb/row-store.ts';
import { dynamoSeenIds } from '../../../lib/adapters/dynamodb/seen-ids.ts';
import { dynamoStateStore } from '../../../lib/adapters/dynamodb/state-store.ts';
import { kinesisExchange } from '../../../lib/adapters/kinesis/exchange.ts';
import { kinesisTopology } from '../../../lib/adapters/kinesis/topology.ts';
import type { HeadStore } from '../../../lib/ports/head-store.ts';
import { dynamoClientIn, type Rewrite, TABLES } from '../cloud/dynamo.ts';
import { kinesisClientIn, STREAMS } from '../cloud/kinesis.ts';
import type { Ports } from '../cloud/lanes.ts';
import type { World } from '../cloud/world.ts';
import type { Caller } from '../engine/network.ts';
import { EXTENTS, type Extent, shops, TIMING } from '../scenario/shop.ts';
import { simulatedDeadLetters, simulatedLate } from './outbox.ts';

const layouts = perExtent((extent) => rowLayouts(shops[extent]));
const records = perExtent((extent) => recordFields(shops[extent]));

function perExtent<T>(of: (extent: Extent) => T): Readonly<Record<Extent, T>> {
  return Object.fromEntries(EXTENTS.map((extent) => [extent, of(extent)])) as Record<Extent, T>;
}

/** The ports of one process, on a world that it shares with others: the adapters, and S3 beside them. */
export function simulatedPorts(world: World, who: Caller, rewrite?: Rewrite): Ports {
  const { network, objects, scenario, dynamo, extent } = world;
  const now = (): number => network.clock.now;
  let attempts = 0;
  const client = dynamoClientIn({ network, who, dynamo, rewrite });
  const kinesis = kinesisClientIn({ network, who, source: world.source, exchange: world.exchange });
  const storage = { network, who, objects };
  return {
    heads: smallHeads(
      dynamoHeadStore(client, TABLES.state, { now, attempt: () => `${who.name}-${++attempts}` }),
      scenario.headCharacters,
    ),
    rows: dynamoRowStore(client, TABLES.views, { layouts: layouts[extent], now }),
    records: dynamoRecordStore(client, TABLES.views, records[extent]),
    states: dynamoStateStore(client, TABLES.state, { now }),
    seen: dynamoSeenIds(client, TABLES.state, { keepFor: TIMING.dedupeWithin, now }),
    exchange: kinesisExchange(kinesis, STREAMS.exchange),
    layout: dynamoExchangeLayout(client, TABLES.state, { pipeline: shops.whole.name, now }),
    topology: kinesisTopology(kinesis, { sales: STREAMS.source }),
    late: simulatedLate(storage),
    deadLetters: simulatedDeadLetters(storage),
  };
}

/** Heads that hold less than an item could, so that ordinary events need several. */
const smallHeads = (heads: HeadStore, characters: number): HeadStore =>
  Number.isFinite(characters)
    ? {
        ...heads,
        fill: (head) => Math.max(JSON.stringify(head).length / characters, heads.fill(head)),
      }
    : heads;
