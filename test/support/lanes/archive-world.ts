import { memoryLake } from '../../../lib/adapters/memory/lake.ts';
import type { Lake } from '../../../lib/ports/lake.ts';
import type { EncodeLakeFile } from '../../../lib/ports/lake-file.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { archiveLane } from '../../../lib/runtime/archive/archive-lane.ts';
import { type ChainLink, linkOf } from '../../../lib/runtime/archive/chain-link.ts';
import { Crash, type Random } from './chaos.ts';

/** A lake file that a test can read without Parquet. */
export const jsonFile: EncodeLakeFile = (rows) =>
  new TextEncoder().encode(
    JSON.stringify(
      rows.map(({ kind, record: { sequence, sub, arrival } }) => [sequence, sub, arrival, kind]),
    ),
  );

/** A payload as a file holds it, with the partition in which the file is. */
export interface StoredRow {
  readonly sequence: string;
  readonly sub: number;
  readonly arrival: number;
  readonly partition: string;
}

/** Everything that the chains of a stream hold, read by listing and not by following them. */
export async function storedIn(lake: Lake, stream: string) {
  const rows: StoredRow[] = [];
  const links: ChainLink[] = [];
  for await (const { name } of lake.list(`lake/${stream}/`)) {
    links.push(linkOf((await lake.readMetadata(name)) ?? {}, name));
    const partition = /dt=.*\/hh=\d\d/.exec(name)?.[0] ?? '';
    const file = Buffer.from((await lake.read(name)) ?? []).toString();
    for (const [sequence, sub, arrival] of JSON.parse(file)) {
      rows.push({ sequence, sub, arrival, partition });
    }
  }
  return { rows, links };
}

/** Lets one of the calls that wait go on, chosen by chance; whoever is never chosen is dead. */
export function turnstile(random: Random) {
  const waiting: (() => void)[] = [];
  return {
    pass: (): Promise<void> => new Promise((resolve) => waiting.push(resolve)),
    /** @returns Whether anybody was waiting. */
    async turn(): Promise<boolean> {
      const [next] = waiting.splice(Math.floor(random() * waiting.length), 1);
      next?.();
      await new Promise(setImmediate); // until everybody waits again
      return next !== undefined;
    },
  };
}

/** A lake whose every call waits for its turn, and some of whose calls die before or after they act. */
export function troubledLake(
  lake: Lake,
  { random, pass, deaths }: { random: Random; pass: () => Promise<void>; deaths: number },
): Lake {
  const troubled = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
    await pass();
    const fate = random();
    if (fate < deaths / 2) throw new Crash(`before ${what}`);
    const answer = await act();
    await pass();
    if (fate < deaths) throw new Crash(`after ${what}`);
    return answer;
  };
  return {
    createObject: (name, bytes, metadata) =>
      troubled('createObject', () => lake.createObject(name, bytes, metadata)),
    readMetadata: (name) => troubled('readMetadata', () => lake.readMetadata(name)),
    read: (name, range) => troubled('read', () => lake.read(name, range)),
    async *list(prefix, options) {
      yield* await troubled('list', () => Array.fromAsync(lake.list(prefix, options)));
    },
  };
}

export interface Troubles {
  readonly random: Random;
  /** Probability that a call to the lake dies. */
  readonly deaths: number;
  /** Probability, per turn, that the mapping no longer waits for the batch that is under way. */
  readonly timeouts: number;
  /** Probability, per batch, that the mapping begins again before its checkpoint. */
  readonly rewinds: number;
  /** Probability, per attempt, that the mapping gives a batch up. */
  readonly giveUps: number;
}

/**
 * An event source mapping on one shard, as badly behaved as AWS lets it be.
 *
 * It cuts batches as it likes, retries them cut otherwise, begins again from an old checkpoint, and
 * leaves behind invocations that it no longer waits for and that go on beside their successors, in
 * processes with an old memory.
 *
 * @returns The lake, and the records that were answered with success at least once.
 */
export async function deliver(
  groups: readonly (readonly SourceRecord[])[],
  { random, deaths, timeouts, rewinds, giveUps }: Troubles,
) {
  const lake = memoryLake();
  const { pass, turn } = turnstile(random);
  const shards = [{ id: 'shard-1', parents: ['shard-0'], closed: false }];
  const newProcess = () =>
    archiveLane(
      { name: 'sales', time: 'at', decode: () => ({ at: 0 }) },
      {
        lake: troubledLake(lake, { random, pass, deaths }),
        topology: { shards: async () => shards },
        encode: jsonFile,
      },
    );
  const idle = Array.from({ length: 3 }, newProcess);
  const acknowledged = new Set<SourceRecord>();
  let checkpoint = 0;
  let underWay = 0;

  while (checkpoint < groups.length) {
    if (random() < rewinds) checkpoint = Math.floor(random() * (checkpoint + 1));
    const first = checkpoint;
    const batch = groups.slice(first, first + 1 + Math.floor(random() * 12));
    const process = idle.splice(Math.floor(random() * idle.length), 1)[0] ?? newProcess();
    let answer: Awaited<ReturnType<typeof process.take>> | undefined;
    underWay++;
    void process.take('shard-1', batch.flat()).then((archived) => {
      answer = archived;
      underWay--;
      idle.push(process);
    });
    while (answer === undefined && random() >= timeouts) await turn();
    if (answer?.ok === true) {
      for (const record of batch.flat()) acknowledged.add(record);
      checkpoint = first + batch.length;
    } else if (answer?.ok === false) {
      const { firstMissing } = answer;
      const done = batch.findIndex((group) => group[0]?.sequence === firstMissing);
      for (const record of batch.slice(0, done).flat()) acknowledged.add(record);
      checkpoint = first + done;
    }
    if (random() < giveUps) checkpoint = Math.max(checkpoint, first + batch.length);
  }
  while (underWay > 0) await turn();
  return { lake, acknowledged };
}
