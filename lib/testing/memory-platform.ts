import { memoryDeadLetters } from '../adapters/memory/dead-letters.ts';
import { memoryHeadStore } from '../adapters/memory/head-store.ts';
import { memoryExchange, memoryLateEvents, memorySeenIds } from '../adapters/memory/outbox.ts';
import { memoryRecordStore } from '../adapters/memory/record-store.ts';
import { memoryRowReader } from '../adapters/memory/row-reader.ts';
import { memoryRowStore } from '../adapters/memory/row-store.ts';
import { memoryStateStore } from '../adapters/memory/state-store.ts';
import { recordFields, rowLayouts } from '../adapters/row-layouts.ts';
import { compileDecoder } from '../core/json/decoder.ts';
import type { Schema } from '../core/schema/schema.ts';
import type { Event, Pipeline } from '../pipeline/definition.ts';
import { planOf } from '../pipeline/planner.ts';
import type { RowReader } from '../ports/row-reader.ts';
import type { SourceRecord } from '../ports/source-record.ts';
import { startExchangeLane } from '../runtime/exchange/exchange-lane.ts';
import { exchangeLaneOf, sourceLaneOf } from '../runtime/lanes-of.ts';
import { startSourceLane } from '../runtime/speed/source-lane.ts';

/** The speed layer of a pipeline in this process: the lanes that are deployed, on stores in memory. */
export interface MemoryPlatform {
  readonly reader: RowReader;
  /** Keys of which a view shows anything. */
  keysOf(viewId: string): ReadonlySet<string>;
  /** Takes records of a shard, and whatever they set in motion. */
  take(stream: string, shard: string, records: readonly SourceRecord[]): Promise<void>;
  late(): ReturnType<ReturnType<typeof memoryLateEvents>['all']>;
  deadLetters(): ReturnType<ReturnType<typeof memoryDeadLetters>['stored']>;
}

/**
 * @param shards - Ids of the shards of each stream, by its name.
 * @throws DefinitionError if the pipeline can be run in one process only.
 */
export function memoryPlatform(
  pipeline: Pipeline,
  shards: ReadonlyMap<string, readonly string[]>,
): MemoryPlatform {
  const plan = planOf(pipeline);
  const fields = recordFields(pipeline);
  const rows = memoryRowStore();
  const records = memoryRecordStore(fields);
  const exchange = memoryExchange();
  const late = memoryLateEvents();
  const letters = memoryDeadLetters();
  const ports = {
    ...{ heads: memoryHeadStore(), states: memoryStateStore(), seen: memorySeenIds() },
    ...{ rows, records, exchange, late, deadLetters: letters },
    topology: {
      shards: async (stream: string) =>
        (shards.get(stream) ?? []).map((id) => ({ id, parents: [], closed: false })),
      membership: async () => () => true,
    },
  };
  const sources = new Map(
    plan.lanes
      .filter(({ kind }) => kind === 'speed')
      .map(({ name, stream }) => {
        const lane = sourceLaneOf({ pipeline, plan }, name, ({ schema }, wanted) =>
          compileDecoder(schema as Schema<Event>, wanted),
        );
        return [stream, startSourceLane(pipeline.name, lane, ports)] as const;
      }),
  );
  const exchangeLane =
    plan.exchange === null
      ? undefined
      : startExchangeLane(pipeline.name, exchangeLaneOf(pipeline, plan), ports);
  let delivered = 0;

  return {
    reader: memoryRowReader(rows, rowLayouts(pipeline), { fields, all: records.all }),
    keysOf: (id) =>
      new Set(
        [...rows.rows(), ...records.all()].flatMap(({ view, key }) => (view === id ? [key] : [])),
      ),
    late: late.all,
    deadLetters: letters.stored,
    async take(stream, shard, more) {
      await sources.get(stream)?.take(shard, more);
      for (let sent = exchange.sent(); delivered < sent.length; sent = exchange.sent()) {
        const messages = sent.slice(delivered);
        delivered = sent.length;
        await exchangeLane?.take(messages);
      }
    },
  };
}
