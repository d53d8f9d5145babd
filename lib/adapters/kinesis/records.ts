import { isAscii } from 'node:buffer';
import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import type { SourceRecord } from '../../ports/source-record.ts';
import { isSequenceBefore } from '../../ports/task.ts';
import { inOrder } from '../../runtime/lanes/in-order.ts';
import { AGGREGATION_LIMITS } from './aggregation/decode-aggregated.ts';
import { digestMatches, isAggregated, MAGIC } from './aggregation/format.ts';
import { indexSubRecords, SPAN } from './aggregation/sub-record-index.ts';
import { shardOf } from './shard-of.ts';

/** What one invocation brings: Lambda never mixes shards in a batch. */
export interface KinesisBatch {
  /** Empty if there is no record. */
  readonly shard: string;
  readonly records: readonly SourceRecord[];
}

/** The shard of a batch and its payloads. */
export const readBatch = (event: KinesisStreamEvent): KinesisBatch => ({
  shard: shardOf(event.Records[0]?.eventID ?? ':'),
  records: unpackRecords(event),
});

/** The records of a batch in their order, each once, whatever brought them (law L11). */
export const recordsInOrder = ({ Records }: KinesisStreamEvent): readonly KinesisStreamRecord[] =>
  inOrder(Records, (a, b) => isSequenceBefore(a.kinesis.sequenceNumber, b.kinesis.sequenceNumber));

/**
 * The payloads of a batch in their order, those of packed records one by one.
 *
 * All share one array: base64 is decoded straight into it and nothing is copied afterwards. Bytes
 * that begin like a packed record but are none that can be opened are one payload as they are; their
 * decoder refuses them, because the magic is not UTF-8.
 */
export function unpackRecords(event: KinesisStreamEvent): SourceRecord[] {
  const batch = Buffer.allocUnsafeSlow(bytesOf(event));
  const records: SourceRecord[] = [];
  let start = 0;
  for (const { kinesis } of event.Records) {
    const end = start + batch.write(kinesis.data, start, 'base64');
    const { sequenceNumber: sequence, partitionKey } = kinesis;
    const arrival = Math.round(kinesis.approximateArrivalTimestamp * 1_000); // given in seconds
    if (
      batch[start] !== MAGIC[0] || // no view is made of what is obviously not packed
      !unpack(batch.subarray(start, end), { data: batch, start, sequence, arrival }, records)
    ) {
      records.push({ sequence, sub: 0, arrival, partitionKey, data: batch, start, end });
    }
    start = end;
  }
  return records;
}

/** Room for everything; base64 without padding, as some emulators write it, has less than 4 for 3. */
function bytesOf(event: KinesisStreamEvent): number {
  let bytes = 0;
  for (const { kinesis } of event.Records) bytes += Math.ceil((kinesis.data.length * 3) / 4);
  return bytes;
}

/** Where a packed record is, and what Kinesis says of it. */
interface Within {
  readonly data: Uint8Array;
  /** Of the packed record in `data`. */
  readonly start: number;
  readonly sequence: string;
  readonly arrival: number;
}

/** What the parts of one packed record share. */
interface Packed extends Within {
  readonly keyAt: KeyTable;
}

/** Appends the parts of a packed record; `false`, with nothing appended, if it is none or is broken. */
function unpack(bytes: Buffer, within: Within, records: SourceRecord[]): boolean {
  if (!isAggregated(bytes) || bytes.length > AGGREGATION_LIMITS.maxBytes) return false;
  if (!digestMatches(bytes)) return false;
  const index = indexSubRecords(bytes, AGGREGATION_LIMITS.maxSubRecords);
  if (!index.ok) return false;
  const { spans } = index;
  const packed = { ...within, keyAt: keyTable(bytes, index.partitionKeys) };
  for (let sub = 0; sub * SPAN < spans.length; sub++) records.push(new Part(packed, spans, sub));
  return true;
}

/** Gives the text of a key by its index. */
type KeyTable = (index: number) => string;

/**
 * The partition keys of a packed record, decoded when somebody asks for them: all in one piece if
 * they are ASCII, because a call to the platform costs more than a short key is worth.
 *
 * @param table - Start and end of each key.
 */
function keyTable(bytes: Buffer, table: readonly number[]): KeyTable {
  const first = table[0] ?? 0;
  const last = table.at(-1) ?? 0;
  const texts: string[] = [];
  let isPlain: boolean | undefined;
  let all = '';

  function decode(index: number): string {
    const from = table[index * 2] as number;
    const to = table[index * 2 + 1] as number;
    if (isPlain === undefined) {
      isPlain = isAscii(bytes.subarray(first, last));
      if (isPlain) all = bytes.toString('latin1', first, last);
    }
    return isPlain ? all.slice(from - first, to - first) : bytes.toString('utf8', from, to);
  }

  return (index) => {
    texts[index] ??= decode(index);
    return texts[index];
  };
}

/** One event of a packed record: small, as a batch has thousands; what all share is in one place. */
class Part implements SourceRecord {
  readonly sub: number;
  readonly start: number;
  readonly end: number;
  readonly #packed: Packed;
  readonly #key: number;

  constructor(packed: Packed, spans: readonly number[], sub: number) {
    this.sub = sub;
    this.start = packed.start + (spans[sub * SPAN] as number);
    this.end = packed.start + (spans[sub * SPAN + 1] as number);
    this.#packed = packed;
    this.#key = spans[sub * SPAN + 2] as number;
  }

  get sequence(): string {
    return this.#packed.sequence;
  }

  get arrival(): number {
    return this.#packed.arrival;
  }

  get data(): Uint8Array {
    return this.#packed.data;
  }

  get partitionKey(): string {
    return this.#packed.keyAt(this.#key);
  }
}
