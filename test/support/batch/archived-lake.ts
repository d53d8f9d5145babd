import { memoryLake } from '../../../lib/adapters/memory/lake.ts';
import { lakeFileEncoder } from '../../../lib/adapters/parquet/encode-lake-file.ts';
import type { Event } from '../../../lib/core/event.ts';
import { compileDecoder } from '../../../lib/core/json/decoder.ts';
import type { Schema } from '../../../lib/core/schema/schema.ts';
import type { Lake } from '../../../lib/ports/lake.ts';
import { archiveLane } from '../../../lib/runtime/archive/archive-lane.ts';

/** A payload that is put into a stream. */
export interface Put {
  readonly text: string | Uint8Array;
  /** Milliseconds. */
  readonly arrival: number;
  readonly shard?: string;
  readonly partitionKey?: string;
}

export interface Archiving {
  readonly stream: string;
  readonly schema: Schema;
  /** Field with the event time. */
  readonly time: string;
  /** Records per batch. */
  readonly batch?: number;
  readonly lake?: Lake;
  /** Sequence number before the first. */
  readonly after?: bigint;
}

/** A lake of Parquet files, filled by the archive lane batch by batch. */
export async function archivedLake(
  puts: readonly Put[],
  { stream, schema, time, batch = 3, lake = memoryLake(), after = 0n }: Archiving,
): Promise<Lake> {
  const decode = compileDecoder(schema as Schema<Event>);
  const topology = { shards: async () => [] };
  const encode = lakeFileEncoder(schema.fields);
  const lane = archiveLane({ name: stream, time, decode }, { lake, topology, encode });
  const shards = Map.groupBy(
    puts.map((put, i) => ({ put, sequence: `${after + BigInt(i) + 1n}` })),
    ({ put }) => put.shard ?? 'shardId-000000000000',
  );
  for (const [shard, records] of shards) {
    for (let i = 0; i < records.length; i += batch) {
      const some = records.slice(i, i + batch).map(({ put, sequence }) => {
        const data = typeof put.text === 'string' ? Buffer.from(put.text) : put.text;
        const { arrival, partitionKey = 'k' } = put;
        return { sequence, sub: 0, arrival, partitionKey, data, start: 0, end: data.length };
      });
      const archived = await lane.take(shard, some);
      if (!archived.ok) throw archived.cause;
    }
  }
  return lake;
}
