import { putAll } from '../../adapters/kinesis/put-all.ts';
import { readRange } from '../../adapters/kinesis/read-range.ts';
import { unpackRecords } from '../../adapters/kinesis/records.ts';
import { decodeUtf8 } from '../../adapters/node/utf8.ts';
import { readLake } from '../../adapters/parquet/read-lake.ts';
import type { GivenUpBatch } from '../../adapters/s3/given-up-object.ts';
import { s3Lake } from '../../adapters/s3/lake.ts';
import type { Event } from '../../core/event.ts';
import { compileDecoder } from '../../core/json/decoder.ts';
import { own } from '../../core/own.ts';
import type { Schema } from '../../core/schema/schema.ts';
import { laneKindOf } from '../../functions/lane-of-function.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { EXCHANGE_STREAM } from '../../pipeline/deployed/resource-names.ts';
import { planOf } from '../../pipeline/plan/planner.ts';
import type { Lake } from '../../ports/lake.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import { loadDefinition } from '../definition.ts';
import { type Deployed, findDeployed } from '../deployed.ts';
import type { RedrivePorts } from './redrive.ts';
import type { SetAsidePlace } from './set-aside.ts';

/** Where definitions and set-aside records come from, and where they go. */
export interface DlqPorts {
  load(pipeline: string | undefined): Promise<Pipeline>;
  open(pipeline: Pipeline, stage: string): Promise<SetAsidePlace & RedrivePorts>;
}

/** What is deployed. */
export const DEPLOYED_DLQ: DlqPorts = {
  load: loadDefinition,
  async open(pipeline, stage) {
    const deployed = await findDeployed(pipeline, stage);
    const { kinesis, s3, lakeBucket, streams, exchangeStream } = deployed;
    const lake = s3Lake(s3, lakeBucket);
    return {
      lake,
      streams: exchangeStream === '' ? streams : { ...streams, [EXCHANGE_STREAM]: exchangeStream },
      recordsOf: (batch, stream) => recordsOf(batch, { pipeline, stream, lake, kinesis }),
      laneOf: laneKindOf(planOf(pipeline)),
      put: (stream, records) =>
        putAll(
          kinesis,
          records.map(({ partitionKey, data, start, end }) => ({
            PartitionKey: partitionKey,
            Data: data.subarray(start, end),
          })),
          { stream: own(streams, stream) ?? '' },
        ),
      now: Date.now,
    };
  },
};

interface Sources extends Pick<Deployed, 'kinesis'> {
  readonly pipeline: Pipeline;
  readonly stream: string;
  readonly lake: Lake;
}

/** From what Lambda kept, else from the stream while it has them, else from the lake. */
async function recordsOf(
  batch: GivenUpBatch,
  { pipeline, stream, lake, kinesis }: Sources,
): Promise<readonly SourceRecord[] | undefined> {
  if (batch.event !== undefined) return unpackRecords(batch.event);
  const { physicalStream, shard, first, last } = batch;
  const range = { stream: physicalStream, shard, first, last };
  return (await readRange(kinesis, range)) ?? archived(batch, { pipeline, stream, lake });
}

/** The batch as the archive has it, if it has all of it. */
async function archived(
  { shard, first, last, arrivals, size }: GivenUpBatch,
  { pipeline, stream, lake }: Omit<Sources, 'kinesis'>,
): Promise<readonly SourceRecord[] | undefined> {
  const schema = pipeline.streams.find(({ name }) => name === stream)?.schema;
  if (schema === undefined) return undefined;
  const decode = compileDecoder(schema as Schema<Event>, undefined, { decodeUtf8 });
  const [from, to] = [BigInt(first), BigInt(last)];
  const before = arrivals[1] + 1_000; // the record of the batch has it rounded
  const records: SourceRecord[] = [];
  const range = { stream, from: arrivals[0] - 1_000, before, schema, decode, fields: [] };
  for await (const row of readLake(lake, range)) {
    const at = BigInt(row.record.sequence);
    if (row.shard === shard && at >= from && at <= to) records.push(row.record);
  }
  const found = new Set(records.map(({ sequence }) => sequence)).size;
  return found === size ? records : undefined;
}
