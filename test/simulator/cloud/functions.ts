import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { TransientError } from '../../../lib/errors/transient-error.ts';
import { log } from '../../../lib/functions/log.ts';
import { type Caller, SimulatedFault } from '../engine/network.ts';
import type { Container, Invocation } from './container.ts';
import type { Stored } from './stream.ts';

log.setLogLevel('SILENT'); // every fault would be told

/** What Lambda calls. */
type Handler = (event: KinesisStreamEvent, context: Context) => Promise<KinesisStreamBatchResponse>;

/** A container that is alive and has nothing to do. */
export const newCaller = (name: string): Caller => ({
  ...{ name, isAlive: true, onDeath: undefined },
  computed: 0,
});

/** A function of a container: its handler, given what Lambda gives it. */
export const lambdaIn = <P>(
  who: Caller,
  handler: Handler,
  dataOf: (payload: P) => string,
): Container<P> =>
  Object.assign(who, {
    async handle(shard: string, batch: readonly Stored<P>[], invocation: Invocation) {
      try {
        const event = { Records: batch.map((record) => recordOf(shard, record, dataOf)) };
        const { batchItemFailures } = await handler(event, contextOf(who, invocation));
        const failed = batchItemFailures.map(({ itemIdentifier }) => BigInt(itemIdentifier));
        return { failedFrom: failed.length === 0 ? undefined : String(failed.reduce(least)) };
      } catch (error) {
        if (!isSimulated(error)) throw error;
        return { failedFrom: batch.map(({ sequence }) => sequence).reduce(earlier) };
      }
    },
  });

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

const earlier = (a: string, b: string): string => (BigInt(a) < BigInt(b) ? a : b);

/** Whether the simulator made it fail, however it was told further. */
export const isSimulated = (error: unknown): boolean =>
  error instanceof SimulatedFault ||
  error instanceof TransientError ||
  (error instanceof Error && error.cause !== undefined && isSimulated(error.cause));

function recordOf<P>(
  shard: string,
  { sequence, arrival, partitionKey, payload }: Stored<P>,
  dataOf: (payload: P) => string,
): KinesisStreamEvent['Records'][number] {
  return {
    awsRegion: 'us-east-1',
    eventID: `${shard}:${sequence}`,
    eventName: 'aws:kinesis:record',
    eventSource: 'aws:kinesis',
    eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/shop',
    eventVersion: '1.0',
    invokeIdentityArn: 'arn:aws:iam::000000000000:role/reader',
    kinesis: {
      approximateArrivalTimestamp: arrival / 1_000,
      data: dataOf(payload),
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber: sequence,
    },
  };
}

const contextOf = ({ name }: Caller, { remaining }: Invocation): Context => ({
  callbackWaitsForEmptyEventLoop: false,
  functionName: name,
  functionVersion: '1',
  invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
  memoryLimitInMB: '1024',
  awsRequestId: name,
  logGroupName: name,
  logStreamName: name,
  getRemainingTimeInMillis: remaining,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
});
