import { createHash } from 'node:crypto';
import type { Chance } from '../engine/chance.ts';
import type { Clock } from '../engine/clock.ts';

/** A record that a stream has taken. */
export interface Stored<P> {
  /** Decimal digits, growing; in the middle of a run they become one digit more. */
  readonly sequence: string;
  /** Virtual milliseconds. */
  readonly arrival: number;
  readonly partitionKey: string;
  readonly payload: P;
}

/** What is put: the key decides the shard, unless a hash key does. */
export interface Put<P> {
  readonly partitionKey: string;
  readonly hashKey?: bigint;
  readonly payload: P;
}

export interface SimulatedShard<P> {
  readonly id: string;
  readonly parents: readonly string[];
  /** Hash keys `from ≤ key < to`. */
  readonly from: bigint;
  readonly to: bigint;
  readonly records: Stored<P>[];
  isClosed: boolean;
  /** Records before this index have been trimmed. */
  trimmed: number;
}

/** A Kinesis stream: shards, their order, and nothing else. */
export interface SimulatedStream<P> {
  readonly name: string;
  readonly shards: readonly SimulatedShard<P>[];
  /** @returns Of each entry, whether it was taken. */
  put(entries: readonly Put<P>[]): boolean[];
  /** @returns Whether there was anything to split, or two neighbours to merge. */
  reshard(kind: 'split' | 'merge', which: number): boolean;
  /** Called with a shard when records come, and when it is closed or new. */
  onChange(listener: (shard: SimulatedShard<P>) => void): void;
}

const ALL = 1n << 128n;

const hashes = new Map<string, bigint>();

/** MD5 of a partition key as a number, which decides its shard. */
export function hashOf(partitionKey: string): bigint {
  let hash = hashes.get(partitionKey);
  if (hash === undefined) {
    hash = BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`);
    hashes.set(partitionKey, hash);
  }
  return hash;
}

export interface StreamOptions {
  readonly name: string;
  readonly shards: number;
  readonly clock: Clock;
  readonly chance: Chance;
  /** The next number to be given. */
  readonly firstSequence: bigint;
}

/** An empty stream whose shards share the space of hash keys evenly. */
export function streamOf<P>(options: StreamOptions): SimulatedStream<P> {
  const { name, clock, chance } = options;
  const shards: SimulatedShard<P>[] = [];
  const listeners: ((shard: SimulatedShard<P>) => void)[] = [];
  let next = options.firstSequence;

  function add(from: bigint, to: bigint, parents: readonly string[]): SimulatedShard<P> {
    const id = `shardId-${String(shards.length).padStart(12, '0')}`;
    const shard = { id, parents, from, to, records: [], isClosed: false, trimmed: 0 };
    shards.push(shard);
    return shard;
  }
  for (let i = 0n; i < options.shards; i++) {
    const n = BigInt(options.shards);
    add((ALL * i) / n, (ALL * (i + 1n)) / n, []);
  }

  const changed = (shard: SimulatedShard<P>): void => {
    for (const listener of listeners) listener(shard);
  };
  const replace = (olds: readonly SimulatedShard<P>[], edges: readonly bigint[]): true => {
    for (const old of olds) old.isClosed = true;
    const parents = olds.map(({ id }) => id);
    const children = edges.slice(1).map((to, i) => add(edges[i] as bigint, to, parents));
    for (const shard of [...olds, ...children]) changed(shard);
    return true;
  };

  return {
    name,
    shards,
    put: (entries) =>
      entries.map(({ partitionKey, hashKey, payload }) => {
        if (chance.happens('refusedEntry')) return false;
        const hash = hashKey ?? hashOf(partitionKey);
        const shard = shards.find((each) => !each.isClosed && each.from <= hash && hash < each.to);
        if (shard === undefined) throw new Error(`${name}: no shard for ${hash}`);
        const sequence = next.toString();
        next += BigInt(1 + chance.pick('sequence', 3));
        shard.records.push({ sequence, arrival: clock.now, partitionKey, payload });
        changed(shard);
        return true;
      }),
    reshard(kind, which) {
      const open = shards.filter(({ isClosed }) => !isClosed);
      open.sort((a, b) => (a.from < b.from ? -1 : 1));
      const [one, other] = [open[which % open.length], open[(which % open.length) + 1]];
      if (one === undefined) return false;
      if (kind === 'split') return replace([one], [one.from, (one.from + one.to) / 2n, one.to]);
      return other === undefined ? false : replace([one, other], [one.from, other.to]);
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
