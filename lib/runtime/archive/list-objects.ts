import { formatInstant } from '../../core/instant.ts';
import { append } from '../../core/many.ts';
import type { EventTime } from '../../core/time.ts';
import { LakeError } from '../../errors/lake-error.ts';
import type { Lake, ListedObject } from '../../ports/lake.ts';
import { type ChainLink, linkOf } from './chain-link.ts';
import { type ChainId, LAKE_ROOT } from './layout.ts';

/** Part of a stream's lake. Without times all of it. */
export interface LakeRange {
  readonly stream: string;
  /** Only what arrived `from ≤ arrival`; milliseconds. */
  readonly from?: EventTime;
  /** Only what arrived `arrival < before`; milliseconds. */
  readonly before?: EventTime;
}

/** An object of a chain, as far as its name and the list tell. */
export interface LakeObject extends ChainId {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Padded sequence number that it continues from. */
  readonly from: string;
  /** `dt=2026-03-01/hh=10` */
  readonly partition: string;
  /** Up to where it replaces others, this number included; `null` if it is as the lane wrote it. */
  readonly compactedTo: string | null;
}

const OBJECT = /^lake\/([^/]+)\/(dt=\d{4}-\d\d-\d\d\/hh=\d\d)\/([^/]+)\/(\d+)(?:-(\d+))?\.parquet$/;

/**
 * The objects of the partitions that hold a range, ordered by shard and along each chain; without
 * those in whose place there is a compacted one.
 *
 * Partitions are whole hours, so objects may also hold what arrived up to an hour before or after.
 * Objects without rows, where a chain leaves an hour, are among them.
 */
export const listObjects = async (lake: Lake, range: LakeRange): Promise<LakeObject[]> =>
  standing(await listAll(lake, range));

/** The objects of a range, those among them that were replaced and are not gone yet. */
export async function listAll(
  lake: Pick<Lake, 'list'>,
  { stream, from, before }: LakeRange,
): Promise<LakeObject[]> {
  const prefix = `${LAKE_ROOT}${stream}/`;
  const after = from === undefined ? {} : { after: prefix + partition(from) };
  const last = before === undefined ? undefined : partition(before - 1);
  const objects: LakeObject[] = [];
  for await (const listed of lake.list(prefix, after)) {
    const object = objectOf(listed);
    if (object === undefined) continue;
    if (last !== undefined && object.partition > last) break;
    objects.push(object);
  }
  // of those that begin at one place, the one that reaches furthest comes first
  return objects.sort(
    (a, b) =>
      compare(a.shard, b.shard) ||
      compare(a.from, b.from) ||
      compare(b.compactedTo ?? '', a.compactedTo ?? ''),
  );
}

/** Those that stand: of all of an hour that begin before a compacted object ends, only that object does. */
function standing(objects: readonly LakeObject[]): LakeObject[] {
  let [chain, reached] = ['', ''];
  return objects.filter(({ shard, partition, from, compactedTo }) => {
    const isInside = chain === `${shard} ${partition}` && from < reached;
    if (isInside && (compactedTo ?? from) <= reached) return false;
    if (compactedTo !== null) [chain, reached] = [`${shard} ${partition}`, compactedTo];
    return true;
  });
}

/** What the name of an object says; `undefined` if it is not part of a chain. */
function objectOf({ name, size }: ListedObject): LakeObject | undefined {
  const [, stream = '', partition = '', shard = '', from, compactedTo = null] =
    OBJECT.exec(name) ?? [];
  return from === undefined
    ? undefined
    : { name, size, stream, shard, from, partition, compactedTo };
}

/** `dt=2026-03-01/hh=10` */
const partition = (arrival: EventTime): string =>
  formatInstant(arrival).replace(/^(.{10})T(..).*$/, 'dt=$1/hh=$2');

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Metadata that are read at the same time. */
const AT_ONCE = 32;

/**
 * What the objects say of themselves, for `verifyChain`.
 *
 * @throws {@link LakeError} `LAKE_OBJECT_UNKNOWN`, `LAKE_OBJECT_GONE`
 */
export async function readLinks(lake: Lake, objects: readonly LakeObject[]): Promise<ChainLink[]> {
  const links: ChainLink[] = [];
  for (let i = 0; i < objects.length; i += AT_ONCE) {
    const some = objects.slice(i, i + AT_ONCE);
    const read = async ({ name }: LakeObject) => {
      const metadata = await lake.readMetadata(name);
      if (metadata === undefined) throw objectGone(name);
      return linkOf(metadata, name);
    };
    append(links, await Promise.all(some.map(read)));
  }
  return links;
}

/** The object that holds what an object held before it was compacted; `undefined` if there is none. */
export async function replacementOf(
  lake: Pick<Lake, 'list'>,
  { name, from }: { readonly name: string; readonly from: string },
): Promise<LakeObject | undefined> {
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const found: LakeObject[] = [];
  for await (const listed of lake.list(folder)) {
    const object = objectOf(listed);
    if (object !== undefined) found.push(object);
  }
  return found.find(
    ({ from: start, compactedTo }) => compactedTo !== null && start <= from && from < compactedTo,
  );
}

/** Whether an object that was listed is not there: a new list says what stands in its place. */
export const isObjectGone = (error: unknown): boolean =>
  error instanceof LakeError && error.code === 'LAKE_OBJECT_GONE';

/** Says that an object was listed and is not there: compacted since, or deleted. */
export const objectGone = (name: string): LakeError =>
  new LakeError('LAKE_OBJECT_GONE', {
    at: name,
    problem: 'the object was listed but cannot be read',
    given: 'nothing',
    expected: 'the object',
    fix: 'list again, as it may have been compacted; let nothing else delete what the archive lane writes',
  });
