import { recordFields, rowLayouts } from '../adapters/dynamodb/row-layouts.ts';
import { memoryDeadLetters } from '../adapters/memory/dead-letters.ts';
import { memoryExchangeLayout } from '../adapters/memory/exchange-layout.ts';
import { memoryHeadStore } from '../adapters/memory/head-store.ts';
import { memoryExchange, memoryLateEvents, memorySeenIds } from '../adapters/memory/outbox.ts';
import { memoryRecordStore } from '../adapters/memory/record-store.ts';
import { memoryRowReader } from '../adapters/memory/row-reader.ts';
import { memoryRowStore } from '../adapters/memory/row-store.ts';
import { memoryStateStore } from '../adapters/memory/state-store.ts';
import type { Pipeline } from '../pipeline/definition/definition.ts';
import type { RowReader } from '../ports/row-reader.ts';
import type { SourceRecord } from '../ports/source-record.ts';
import { startLanes } from './start-lanes.ts';

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
  const fields = recordFields(pipeline);
  const rows = memoryRowStore();
  const records = memoryRecordStore(fields);
  const exchange = memoryExchange();
  const late = memoryLateEvents();
  const letters = memoryDeadLetters();
  const ports = {
    ...{ heads: memoryHeadStore(), states: memoryStateStore(), seen: memorySeenIds() },
    ...{ rows, records, exchange, late, deadLetters: letters, layout: memoryExchangeLayout() },
    topology: {
      shards: async (stream: string) =>
        (shards.get(stream) ?? []).map((id) => ({ id, parents: [], closed: false })),
      membership: async () => () => true,
    },
  };
  const lanes = startLanes(pipeline, ports);
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
      await lanes.sources.get(stream)?.take(shard, more);
      for (;;) {
        const batches = exchange.batches(delivered);
        if (batches.length === 0) return;
        for (const { shard: on, messages } of batches) {
          delivered += messages.length;
          await lanes.exchange?.take(on, messages);
        }
      }
    },
  };
}
