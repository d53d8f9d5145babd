import type { KinesisStreamEvent } from 'aws-lambda';
import { unpackRecords } from '../../../lib/adapters/kinesis/records.ts';
import { memoryLake } from '../../../lib/adapters/memory/lake.ts';
import { deadLetterName, encodeDeadLetters } from '../../../lib/adapters/s3/dead-letter-object.ts';
import { dlqCommand } from '../../../lib/cli/commands/dlq.ts';
import type { Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import type { LanePlan } from '../../../lib/pipeline/plan/plan.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { cliOf } from './run-cli.ts';

/** Noon of a day. */
export const NOON = Date.UTC(2026, 2, 1, 12);

/** What was published, as `<stream> <partition key> <payload>`. */
export type Published = string[];

/** A lake with set-aside records, streams to put them back into, and the commands over both. */
export function setAsideWorld(pipeline: Pipeline) {
  const lake = memoryLake();
  const published: Published = [];
  const lanes = new Map<string, LanePlan['kind']>();
  let failAfter = Number.POSITIVE_INFINITY;
  let calls = 0;
  let refusedKey: string | undefined;
  const refusal = Object.assign(new Error('1 validation error detected'), {
    name: 'ValidationException',
  });

  /** Counts a call that is durable outside; the process dies before the one that is said. */
  const survive = (): void => {
    if (++calls > failAfter) throw new Error('the process died');
  };
  const store = (name: string, text: string) => lake.createObject(name, Buffer.from(text), {});
  const place = {
    lake: {
      ...lake,
      createObject(...args: Parameters<typeof lake.createObject>) {
        survive();
        return lake.createObject(...args);
      },
    },
    streams: Object.fromEntries(pipeline.streams.map(({ name }) => [name, `auction-dev-${name}`])),
    recordsOf: async ({ event }: { event: KinesisStreamEvent | undefined }) =>
      event === undefined ? undefined : unpackRecords(event),
    laneOf: async (arn: string) => lanes.get(arn),
    async put(stream: string, records: readonly SourceRecord[]) {
      survive();
      for (const { partitionKey, data, start, end } of records) {
        if (partitionKey === refusedKey) throw refusal;
        published.push(`${stream} ${partitionKey} ${Buffer.from(data.subarray(start, end))}`);
      }
    },
    now: () => NOON,
  };

  return {
    published,

    /** The service takes no record of this key. */
    refuse(key: string): void {
      refusedKey = key;
    },

    /** The next commands die at the call after so many that change something. */
    dieAfter(more: number): void {
      failAfter = calls + more;
    },

    /** Puts an object into the lake, whatever it is. */
    store,

    async addLetter(
      stream: string,
      payload: string,
      arrival = NOON,
      partitionKeys: readonly string[] = ['ann'],
    ): Promise<string> {
      const data = Buffer.from(payload);
      const letters = partitionKeys.map((partitionKey, sub) => ({
        stream,
        shard: 'shardId-000000000000',
        code: 'FIELD_MISSING' as const,
        message: `${stream} › price: is missing`,
        record: {
          sequence: String(published.length + arrival),
          sub,
          arrival,
          partitionKey,
          data,
          start: 0,
          end: data.length,
        },
      }));
      const [letter] = letters;
      if (letter === undefined) throw new Error('no letters');
      await store(deadLetterName(letter), encodeDeadLetters(letters));
      return deadLetterName(letter);
    },

    async addBatch(stream: string, lane: LanePlan['kind'], event?: KinesisStreamEvent) {
      const functionArn = `arn:aws:lambda:eu-central-1:111111111111:function:${lane}`;
      lanes.set(functionArn, lane);
      const name = `aws/lambda/mapping/shardId-000000000000/2026/03/01/${stream}-${lane}`;
      const record = {
        requestContext: { functionArn, condition: 'RecordAgeExceeded' },
        KinesisBatchInfo: {
          shardId: 'shardId-000000000000',
          startSequenceNumber: '1',
          endSequenceNumber: '2',
          approximateArrivalOfFirstRecord: '2026-03-01T12:00:00Z',
          approximateArrivalOfLastRecord: '2026-03-01T12:00:01Z',
          batchSize: 2,
          streamArn: `arn:aws:kinesis:eu-central-1:111111111111:stream/auction-dev-${stream}`,
        },
        ...(event === undefined ? {} : { payload: JSON.stringify(event) }),
      };
      await store(name, JSON.stringify(record));
      return name;
    },

    run: cliOf((terminal) => [
      dlqCommand({ terminal }, { load: async () => pipeline, open: async () => place }),
    ]),
  };
}
