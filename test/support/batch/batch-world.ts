import { recordFields, rowLayouts } from '../../../lib/adapters/dynamodb/row-layouts.ts';
import { memoryCoverageStore } from '../../../lib/adapters/memory/coverage-store.ts';
import { type MemoryLake, memoryLake } from '../../../lib/adapters/memory/lake.ts';
import { memoryRowReader } from '../../../lib/adapters/memory/row-reader.ts';
import { lakeRunFiles } from '../../../lib/adapters/s3/run-files.ts';
import { compileDecoder } from '../../../lib/core/json/decoder.ts';
import type { Schema } from '../../../lib/core/schema/schema.ts';
import type { Event, Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import type { ResultPart } from '../../../lib/ports/batch-results.ts';
import type { EncodeLakeFile } from '../../../lib/ports/lake-file.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { archiveLane } from '../../../lib/runtime/archive/archive-lane.ts';
import type { BatchDefinition } from '../../../lib/runtime/batch/batch-definition.ts';
import type { BatchLimits } from '../../../lib/runtime/batch/limits.ts';
import type { BatchPorts } from '../../../lib/runtime/batch/run-batch.ts';
import { type Arrival, numberedRecords } from '../definitions/platforms.ts';
import { emptyWorld, isOf, processIn, type World } from '../lanes/speed-world.ts';

/**
 * The speed layer, the archive lanes and batch runs of a pipeline, in memory.
 *
 * With several streams, the id of a shard begins with the name of its own: `clicks:0`.
 */
export interface BatchWorld {
  readonly world: World;
  readonly lake: MemoryLake;
  readonly definition: BatchDefinition;
  readonly ports: BatchPorts;
  /** Parts of results, by view, run and part. */
  readonly results: ReadonlyMap<string, ResultPart>;
  /** The speed layer reads records, and what it sends to the exchange lane arrives. */
  speed(shard: string, records: readonly SourceRecord[]): Promise<void>;
  archive(shard: string, records: readonly SourceRecord[]): Promise<void>;
}

/** Small tasks, so that little data makes many of them. */
export const SMALL: BatchLimits = {
  rowsPerItem: 5,
  bytesPerItem: 100_000,
  rowsPerPart: 4,
  rowsPerReduce: 8,
  rowsPerRead: 3,
};

/** @param lake - What is left of a world whose tables are lost. */
export function batchWorld(
  pipeline: Pipeline,
  shards: readonly string[],
  lake: MemoryLake = memoryLake(),
): BatchWorld {
  const world = emptyWorld(shards, undefined, recordFields(pipeline));
  const process = processIn(world, pipeline, { random: () => 0.999, probability: 0 });
  const shardsOf = async (stream: string) => world.shards.filter(({ id }) => isOf(stream, id));
  const lanes = pipeline.streams.map(({ name, time, schema }) => {
    const source = { name, time, decode: compileDecoder(schema as Schema<Event>) };
    const around = { lake, topology: { shards: shardsOf }, encode: payloadFile };
    return { name, lane: archiveLane(source, around) };
  });
  const results = new Map<string, ResultPart>();
  let delivered = 0;
  return {
    ...{ world, lake, results },
    definition: {
      pipeline,
      plan: planOf(pipeline),
      decodeOf: ({ schema }, wanted) => compileDecoder(schema as Schema<Event>, wanted),
      limits: SMALL,
    },
    ports: {
      lake,
      heads: world.heads,
      topology: { shards: shardsOf, membership: async () => () => true },
      reader: memoryRowReader(world.rows, rowLayouts(pipeline)),
      coverage: memoryCoverageStore(),
      files: lakeRunFiles(lake),
      healer: world.rows,
      recordHealer: world.records,
      results: {
        async put(part) {
          results.set(`${part.view}/${part.run}/${part.part}`, part);
        },
      },
      async lateEvents() {
        return Map.groupBy(world.late.all(), ({ view }) => view);
      },
      now: () => 1_000_000,
      async *records({ name }) {
        yield payloadsIn((await lake.read(name)) ?? new Uint8Array());
      },
    },
    async speed(shard, records) {
      await process.takeRecords(shard, records);
      const sent = world.exchange.sent();
      await process.takeMessages(sent.slice(delivered));
      delivered = sent.length;
    },
    async archive(shard, records) {
      const lane = lanes.find(({ name }) => isOf(name, shard))?.lane;
      const archived = await lane?.take(shard, records);
      if (archived?.ok === false) throw archived.cause;
    },
  };
}

/** A lake file with everything that a batch run reads, without Parquet. */
export const payloadFile: EncodeLakeFile = (rows) =>
  Buffer.from(
    JSON.stringify(
      rows.map(({ record: { data, start, end, ...where } }) => ({
        ...where,
        text: Buffer.from(data.subarray(start, end)).toString('base64'),
      })),
    ),
  );

type Stored = Omit<SourceRecord, 'data' | 'start' | 'end'> & { readonly text: string };

export const payloadsIn = (file: Uint8Array): SourceRecord[] =>
  (JSON.parse(Buffer.from(file).toString()) as Stored[]).map(({ text, ...where }) => {
    const data = Buffer.from(text, 'base64');
    return { ...where, data, start: 0, end: data.length };
  });

/** Such a world after everything has gone to the lake and through the speed layer, in its order. */
export async function streamedWorld(
  pipeline: Pipeline,
  shards: readonly string[],
  arrivals: readonly Arrival[],
): Promise<BatchWorld> {
  const made = batchWorld(pipeline, shards);
  for (const { shard, records } of numberedRecords(arrivals)) {
    await made.archive(shard, records);
    await made.speed(shard, records);
  }
  return made;
}
