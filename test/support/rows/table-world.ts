import { dynamoCoverageStore } from '../../../lib/adapters/dynamodb/coverage-store.ts';
import { dynamoHeadStore } from '../../../lib/adapters/dynamodb/head-store.ts';
import { dynamoRecordHealer } from '../../../lib/adapters/dynamodb/record-healer.ts';
import { dynamoRecordStore } from '../../../lib/adapters/dynamodb/record-store.ts';
import { dynamoRowEraser } from '../../../lib/adapters/dynamodb/row-eraser.ts';
import { dynamoRowHealer } from '../../../lib/adapters/dynamodb/row-healer.ts';
import { recordFields, rowLayouts } from '../../../lib/adapters/dynamodb/row-layouts.ts';
import { dynamoRowReader } from '../../../lib/adapters/dynamodb/row-reader.ts';
import { dynamoRowStore } from '../../../lib/adapters/dynamodb/row-store.ts';
import { dynamoSeenIds } from '../../../lib/adapters/dynamodb/seen-ids.ts';
import { dynamoStateEraser } from '../../../lib/adapters/dynamodb/state-eraser.ts';
import { dynamoStateStore } from '../../../lib/adapters/dynamodb/state-store.ts';
import { memoryExchangeLayout } from '../../../lib/adapters/memory/exchange-layout.ts';
import { memoryLake } from '../../../lib/adapters/memory/lake.ts';
import { memoryExchange } from '../../../lib/adapters/memory/outbox.ts';
import { resultsName } from '../../../lib/adapters/parquet/batch-results.ts';
import { deadLetterName, encodeDeadLetters } from '../../../lib/adapters/s3/dead-letter-object.ts';
import { keptRows, openRows, rememberErasure } from '../../../lib/adapters/s3/erasures.ts';
import {
  encodeLateEvents,
  lateEvents,
  lateEventsName,
} from '../../../lib/adapters/s3/late-events.ts';
import { lakeRunFiles } from '../../../lib/adapters/s3/run-files.ts';
import { subjectId } from '../../../lib/cli/erase/deployed-erasure.ts';
import type { EraseSubjectPorts } from '../../../lib/cli/erase/erase-subject.ts';
import { compileDecoder } from '../../../lib/core/json/decoder.ts';
import type { Schema } from '../../../lib/core/schema/schema.ts';
import type { Event, Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import { EXCHANGE_STREAM } from '../../../lib/pipeline/deployed/resource-names.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import type { DeadLetter } from '../../../lib/ports/dead-letters.ts';
import type { LateEvents } from '../../../lib/ports/outbox.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { archiveLane } from '../../../lib/runtime/archive/archive-lane.ts';
import type { BatchPorts } from '../../../lib/runtime/batch/run-batch.ts';
import { columnsByView } from '../../../lib/serving/served-view.ts';
import { payloadFile, payloadsIn, SMALL } from '../batch/batch-world.ts';
import { fakeDynamo } from '../dynamodb/fake-dynamodb.ts';
import { isOf, processIn, type World } from '../lanes/speed-world.ts';

/** When everything happens that looks at a clock. */
export const NOW = Date.UTC(2026, 0, 1);

/**
 * A pipeline whose tables are those of DynamoDB's adapters, and whose lake holds all that a deployment
 * keeps there: late events, dead letters, results. So what is stored is what would be stored.
 */
export function tableWorld(pipeline: Pipeline, shardIds: readonly string[]) {
  const dynamo = fakeDynamo();
  const { client } = dynamo;
  const lake = memoryLake();
  const layouts = rowLayouts(pipeline);
  const fields = recordFields(pipeline);
  const now = () => NOW;
  const shards = shardIds.map((id) => ({ id, parents: [], closed: false }));
  const late: LateEvents = {
    async put(task, fence, events) {
      await lake.createObject(lateEventsName(task, fence), encodeLateEvents(events), {});
    },
  };
  const exchange = memoryExchange();
  const heads = dynamoHeadStore(client, 'state', { now });
  const world = {
    heads,
    rows: dynamoRowStore(client, 'views', { layouts, now }),
    records: dynamoRecordStore(client, 'views', fields),
    states: dynamoStateStore(client, 'state', { now }),
    seen: dynamoSeenIds(client, 'state', { keepFor: 1_000_000, now }),
    ...{ exchange, late, shards, layout: memoryExchangeLayout() },
    deadLetters: {
      set: (_name: string, letter: DeadLetter) =>
        void lake.createObject(
          deadLetterName(letter),
          Buffer.from(encodeDeadLetters([letter])),
          {},
        ),
    },
  } as unknown as World;
  const shardsOf = async (stream: string) => shards.filter(({ id }) => isOf(stream, id));
  const files = lakeRunFiles(lake);
  const reader = dynamoRowReader(client, 'views', columnsByView(pipeline));
  const healer = dynamoRowHealer(client, 'views', { layouts, now });
  const coverage = dynamoCoverageStore(client, 'views');
  const records = async function* ({ name }: { readonly name: string }) {
    yield payloadsIn((await lake.read(name)) ?? new Uint8Array());
  };
  const definition = {
    pipeline,
    plan: planOf(pipeline),
    decodeOf: ({ schema }: { readonly schema: Schema }, wanted: readonly string[] | undefined) =>
      compileDecoder(schema as Schema<Event>, wanted),
    limits: SMALL,
  };
  const ports: BatchPorts = {
    ...{ lake, heads, files, coverage, healer, records, reader },
    topology: { shards: shardsOf, membership: async () => () => true },
    recordHealer: dynamoRecordHealer(client, 'views', fields),
    results: {
      async put({ rows, records: given = [], ...part }) {
        const text = JSON.stringify({ rows, records: given });
        await lake.createObject(resultsName(part), Buffer.from(text), {});
      },
    },
    keptRows: () => keptRows(lake),
    openRows: () => openRows(lake),
    lateEvents: () => lateEvents(lake),
    now: () => NOW,
  };
  const archives = pipeline.streams.map(({ name, time, schema }) => {
    const decode = compileDecoder(schema as Schema<Event>);
    const around = { lake, topology: { shards: shardsOf }, encode: payloadFile };
    return { name, lane: archiveLane({ name, time, decode }, around) };
  });
  const newProcess = () => processIn(world, pipeline, { random: () => 0.999, probability: 0 });
  let process = newProcess();
  let delivered = 0;

  return {
    ...{ dynamo, lake, world, definition, ports, exchange },
    async take(shard: string, some: readonly SourceRecord[]): Promise<void> {
      const archived = await archives.find(({ name }) => isOf(name, shard))?.lane.take(shard, some);
      if (archived?.ok === false) throw archived.cause;
      await process.takeRecords(shard, some);
      for (let sent = exchange.sent(); delivered < sent.length; sent = exchange.sent()) {
        const more = sent.slice(delivered);
        delivered = sent.length;
        await process.takeMessages(more);
      }
    },
    /** Lanes forget what they had in memory. */
    restart(): void {
      process = newProcess();
    },
    /** What an erasure needs, but for what computes rows again. */
    erasure(stream: string): Omit<EraseSubjectPorts, 'recompute'> {
      const declared = pipeline.streams.find(({ name }) => name === stream);
      const decode = compileDecoder(declared?.schema as Schema<Event>);
      return {
        ...{ definition, lake, files, coverage, reader, healer, heads },
        stream: { name: stream, time: declared?.time ?? '', decode },
        archive: { lake, records, encode: payloadFile },
        rows: dynamoRowEraser(client, 'views'),
        states: dynamoStateEraser(client, 'state'),
        topology: {
          shards: (name) => (name === EXCHANGE_STREAM ? exchange.shards() : shardsOf(name)),
        },
        streams: { physicalStream: `dev-${stream}`, exchange: 'dev-exchange' },
        remember: (rows, as) => rememberErasure(lake, { stream, as, ...rows }),
        idOf: subjectId,
        retained: async () => [{ what: `records in the stream dev-${stream}`, until: NOW }],
        pause: async () => undefined,
        now: () => NOW,
      };
    },
  };
}

export type TableWorld = ReturnType<typeof tableWorld>;
