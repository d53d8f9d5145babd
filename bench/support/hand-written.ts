import type { KinesisStreamEvent } from 'aws-lambda';
import protobuf from 'protobufjs';
import { decodeAggregated } from '../../lib/adapters/kinesis/aggregation/decode-aggregated.ts';

interface Row {
  count: number;
  sum: number;
  min: number;
  max: number;
}

interface Parsed {
  readonly user: string;
  readonly country: string;
  readonly at: string;
  readonly amount: number;
}

const MINUTE = 60_000;

/**
 * What somebody writes in ten minutes: parse, take a row from a Map, add. It checks nothing, keeps
 * rows in memory only, counts a repetition twice and a late event like any other.
 */
export function handWritten(by: 'user' | 'country') {
  const rows = new Map<string, Row>();

  function add(text: string): void {
    const event = JSON.parse(text) as Parsed;
    const start = Math.floor(Date.parse(event.at) / MINUTE) * MINUTE;
    const id = `${event[by]}|${start}`;
    const row = rows.get(id);
    if (row === undefined) {
      rows.set(id, { count: 1, sum: event.amount, min: event.amount, max: event.amount });
      return;
    }
    row.count++;
    row.sum += event.amount;
    if (event.amount < row.min) row.min = event.amount;
    if (event.amount > row.max) row.max = event.amount;
  }

  return { rows, add };
}

/** How a hand-written handler gets at the events of a batch. */
export type Unpack = (event: KinesisStreamEvent, add: (text: string) => void) => void;

export const unpacked: Unpack = ({ Records }, add) => {
  for (const { kinesis } of Records) add(Buffer.from(kinesis.data, 'base64').toString());
};

const { root } = protobuf.parse(
  `syntax = "proto2";
  message AggregatedRecord {
    repeated string partition_key_table     = 1;
    repeated string explicit_hash_key_table = 2;
    repeated Record records                 = 3;
  }
  message Record {
    required uint64 partition_key_index     = 1;
    optional uint64 explicit_hash_key_index = 2;
    required bytes  data                    = 3;
  }`,
  { keepCase: true },
);
const AggregatedRecord = root.lookupType('AggregatedRecord');

/** By protobufjs, and without a look at the digest. */
export const byProtobuf: Unpack = ({ Records }, add) => {
  for (const { kinesis } of Records) {
    const bytes = Buffer.from(kinesis.data, 'base64');
    const { records } = AggregatedRecord.decode(bytes.subarray(4, -16)) as unknown as {
      records: { data: Buffer }[];
    };
    for (const { data } of records) add(data.toString());
  }
};

/** By our codec, which compares the digest. */
export const byOurCodec: Unpack = ({ Records }, add) => {
  for (const { kinesis } of Records) {
    const decoded = decodeAggregated(Buffer.from(kinesis.data, 'base64'));
    if (!decoded.ok) throw new Error(decoded.reason);
    for (const { data } of decoded.records) {
      add(Buffer.from(data.buffer, data.byteOffset, data.length).toString());
    }
  }
};
