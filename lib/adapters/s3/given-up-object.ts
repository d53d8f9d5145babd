import type { KinesisStreamEvent } from 'aws-lambda';
import type { EventTime } from '../../core/time.ts';
import { LAKE_PREFIXES } from '../../pipeline/deployed/lake-prefixes.ts';

/** Where Lambda puts what a lane's mapping gave up; the name is Lambda's. */
export const GIVEN_UP_PREFIX = LAKE_PREFIXES.givenUp;

/** A batch that an event source mapping gave up. */
export interface GivenUpBatch {
  /** Why Lambda gave up, in its words, such as `RetryAttemptsExhausted`. */
  readonly condition: string;
  readonly functionArn: string;
  /** Name of the stream in Kinesis. */
  readonly physicalStream: string;
  readonly shard: string;
  /** Sequence numbers of the first and the last record, both included. */
  readonly first: string;
  readonly last: string;
  /** When the first and the last record arrived. Milliseconds. */
  readonly arrivals: readonly [EventTime, EventTime];
  /** Kinesis records; a packed one counts as one. */
  readonly size: number;
  /** What the function was given; absent if Lambda did not keep it. */
  readonly event: KinesisStreamEvent | undefined;
}

/** The parts that are read of what Lambda writes. */
interface InvocationRecord {
  readonly requestContext?: { readonly functionArn?: string; readonly condition?: string };
  readonly KinesisBatchInfo?: {
    readonly shardId: string;
    readonly startSequenceNumber: string;
    readonly endSequenceNumber: string;
    readonly approximateArrivalOfFirstRecord: string;
    readonly approximateArrivalOfLastRecord: string;
    readonly batchSize: number;
    readonly streamArn: string;
  };
  /** The event as JSON within JSON. */
  readonly payload?: string | KinesisStreamEvent;
}

/**
 * Reads an invocation record of a Kinesis batch; `undefined` for anything else.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function decodeGivenUp(text: string): GivenUpBatch | undefined {
  const record = parsed<InvocationRecord | null>(text) ?? undefined;
  const info = record?.KinesisBatchInfo;
  if (record === undefined || typeof info?.streamArn !== 'string') return undefined;
  const { payload } = record;
  const event = typeof payload === 'string' ? parsed<KinesisStreamEvent>(payload) : payload;
  return {
    condition: record.requestContext?.condition ?? 'unknown',
    functionArn: record.requestContext?.functionArn ?? '',
    physicalStream: info.streamArn.slice(info.streamArn.indexOf('/') + 1),
    shard: info.shardId,
    first: info.startSequenceNumber,
    last: info.endSequenceNumber,
    arrivals: [
      Date.parse(info.approximateArrivalOfFirstRecord),
      Date.parse(info.approximateArrivalOfLastRecord),
    ],
    size: info.batchSize,
    event: Array.isArray(event?.Records) ? event : undefined,
  };
}

function parsed<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined; // whoever put it there, it was not Lambda
  }
}
