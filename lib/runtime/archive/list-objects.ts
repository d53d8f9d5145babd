import { formatInstant } from '../../core/instant.ts';
import type { EventTime } from '../../core/time.ts';
import type { Lake } from '../../ports/lake.ts';
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
}

const OBJECT = /^lake\/([^/]+)\/(dt=\d{4}-\d\d-\d\d\/hh=\d\d)\/([^/]+)\/(\d+)\.parquet$/;

/**
 * The objects of the partitions that hold a range, ordered by shard and along each chain.
 *
 * Partitions are whole hours, so objects may also hold what arrived up to an hour before or after.
 * Objects without rows, where a chain leaves an hour, are among them.
 */
export async function listObjects(
  lake: Lake,
  { stream, from, before }: LakeRange,
): Promise<LakeObject[]> {
  const prefix = `${LAKE_ROOT}${stream}/`;
  const after = from === undefined ? {} : { after: prefix + partition(from) };
  const last = before === undefined ? undefined : partition(before - 1);
  const objects: LakeObject[] = [];
  for await (const { name, size } of lake.list(prefix, after)) {
    const [, , hour = '', shard = '', position = ''] = OBJECT.exec(name) ?? [];
    if (last !== undefined && hour > last) break;
    if (position !== '') objects.push({ name, size, stream, shard, from: position });
  }
  return objects.sort((a, b) => compare(a.shard, b.shard) || compare(a.from, b.from));
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
 * @throws {@link LakeError} `LAKE_OBJECT_UNKNOWN`
 */
export async function readLinks(lake: Lake, objects: readonly LakeObject[]): Promise<ChainLink[]> {
  const links: ChainLink[] = [];
  for (let i = 0; i < objects.length; i += AT_ONCE) {
    const some = objects.slice(i, i + AT_ONCE);
    const read = async ({ name }: LakeObject) =>
      linkOf((await lake.readMetadata(name)) ?? {}, name);
    links.push(...(await Promise.all(some.map(read))));
  }
  return links;
}
