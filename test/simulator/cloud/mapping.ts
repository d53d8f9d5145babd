import type { Network } from '../engine/network.ts';
import type { Container } from './container.ts';
import { hashOf, type SimulatedShard, type SimulatedStream, type Stored } from './stream.ts';

export interface MappingOptions<P> {
  readonly network: Network;
  readonly stream: SimulatedStream<P>;
  readonly spawn: () => Container<P>;
  /** Most records in one batch. */
  readonly batchSize: number;
  /** Most bytes in one batch, by `sizeOf`; a single record may be larger. */
  readonly payloadBytes: number;
  readonly sizeOf: (payload: P) => number;
  /** Longest that records are gathered. Virtual milliseconds. */
  readonly window: number;
  /** Batches of one shard at a time; more than 1 is a mistake, kept to show that it is one. */
  readonly parallelization: number;
  /** After which an invocation is killed, and its container with it. Virtual milliseconds. */
  readonly timeLimit: number;
  /** What an invocation is told of the time that is left. */
  readonly told: (left: () => number) => () => number;
  /** Told of a shard whose batch fails again and again, long after the faults have stopped. */
  readonly onStuck: (shard: string) => void;
  /** Told of errors that the simulator did not make. */
  readonly onDefect: (error: unknown) => void;
}

/** An event source mapping: reads a stream's shards and invokes a function with what it finds. */
export interface Mapping {
  /** Sends everything that follows to new containers; what is under way goes on in the old ones. */
  deploy(): void;
  /** Begins again with the oldest record that is still there, as a mapping that was made anew. */
  replay(): void;
  /** Index of the first record of a shard that is not done. */
  doneUpTo(shard: string): number;
  /** When something was done last. Virtual milliseconds. */
  doneAt(): number;
  /** Whether everything that there is has been answered with success. */
  isDone(): boolean;
}

interface Reader<P> {
  readonly shard: SimulatedShard<P>;
  /** Which share of the shard's keys it reads. */
  readonly lane: number;
  checkpoint: number;
  isBusy: boolean;
  /** Size of the next batch after a failure; 0 for any. */
  limit: number;
  /** Failures in a row. */
  failures: number;
  /** Those of them that no fault explains. */
  hopeless: number;
  /** How often it has begun again at the oldest record. */
  restarts: number;
  /** Counts replays; what was started before one is no longer heard. */
  life: number;
}

/** What an invocation is given. */
interface Batch<P> {
  readonly records: readonly Stored<P>[];
  /** Where the reader goes on once all of it is done. */
  readonly next: number;
}

/** Failures in a row, once the faults have stopped, after which a batch is not tried any more. */
const HOPELESS = 60;

/** Most times that a reader begins again: one that always does never gets to the end of a long shard. */
const MOST_RESTARTS = 8;

/** Until the next attempt after so many failures. Virtual milliseconds. */
const backoff = (failures: number): number =>
  failures === 0 ? 0 : Math.min(4_000, 20 * 2 ** failures);

/** Reads every shard in order, parents before children, until nothing is left. */
export function mappingOf<P>(options: MappingOptions<P>): Mapping {
  const { network, stream, spawn, parallelization, onDefect, onStuck } = options;
  const { clock, chance, tell } = network;
  const readers = new Map<string, Reader<P>[]>();
  let idle: Container<P>[] = [];
  const busy = new Map<Container<P>, { readonly born: number; invocations: number }>();
  let deployment = 0;
  let doneAt = 0;

  const readersOf = (shard: SimulatedShard<P>): Reader<P>[] => {
    const known = readers.get(shard.id);
    if (known !== undefined) return known;
    const fresh = Array.from(
      { length: parallelization },
      (_, lane): Reader<P> => ({
        ...{ shard, lane, checkpoint: shard.trimmed, isBusy: false },
        ...{ limit: 0, failures: 0, hopeless: 0, restarts: 0, life: 0 },
      }),
    );
    readers.set(shard.id, fresh);
    return fresh;
  };

  const isMine = ({ lane }: Reader<P>, { partitionKey }: Stored<P>): boolean =>
    parallelization === 1 || Number(hashOf(partitionKey) % BigInt(parallelization)) === lane;

  /** Moves the checkpoint over what others read; whether anything of its own is left. */
  function hasMore(reader: Reader<P>): boolean {
    const { records } = reader.shard;
    while (reader.checkpoint < records.length) {
      if (isMine(reader, records[reader.checkpoint] as Stored<P>)) return true;
      reader.checkpoint++;
    }
    return false;
  }

  const isFinished = (shard: SimulatedShard<P>): boolean =>
    shard.isClosed && readersOf(shard).every((reader) => !reader.isBusy && !hasMore(reader));

  const mayStart = ({ parents }: SimulatedShard<P>): boolean =>
    parents.every((id) => {
      const parent = stream.shards.find((each) => each.id === id);
      return parent === undefined || (isFinished(parent) && mayStart(parent));
    });

  function poll(reader: Reader<P>): void {
    if (reader.isBusy || !hasMore(reader) || !mayStart(reader.shard)) return;
    reader.isBusy = true;
    const { life } = reader;
    clock.after(chance.pick('gather', options.window + 1), () => {
      if (reader.life === life) invoke(reader);
    });
  }

  function cut(reader: Reader<P>): Batch<P> {
    const { records, trimmed } = reader.shard;
    const most =
      reader.limit > 0 ? reader.limit : options.batchSize - chance.pick('batch', options.batchSize);
    const batch: Stored<P>[] = [];
    let bytes = 0;
    const gather = (from: number): number => {
      let i = from;
      for (; i < records.length && batch.length < most; i++) {
        const record = records[i] as Stored<P>;
        if (!isMine(reader, record)) continue;
        bytes += options.sizeOf(record.payload);
        if (batch.length > 0 && bytes > options.payloadBytes) break;
        batch.push(record);
      }
      return i;
    };
    let next = gather(reader.checkpoint);
    if (batch.length < most && chance.happens('expiredIterator')) next = gather(trimmed);
    if (chance.happens('unsorted')) {
      const back = Math.max(trimmed, reader.checkpoint - chance.pick('reach', 6));
      batch.push(...records.slice(back, reader.checkpoint));
      for (let i = batch.length - 1; i > 0; i--) {
        const j = i - chance.pick('disorder', i + 1);
        [batch[i], batch[j]] = [batch[j] as Stored<P>, batch[i] as Stored<P>];
      }
    }
    return { records: batch, next };
  }

  /** What an invocation left running may have killed its container since. */
  function container(): Container<P> {
    const living = [...busy].filter(([each, { born }]) => each.isAlive && born === deployment);
    if (living.length > 0 && chance.happens('sameProcess')) {
      const [shared] = living[chance.pick('container', living.length)] ?? [];
      if (shared !== undefined) return shared;
    }
    idle = idle.filter(({ isAlive }) => isAlive);
    const isCold = idle.length === 0 || chance.happens('coldStart');
    const [warm] = isCold ? [] : idle.splice(chance.pick('container', idle.length), 1);
    return warm ?? spawn();
  }

  function invoke(reader: Reader<P>): void {
    const { shard, life } = reader;
    const batch = cut(reader);
    const worker = container();
    const born = deployment;
    const deadline = clock.now + options.timeLimit;
    let isAnswered = false;
    let isOver = false;
    const answered = (outcome: Outcome): void => {
      if (isAnswered) return;
      isAnswered = true;
      if (reader.life === life) settle(reader, batch, outcome);
    };
    tell(
      () =>
        `${worker.name} gets ${shard.id} ${batch.records.map(({ sequence }) => sequence).join(' ')}`,
    );
    const shared = busy.get(worker) ?? { born, invocations: 0 };
    shared.invocations++;
    busy.set(worker, shared);
    const others = shared.invocations > 1 ? worker.onDeath : undefined;
    worker.onDeath = () => {
      others?.();
      isOver = true;
      busy.delete(worker);
      answered('died');
    };
    if (Number.isFinite(deadline)) {
      clock.after(options.timeLimit, () => {
        if (isOver) return;
        tell(() => `${worker.name} is killed: its time is over`);
        chance.happened('timeout');
        worker.isAlive = false;
        worker.onDeath?.();
      });
    }
    if (chance.happens('zombie')) {
      clock.after(1 + chance.pick('patience', 500), () => answered('timed out'));
    }
    const free = (): void => {
      isOver = true;
      if (--shared.invocations > 0) return;
      busy.delete(worker);
      if (born === deployment && worker.isAlive) idle.push(worker);
    };
    const remaining = (): number => Math.max(0, deadline - clock.now - worker.computed);
    worker.handle(shard.id, batch.records, { remaining: options.told(remaining) }).then(
      ({ failedFrom }) => {
        free();
        answered(failedFrom === undefined ? 'done' : { failedFrom });
      },
      (error) => {
        free();
        onDefect(error);
        answered('died');
      },
    );
  }

  type Outcome = 'done' | 'died' | 'timed out' | { readonly failedFrom: string };

  function settle(reader: Reader<P>, { records: batch, next }: Batch<P>, outcome: Outcome): void {
    const { shard } = reader;
    tell(() => `mapping of ${stream.name}/${shard.id}: ${JSON.stringify(outcome)}`);
    reader.isBusy = false;
    reader.limit = 0;
    reader.failures = outcome === 'done' ? 0 : reader.failures + 1;
    if (outcome === 'done') {
      reader.checkpoint = next;
      doneAt = clock.now;
      if (reader.restarts < MOST_RESTARTS && chance.happens('restart')) {
        reader.restarts++;
        reader.checkpoint = shard.trimmed;
        tell(() => `mapping of ${stream.name}/${shard.id} begins again at the oldest record`);
      } else if (chance.happens('rewind')) {
        const back = 1 + chance.pick('reach', 6);
        reader.checkpoint = Math.max(shard.trimmed, reader.checkpoint - back);
        tell(() => `mapping of ${stream.name}/${shard.id} goes back ${back} records`);
      }
    } else {
      if (typeof outcome === 'object') {
        const failed = batch.find(({ sequence }) => sequence === outcome.failedFrom);
        if (failed !== undefined) reader.checkpoint = shard.records.indexOf(failed);
      }
      // what fails because it takes too long comes again as it was
      if (Number.isFinite(options.timeLimit)) reader.limit = batch.length;
      if (chance.happens('bisect')) reader.limit = Math.max(1, batch.length >> 1);
    }
    reader.hopeless = chance.isCalm() && outcome !== 'done' ? reader.hopeless + 1 : 0;
    if (reader.hopeless > HOPELESS) onStuck(`${stream.name}/${shard.id}`);
    else clock.after(backoff(reader.failures), () => poll(reader));
    if (shard.isClosed) for (const child of stream.shards) wake(child);
  }

  function wake(shard: SimulatedShard<P>): void {
    for (const reader of readersOf(shard)) poll(reader);
  }
  stream.onChange((shard) => clock.after(0, () => wake(shard)));

  return {
    deploy() {
      deployment++;
      idle = [];
    },
    replay() {
      tell(() => `mapping of ${stream.name} begins again`);
      for (const reader of stream.shards.flatMap(readersOf)) {
        Object.assign(reader, { checkpoint: reader.shard.trimmed, isBusy: false, limit: 0 });
        reader.life++;
      }
      for (const shard of stream.shards) wake(shard);
    },
    doneUpTo: (shard) =>
      Math.min(...(readers.get(shard) ?? []).map(({ checkpoint }) => checkpoint), Infinity),
    doneAt: () => doneAt,
    isDone: () =>
      stream.shards.flatMap(readersOf).every((reader) => !reader.isBusy && !hasMore(reader)),
  };
}
