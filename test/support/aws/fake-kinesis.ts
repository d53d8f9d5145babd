import {
  type KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
  type PutRecordsRequestEntry,
  type PutRecordsResultEntry,
  type Shard,
} from '@aws-sdk/client-kinesis';
import { decodeAggregated } from '../../../lib/adapters/kinesis/aggregation/decode-aggregated.ts';
import { routedHashKey } from '../../../lib/adapters/kinesis/aggregation/hash-range.ts';

const MIB = 1_024 * 1_024;
const ALL = 2n ** 128n;

/** A record as a shard holds it. */
export interface StoredRecord {
  readonly sequence: bigint;
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

interface FakeShard {
  readonly id: string;
  readonly from: bigint;
  readonly to: bigint;
  readonly parents: readonly string[];
  isClosed: boolean;
  readonly records: StoredRecord[];
  second: number;
  recordsOfSecond: number;
  bytesOfSecond: number;
}

export type EntryFault = 'ProvisionedThroughputExceededException' | 'InternalFailure';

export interface FakeKinesisOptions {
  readonly shards?: number;
  /** Wall clock in milliseconds; the limits per second stand still without it. */
  readonly now?: () => number;
  /** Whether an entry is refused, beside those beyond the limits. */
  readonly refuses?: (entry: PutRecordsRequestEntry, shard: string) => EntryFault | undefined;
  /** Whether a call fails: before anything of it was taken, or with its answer lost. */
  readonly fails?: () => 'before' | 'after' | undefined;
  /** Order in which the entries of a call are taken: places, each once. */
  readonly order?: (entries: number) => readonly number[];
}

/** A whole call that the service refuses. */
const wrong = (name: string, message: string): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });

/**
 * One stream as the API of Kinesis documents it, in memory.
 *
 * A call has at most 500 records of 1 MiB and 10 MiB in all, with their partition keys; a key has 1 to
 * 256 characters; a shard takes 1,000 records and 1 MiB a second. What is beyond the limits of a call
 * fails the call, what is beyond those of a shard is refused entry by entry, and nobody promises in
 * which order the entries of a call are taken.
 *
 * Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
export function fakeKinesis(options: FakeKinesisOptions = {}) {
  const { refuses, fails, now, order } = options;
  const shards: FakeShard[] = [];
  const calls: number[] = [];
  let lists = 0;
  let sequence = 10n ** 20n;

  function open(from: bigint, to: bigint, parents: readonly string[]): void {
    shards.push({
      id: `shardId-${String(shards.length).padStart(12, '0')}`,
      ...{ from, to, parents, isClosed: false, records: [] },
      ...{ second: -1, recordsOfSecond: 0, bytesOfSecond: 0 },
    });
  }
  const count = BigInt(options.shards ?? 1);
  for (let i = 0n; i < count; i++) open((ALL * i) / count, (ALL * (i + 1n)) / count, []);

  const sizeOf = ({ Data, PartitionKey = '' }: PutRecordsRequestEntry): number =>
    (Data?.length ?? 0) + Buffer.byteLength(PartitionKey);

  /** Whether a shard has had its share of this second, the record included. */
  function isBusy(shard: FakeShard, size: number): boolean {
    const second = Math.floor((now?.() ?? Number.NaN) / 1_000);
    if (second !== shard.second)
      Object.assign(shard, { second, recordsOfSecond: 0, bytesOfSecond: 0 });
    const busy = shard.recordsOfSecond >= 1_000 || shard.bytesOfSecond + size > MIB;
    if (!busy) {
      shard.recordsOfSecond++;
      shard.bytesOfSecond += size;
    }
    return busy;
  }

  function put(entry: PutRecordsRequestEntry): PutRecordsResultEntry {
    const { PartitionKey: partitionKey = '', ExplicitHashKey, Data = new Uint8Array() } = entry;
    const key = routedHashKey({ partitionKey, explicitHashKey: ExplicitHashKey }) ?? 0n;
    const shard = shards.find(({ from, to, isClosed }) => !isClosed && from <= key && key < to);
    if (shard === undefined) throw new Error('the fake has a gap');
    const fault = isBusy(shard, sizeOf(entry))
      ? 'ProvisionedThroughputExceededException'
      : refuses?.(entry, shard.id);
    if (fault !== undefined) return { ErrorCode: fault, ErrorMessage: `of ${shard.id}` };
    sequence++;
    shard.records.push({ sequence, partitionKey, data: Uint8Array.from(Data) });
    return { ShardId: shard.id, SequenceNumber: `${sequence}` };
  }

  function putRecords(entries: readonly PutRecordsRequestEntry[]) {
    calls.push(entries.length);
    if (entries.length < 1 || entries.length > 500)
      throw wrong('ValidationException', `records: ${entries.length} of 1 to 500`);
    for (const { PartitionKey = '', Data } of entries) {
      if (PartitionKey.length < 1 || PartitionKey.length > 256)
        throw wrong('ValidationException', 'a partition key has 1 to 256 characters');
      if ((Data?.length ?? 0) + Buffer.byteLength(PartitionKey) > MIB)
        throw wrong('ValidationException', 'a record has at most 1 MiB');
    }
    if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > 10 * MIB)
      throw wrong('InvalidArgumentException', 'a call has at most 10 MiB');
    const fault = fails?.();
    const lost = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    if (fault === 'before') throw lost;
    const answers: PutRecordsResultEntry[] = [];
    for (const i of order?.(entries.length) ?? entries.keys()) {
      answers[i] = put(entries[i] as PutRecordsRequestEntry);
    }
    if (fault === 'after') throw lost;
    return { Records: answers, FailedRecordCount: answers.filter((a) => a.ErrorCode).length };
  }

  /** Two shards a page. */
  function listShards(token = '0') {
    lists++;
    const from = Number(token);
    const page = shards.slice(from, from + 2).map((shard): Shard => {
      const [ParentShardId, AdjacentParentShardId] = shard.parents;
      const range = { StartingSequenceNumber: '1' };
      return {
        ShardId: shard.id,
        HashKeyRange: { StartingHashKey: `${shard.from}`, EndingHashKey: `${shard.to - 1n}` },
        SequenceNumberRange: shard.isClosed ? { ...range, EndingSequenceNumber: '9' } : range,
        ParentShardId,
        AdjacentParentShardId,
      };
    });
    return { Shards: page, ...(from + 2 < shards.length ? { NextToken: `${from + 2}` } : {}) };
  }

  const client = {
    async send(command: unknown) {
      await undefined;
      if (command instanceof PutRecordsCommand) return putRecords(command.input.Records ?? []);
      if (command instanceof ListShardsCommand) return listShards(command.input.NextToken);
      throw new Error('the fake does not know this command');
    },
  } as unknown as KinesisClient;

  return {
    client,
    shards: shards as readonly Readonly<FakeShard>[],
    /** Sizes of the calls that were made. */
    calls: calls as readonly number[],
    /** How often the shards were asked for, page by page. */
    lists: () => lists,
    /** Splits a shard in the middle of its hash keys. */
    split(shard: Readonly<FakeShard>): void {
      (shard as FakeShard).isClosed = true;
      const middle = (shard.from + shard.to) / 2n;
      open(shard.from, middle, [shard.id]);
      open(middle, shard.to, [shard.id]);
    },
    /** Merges a shard with the one that begins where it ends. */
    merge(left: Readonly<FakeShard>, right: Readonly<FakeShard>): void {
      (left as FakeShard).isClosed = true;
      (right as FakeShard).isClosed = true;
      open(left.from, right.to, [left.id, right.id]);
    },
  };
}

/** An event that lies in a packed record of a stream. */
export interface StoredEvent {
  readonly shard: string;
  readonly partitionKey: string;
  readonly text: string;
  /** Whether its own key belongs to the shard it is on: the others a lane refuses. */
  readonly isAtHome: boolean;
}

/** All events of a stream, shard by shard in the order of their records. */
export function storedEvents({
  shards,
}: Pick<ReturnType<typeof fakeKinesis>, 'shards'>): StoredEvent[] {
  return shards.flatMap(({ id, from, to, records }) =>
    records.flatMap((record) => {
      const decoded = decodeAggregated(record.data);
      if (!decoded.ok && decoded.code !== 'KPL_NOT_AGGREGATED') throw new Error(decoded.reason);
      return (decoded.ok ? decoded.records : [record]).map((each) => {
        const key = routedHashKey(each) ?? -1n;
        const text = Buffer.from(each.data).toString();
        return { shard: id, ...each, text, isAtHome: from <= key && key < to };
      });
    }),
  );
}
