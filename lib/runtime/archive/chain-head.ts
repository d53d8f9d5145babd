import type { EventTime } from '../../core/time.ts';
import type { Lake } from '../../ports/lake.ts';
import { type ChainLink, linkOf, metadataOf, noteOf } from './chain-link.ts';
import {
  type ChainId,
  chainPrefix,
  GENESIS,
  type Hour,
  objectName,
  runName,
  runsPrefix,
} from './layout.ts';
import { objectGone } from './list-objects.ts';

/**
 * A position that a chain has reached. Perhaps not its end: others may have gone on from here.
 *
 * Together with the chain it gives the name of the object that continues from here, so everybody who
 * stands here tries the same name, whichever records they hold.
 */
export interface Head {
  /** Padded sequence number of the last record that is stored. */
  readonly at: string;
  /** Hour of the partition in which the chain goes on; `undefined` at the very beginning. */
  readonly hour: Hour | undefined;
  /** Whether the chain has just turned into this hour, so that it must not turn again. */
  readonly turned: boolean;
  /** Arrival of the newest record before it, if that is known. */
  readonly arrival: EventTime | undefined;
}

const NOTHING = new Uint8Array();

/**
 * The end of a chain as it was at some moment after the call began.
 *
 * Four requests, however long the chain is: the newest note says in which hour the chain is, and the
 * last object of that hour how far it reaches.
 */
export async function findHead(lake: Lake, chain: ChainId): Promise<Head> {
  const [newest] = await take(lake.list(runsPrefix(chain), { limit: 1 }));
  if (newest === undefined) {
    return { at: GENESIS, hour: undefined, turned: false, arrival: undefined };
  }
  const { from, hour } = noteOf(await metadata(lake, newest), newest);
  const prefix = chainPrefix(chain, hour);
  const objects = await take(lake.list(prefix, { after: prefix + from })); // `….parquet` is after it
  const last = objects.at(-1);
  if (last === undefined) return { at: from, hour, turned: true, arrival: undefined };
  return headAfter(lake, linkOf(await metadata(lake, last), last), hour);
}

/**
 * Where a chain stands after one of its objects; notes the next hour if the object turns into it.
 *
 * Whoever passes a turn makes sure of the note before anything is stored in that hour, so the newest
 * note is always that of the hour with the newest records.
 *
 * @param hour - Hour of the object's own partition.
 */
export async function headAfter(lake: Lake, link: ChainLink, hour: Hour): Promise<Head> {
  if (link.kind === 'data') {
    return { at: link.to, hour, turned: false, arrival: link.arrival.max };
  }
  const { stream, shard, from, next } = link;
  const note = { kind: 'run', stream, shard, from, hour: next, parents: [] } as const;
  await lake.createObject(runName(link, from), NOTHING, metadataOf(note));
  return { at: from, hour: next, turned: true, arrival: undefined };
}

/**
 * Where a chain begins: in the hour of its first record, which whoever comes first writes down.
 */
export async function beginChain(
  lake: Lake,
  chain: ChainId,
  first: { readonly hour: Hour; readonly parents: readonly string[] },
): Promise<Head> {
  const name = runName(chain, GENESIS);
  const note = { kind: 'run', ...chain, from: GENESIS, ...first } as const;
  const creation = await lake.createObject(name, NOTHING, metadataOf(note));
  const { hour } = creation === 'created' ? note : noteOf(creation.taken, name);
  return { at: GENESIS, hour, turned: true, arrival: undefined };
}

/** Puts a link at the head; if somebody was first, takes theirs. */
export async function extend(
  lake: Lake,
  { head, hour }: { readonly head: Head; readonly hour: Hour },
  mine: { readonly link: ChainLink; readonly bytes: Uint8Array },
): Promise<Head> {
  const name = objectName(mine.link, hour, head.at);
  const creation = await lake.createObject(name, mine.bytes, metadataOf(mine.link));
  const link = creation === 'created' ? mine.link : linkOf(creation.taken, name);
  return headAfter(lake, link, hour);
}

async function metadata(lake: Lake, name: string) {
  const found = await lake.readMetadata(name);
  if (found !== undefined) return found;
  throw objectGone(name);
}

async function take(objects: AsyncIterable<{ readonly name: string }>): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of objects) names.push(name);
  return names;
}
