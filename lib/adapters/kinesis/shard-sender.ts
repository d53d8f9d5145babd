import {
  type KinesisClient,
  PutRecordsCommand,
  type PutRecordsResultEntry,
} from '@aws-sdk/client-kinesis';
import { TransientError } from '../../errors/transient-error.ts';
import type { AggregationFailure } from './aggregation/failure.ts';
import type { PackedRecord } from './aggregation/open-record.ts';
import { problemWith, type RecordPacker, recordPacker } from './aggregation/record-packer.ts';
import type { KeyedData } from './aggregation/sub-record.ts';
import { delayAfter, PATIENCE, type Patience } from './patience.ts';
import { callsOf, isTaken } from './put-all.ts';
import { readShardMap, type ShardMap } from './shard-map.ts';

/** What is durable so far. */
export interface Sent {
  readonly events: number;
  readonly records: number;
  readonly bytes: number;
  /** Records that Kinesis refused and that were sent again. */
  readonly refused: number;
  /** Events that were packed for a shard that was split or merged meanwhile, and sent again. */
  readonly strayed: number;
}

/** Sends events to a stream, each shard's in their order. */
export interface ShardSender<E extends KeyedData = KeyedData> {
  /** Why an event cannot be sent, if it cannot; what was added before makes no difference. */
  problemWith(event: E): AggregationFailure | undefined;
  /** Takes an event that has no problem, on its way with the next flush. */
  add(event: E): void;
  /** How many events are not known to be durable. */
  pending(): number;
  /** The events that are not known to be durable: those of each shard in their order. */
  unsent(): readonly E[];
  /**
   * Makes everything durable that was added; one after the other if it is called again meanwhile.
   *
   * If it fails, what was taken is not sent again by the next one. A call that failed without an
   * answer may have been taken all the same.
   */
  flush(): Promise<void>;
  sent(): Sent;
}

export interface SenderOptions {
  /** Name of the Kinesis stream. */
  readonly stream: string;
  /** Most bytes of a packed record. */
  readonly maxBytes: number;
  /** Most events of a packed record; 1 packs nothing together. */
  readonly maxEvents: number;
  /**
   * Most bytes, with its key, of an event that fits in no packed record and is sent as it is.
   *
   * @defaultValue 0: there is none
   */
  readonly maxUnpackedBytes?: number;
  /**
   * Whether lanes refuse events of another shard, so that whoever packed them must send them again;
   * else they count where they are.
   */
  readonly resendsStrays: boolean;
  readonly patience?: Patience;
}

/** A record on its way, with the events in it. */
interface Waiting<E> {
  readonly record: PackedRecord;
  readonly events: readonly E[];
}

/** What goes to one shard. */
interface Outlet<E> {
  readonly packer: RecordPacker;
  /** Events in the packer. */
  filling: E[];
  readonly queue: Waiting<E>[];
}

/** Events of one record and the shard that it went to. */
interface Landed<E> {
  readonly shard: string;
  readonly events: readonly E[];
}

/**
 * A sender that packs per shard and has at most one record per shard on its way.
 *
 * So a record that Kinesis refuses is sent again before anything that comes after it on its shard,
 * and disorder never grows beyond what the input has. A call whose answer was lost is made again
 * with the same events, and so with the same ids.
 *
 * A record follows its first event. If the shard that it was packed for is no more, the answer names
 * another one: then the events that belong elsewhere are sent again, before any that came after them
 * under their keys, and all that still waits is packed anew.
 */
export async function shardSender<E extends KeyedData>(
  client: KinesisClient,
  options: SenderOptions,
): Promise<ShardSender<E>> {
  const { stream, maxBytes, maxEvents, resendsStrays } = options;
  const { maxUnpackedBytes = 0, patience = PATIENCE } = options;
  const packing = { maxBytes, maxRecords: maxEvents };
  let map: ShardMap = await readShardMap(client, stream);
  let outlets = new Map<string, Outlet<E>>();
  let flushing: Promise<void> = Promise.resolve();
  /** Records that went elsewhere, while it is not known what of them belongs there. */
  let astray: Landed<E>[] = [];
  const total = { events: 0, records: 0, bytes: 0, refused: 0, strayed: 0 };
  let added = 0;

  function outletOf(event: E): Outlet<E> {
    const shard = map.shardOf(event);
    const outlet = outlets.get(shard) ?? { packer: recordPacker(packing), filling: [], queue: [] };
    outlets.set(shard, outlet);
    return outlet;
  }

  function enqueue(outlet: Outlet<E>, record: PackedRecord | undefined): void {
    if (record === undefined) return;
    outlet.queue.push({ record, events: outlet.filling });
    outlet.filling = [];
  }

  function pack(event: E): void {
    const outlet = outletOf(event);
    const result = outlet.packer.add(event);
    if (!result.ok && problemWith(event, maxBytes, maxUnpackedBytes) === undefined) {
      enqueue(outlet, outlet.packer.flush());
      const { partitionKey, explicitHashKey, data } = event;
      const record = { partitionKey, explicitHashKey, data, count: 1 };
      outlet.queue.push({ record, events: [event] });
      return;
    }
    if (!result.ok) throw new Error(`an event was added that has a problem: ${result.reason}`);
    enqueue(outlet, result.packed);
    outlet.filling.push(event);
  }

  const flushPackers = (): void => {
    for (const outlet of outlets.values()) enqueue(outlet, outlet.packer.flush());
  };

  const waiting = (): readonly E[] =>
    [...outlets.values()].flatMap(({ queue, filling }) => [
      ...queue.flatMap(({ events }) => events),
      ...filling,
    ]);

  /**
   * The first record of every shard, in as many calls as it takes.
   *
   * @returns Why, if every one of them was refused.
   */
  async function round(): Promise<TransientError | undefined> {
    const heads = [...outlets].flatMap(([shard, { queue }]) =>
      queue[0] === undefined ? [] : [{ shard, queue, waiting: queue[0] }],
    );
    let refused = 0;
    let first: PutRecordsResultEntry | undefined;
    let from = 0;
    for (const Records of callsOf(heads.map(({ waiting: { record } }) => entryOf(record)))) {
      const answer = await client.send(new PutRecordsCommand({ StreamName: stream, Records }));
      heads.slice(from, from + Records.length).forEach(({ shard, queue, waiting }, i) => {
        const result = answer.Records?.[i];
        if (!isTaken(result)) {
          refused++;
          first ??= result;
          return;
        }
        const { record, events } = waiting;
        queue.shift();
        total.events += record.count;
        total.records++;
        total.bytes += record.data.length;
        const { ShardId = shard } = result ?? {};
        if (ShardId !== shard) astray.push({ shard: ShardId, events });
      });
      from += Records.length;
      if (astray.length === 0) continue;
      await packAnew();
      break; // what waited is in other records now
    }
    total.refused += refused;
    return refused === heads.length ? refusal(stream, first) : undefined;
  }

  async function packAnew(): Promise<void> {
    map = await readShardMap(client, stream);
    const again = astray.flatMap(({ shard, events }) =>
      resendsStrays ? events.filter((event) => !map.belongs(event, shard)) : [],
    );
    astray = [];
    const rest = waiting();
    outlets = new Map();
    for (const event of [...again, ...rest]) pack(event);
    flushPackers();
    total.events -= again.length;
    total.strayed += again.length;
  }

  async function send(): Promise<void> {
    if (astray.length > 0) await packAnew();
    flushPackers();
    let refusals = 0;
    while ([...outlets.values()].some(({ queue }) => queue.length > 0)) {
      const why = await round();
      refusals = why === undefined ? 0 : refusals + 1;
      if (why === undefined) continue;
      if (refusals > patience.refusals) throw why;
      await patience.sleep(delayAfter(refusals, patience.random));
    }
  }

  return {
    problemWith: (event) => problemWith(event, maxBytes, maxUnpackedBytes),
    add(event) {
      pack(event);
      added++;
    },
    pending: () => added - total.events,
    unsent: () => [...(resendsStrays ? astray.flatMap(({ events }) => events) : []), ...waiting()],
    flush() {
      flushing = flushing.then(send, send);
      return flushing;
    },
    sent: () => ({ ...total }),
  };
}

const entryOf = ({ partitionKey, explicitHashKey, data }: PackedRecord) => ({
  Data: data,
  PartitionKey: partitionKey,
  ...(explicitHashKey === undefined ? {} : { ExplicitHashKey: explicitHashKey }),
});

const refusal = (stream: string, first: PutRecordsResultEntry | undefined): TransientError =>
  new TransientError(
    `${stream}: every record was refused: ${first?.ErrorCode ?? 'no answer'} ${first?.ErrorMessage ?? ''}`.trimEnd(),
  );
