import type { KinesisStreamEvent } from 'aws-lambda';

/** A record as a test describes it; the rest is filled in. */
export interface PutRecord {
  readonly data: Uint8Array | string;
  readonly sequence?: string;
  readonly partitionKey?: string;
  /** Milliseconds. */
  readonly arrival?: number;
}

/** What Lambda hands over for these records of one shard. */
export function kinesisEvent(
  records: readonly PutRecord[],
  shard = 'shardId-000000000000',
): KinesisStreamEvent {
  return {
    Records: records.map(({ data, sequence, partitionKey = 'key', arrival = 0 }, i) => {
      const sequenceNumber = sequence ?? `${10n ** 55n + BigInt(i)}`;
      return {
        awsRegion: 'us-east-1',
        eventID: `${shard}:${sequenceNumber}`,
        eventName: 'aws:kinesis:record',
        eventSource: 'aws:kinesis',
        eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/shop-dev-sales',
        eventVersion: '1.0',
        invokeIdentityArn: 'arn:aws:iam::000000000000:role/reader',
        kinesis: {
          approximateArrivalTimestamp: arrival / 1_000,
          data: Buffer.from(data).toString('base64'),
          kinesisSchemaVersion: '1.0',
          partitionKey,
          sequenceNumber,
        },
      };
    }),
  };
}
