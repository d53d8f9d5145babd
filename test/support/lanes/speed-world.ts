import { memoryExchangeLayout } from '../../../lib/adapters/memory/exchange-layout.ts';
import { memoryHeadStore } from '../../../lib/adapters/memory/head-store.ts';
import {
  memoryExchange,
  memoryLateEvents,
  memorySeenIds,
} from '../../../lib/adapters/memory/outbox.ts';
import { memoryRecordStore } from '../../../lib/adapters/memory/record-store.ts';
import { memoryRowStore } from '../../../lib/adapters/memory/row-store.ts';
import { memoryStateStore } from '../../../lib/adapters/memory/state-store.ts';
import type { Fields } from '../../../lib/core/field-type.ts';
import { overlap } from '../../../lib/core/slots.ts';
import type { Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import type { Budget } from '../../../lib/ports/budget.ts';
import type { DeadLetter } from '../../../lib/ports/dead-letters.ts';
import type { ExchangeMessage } from '../../../lib/ports/effects.ts';
import type { Exchange } from '../../../lib/ports/exchange.ts';
import type { ExchangeLayout } from '../../../lib/ports/exchange-layout.ts';
import type { HeadStore } from '../../../lib/ports/head-store.ts';
import type { LateEvents, SeenIdStore } from '../../../lib/ports/outbox.ts';
import type { RecordStore } from '../../../lib/ports/record-store.ts';
import type { RowStore } from '../../../lib/ports/row-store.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import type { StateStore } from '../../../lib/ports/state-store.ts';
import type { Shard } from '../../../lib/ports/topology.ts';
import { startLanes } from '../../../lib/testing/start-lanes.ts';
import { Crash, dying, type Random } from './chaos.ts';

/** What a process of the speed layer works on. */
export interface Places {
  readonly heads: HeadStore;
  readonly rows: RowStore;
  readonly records: RecordStore;
  readonly states: StateStore;
  readonly exchange: Exchange;
  readonly layout: ExchangeLayout;
  readonly late: LateEvents;
  readonly seen: SeenIdStore;
  readonly deadLetters: Map<string, DeadLetter>;
  readonly shards: readonly Shard[];
}

/** Everything outside of the processes: what survives when one dies. */
export interface World extends Places {
  readonly heads: ReturnType<typeof memoryHeadStore>;
  readonly rows: ReturnType<typeof memoryRowStore>;
  readonly records: ReturnType<typeof memoryRecordStore>;
  readonly states: ReturnType<typeof memoryStateStore>;
  readonly exchange: ReturnType<typeof memoryExchange>;
  readonly late: ReturnType<typeof memoryLateEvents>;
  readonly seen: ReturnType<typeof memorySeenIds>;
  readonly deadLetters: Map<string, DeadLetter>;
  readonly shards: Shard[];
}

/**
 * @param headCharacters - Small heads make many epochs.
 * @param fields - Of records, by view id, where they are healed.
 */
export function emptyWorld(
  shardIds: readonly string[],
  headCharacters = 1_000_000,
  fields?: ReadonlyMap<string, Fields>,
): World {
  return {
    heads: memoryHeadStore(headCharacters),
    rows: memoryRowStore(),
    records: memoryRecordStore(fields),
    states: memoryStateStore(),
    exchange: memoryExchange(),
    layout: memoryExchangeLayout(),
    late: memoryLateEvents(),
    seen: memorySeenIds(),
    deadLetters: new Map(),
    shards: shardIds.map((id) => ({ id, parents: [], closed: false })),
  };
}

export interface Faults {
  readonly random: Random;
  /** Of a crash at each call of a port. */
  readonly probability: number;
}

/** What a process does to a port before it uses it: makes it die now and then, or take its time. */
export type Wrap = <T extends object>(port: T) => T;

/** The lanes of a new process: it knows nothing but what the world holds. */
export function lanesIn(world: Places, pipeline: Pipeline, wrap: Wrap) {
  const ports = {
    heads: wrap(world.heads),
    rows: wrap(world.rows),
    records: wrap(world.records),
    states: wrap(world.states),
    exchange: wrap(world.exchange),
    layout: world.layout,
    late: wrap(world.late),
    seen: wrap(world.seen),
    topology: wrap({
      shards: async (stream: string) => world.shards.filter(({ id }) => isOf(stream, id)),
      membership: async () => () => true,
    }),
    deadLetters: wrap({
      async put(letters: readonly DeadLetter[]) {
        for (const letter of letters) {
          const { shard, record } = letter;
          world.deadLetters.set(`${shard}/${record.sequence}/${record.sub}`, letter);
        }
      },
    }),
  };
  const { sources, exchange } = startLanes(pipeline, ports);
  return {
    /** A stream that no view reads has no lane. */
    sourceOf: (shard: string) => [...sources].find(([stream]) => isOf(stream, shard))?.[1],
    exchange,
  };
}

/** A new process of the speed layer whose ports fail. */
export function processIn(world: Places, pipeline: Pipeline, faults: Faults) {
  const { sourceOf, exchange } = lanesIn(world, pipeline, (port) =>
    dying(port, faults.random, faults.probability),
  );
  return {
    takeRecords: (shard: string, records: readonly SourceRecord[]) =>
      alive(sourceOf(shard)?.take(shard, records) ?? Promise.resolve(undefined)),
    takeOn: (shard: string, messages: readonly ExchangeMessage[], budget?: Budget) =>
      alive(exchange?.take(shard, messages, budget) ?? Promise.resolve(undefined)),
    async takeMessages(messages: readonly ExchangeMessage[], budget?: Budget): Promise<boolean> {
      const shards = (await world.exchange.shards()).filter(({ closed }) => !closed);
      const byShard = Map.groupBy(
        messages,
        (message) => shards.find(({ slots }) => overlap(slots, message.slots))?.id ?? '',
      );
      const all = [...byShard].map(([shard, mine]) =>
        alive(exchange?.take(shard, mine, budget) ?? Promise.resolve(undefined)),
      );
      return (await Promise.all(all)).every((isDone) => isDone);
    },
  };
}

/** Where a world has several streams, the id of a shard begins with the name of its own: `clicks:0`. */
export const isOf = (stream: string, shard: string): boolean =>
  !shard.includes(':') || shard.startsWith(`${stream}:`);

/** Whether all work was done: a process that crashed has not answered, and another had no time. */
async function alive(work: Promise<unknown>): Promise<boolean> {
  try {
    return (await work) === undefined;
  } catch (error) {
    if (error instanceof Crash) return false;
    throw error;
  }
}

/** Records of one shard, numbered so that sequence numbers grow a digit on the way. */
export function sourceRecords(texts: readonly string[], firstSequence = 8): SourceRecord[] {
  return texts.map((text, i) => {
    const data = new TextEncoder().encode(text);
    return {
      sequence: String(firstSequence + i),
      sub: 0,
      arrival: 1_000 + i,
      partitionKey: /"customer":"(\w+)"/.exec(text)?.[1] ?? '',
      data,
      start: 0,
      end: data.length,
    };
  });
}
