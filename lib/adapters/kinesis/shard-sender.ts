import {
  type KinesisClient,
  PutRecordsCommand,
  type PutRecordsResultEntry,
} from '@aws-sdk/client-kinesis';
import pRetry from 'p-retry';
import { TransientError } from '../../errors/transient-error.ts';
import type { PackedRecord } from './aggregation/open-record.ts';
import { type RecordPacker, recordPacker } from './aggregation/record-packer.ts';
import type { KeyedData } from './aggregation/sub-record.ts';
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
export interface ShardSender {
  /** @returns Why an event cannot be sent, if it cannot. */
  add(event: KeyedData): string | undefined;
  /** Events that are not durable yet. */
  pending(): number;
  /** Makes everything durable that was added. */
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
   * Whether lanes refuse events of another shard, so that whoever packed them must send them again;
   * else they count where they are.
   */
  readonly resendsStrays: boolean;
}

/** A record on its way, with the events in it. */
interface Waiting {
  readonly record: PackedRecord;
  readonly events: readonly KeyedData[];
}

/** What goes to one shard. */
interface Outlet {
  readonly packer: RecordPacker;
  /** Events in the packer. */
  filling: KeyedData[];
  readonly queue: Waiting[];
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
export async function shardSender(
  client: KinesisClient,
  { stream, maxBytes, maxEvents, resendsStrays }: SenderOptions,
): Promise<ShardSender> {
  let map: ShardMap = await readShardMap(client, stream);
  let outlets = new Map<string, Outlet>();
  const total = { events: 0, records: 0, bytes: 0, refused: 0, strayed: 0 };
  let added = 0;

  function outletOf(event: KeyedData): Outlet {
    const shard = map.shardOf(event);
    const outlet = outlets.get(shard) ?? {
      packer: recordPacker({ maxBytes, maxRecords: maxEvents }),
      filling: [],
      queue: [],
    };
    outlets.set(shard, outlet);
    return outlet;
  }

  function enqueue(outlet: Outlet, record: PackedRecord | undefined): void {
    if (record === undefined) return;
    outlet.queue.push({ record, events: outlet.filling.slice(0, record.count) });
    outlet.filling = outlet.filling.slice(record.count);
  }

  /** @returns Why the event cannot be packed, if it cannot. */
  function pack(event: KeyedData): string | undefined {
    const outlet = outletOf(event);
    const result = outlet.packer.add(event);
    if (!result.ok) return result.reason;
    enqueue(outlet, result.packed);
    outlet.filling.push(event);
    return undefined;
  }

  const flushPackers = (): void => {
    for (const outlet of outlets.values()) enqueue(outlet, outlet.packer.flush());
  };

  /** One call with the first record of every shard. */
  async function round(): Promise<void> {
    const heads = [...outlets].flatMap(([shard, { queue }]) =>
      queue[0] === undefined ? [] : [{ shard, queue, waiting: queue[0] }],
    );
    const { Records = [] } = await client.send(
      new PutRecordsCommand({
        StreamName: stream,
        Records: heads.map(({ waiting: { record } }) => entryOf(record)),
      }),
    );
    const strays: { readonly shard: string; readonly events: readonly KeyedData[] }[] = [];
    let refused = 0;
    heads.forEach(({ shard, queue, waiting: { record, events } }, i) => {
      const { ErrorCode, ShardId = shard } = Records[i] ?? {};
      if (ErrorCode !== undefined) {
        refused++;
        return;
      }
      queue.shift();
      total.events += record.count;
      total.records++;
      total.bytes += record.data.length;
      if (ShardId !== shard) strays.push({ shard: ShardId, events });
    });
    total.refused += refused;
    if (strays.length > 0) await packAnew(strays);
    if (refused === heads.length && refused > 0) throw refusal(stream, Records[0]);
  }

  /** @param landed - Events of records that went to another shard than they were packed for. */
  async function packAnew(
    landed: readonly { readonly shard: string; readonly events: readonly KeyedData[] }[],
  ): Promise<void> {
    map = await readShardMap(client, stream);
    const again = landed.flatMap(({ shard, events }) =>
      resendsStrays ? events.filter((event) => !map.belongs(event, shard)) : [],
    );
    const waiting = [...outlets.values()].flatMap(({ queue, filling }) => [
      ...queue.flatMap(({ events }) => events),
      ...filling,
    ]);
    outlets = new Map();
    for (const event of [...again, ...waiting]) pack(event);
    flushPackers();
    total.events -= again.length;
    total.strayed += again.length;
  }

  return {
    add(event) {
      const why = pack(event);
      if (why === undefined) added++;
      return why;
    },
    pending: () => added - total.events,
    async flush() {
      flushPackers();
      while ([...outlets.values()].some(({ queue }) => queue.length > 0)) {
        await pRetry(round, {
          retries: 12,
          minTimeout: 50,
          maxTimeout: 5_000,
          randomize: true,
          shouldRetry: ({ error }) => error instanceof TransientError,
        });
      }
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
    `${stream}: every record was refused: ${first?.ErrorCode} ${first?.ErrorMessage}`,
  );
