import type { Json } from '../../core/aggregators/aggregator.ts';
import { BatchError } from '../../errors/batch-error.ts';
import type { HeadStore } from '../../ports/head-store.ts';
import type { Lake } from '../../ports/lake.ts';
import type { TaskId } from '../../ports/task.ts';
import type { Topology } from '../../ports/topology.ts';
import { type DataLink, noteOf } from '../archive/chain-link.ts';
import { GENESIS, runName } from '../archive/layout.ts';
import { isObjectGone, type LakeObject, listObjects, readLinks } from '../archive/list-objects.ts';
import { type ChainFinding, verifyChain } from '../archive/verify-chain.ts';
import type { SourceProgress } from '../speed/progress.ts';

/** Where it is known how far the speed layer has read, and where the lake is. */
export interface ReachPorts {
  readonly lake: Lake;
  readonly heads: Pick<HeadStore, 'read'>;
  readonly topology: Topology;
  /** Waits for the archive lane, if the lake is behind; `false`: that was long enough. */
  waitForLake?(tries: number): Promise<boolean>;
}

/** An object with records. */
export interface LinkedObject extends LakeObject {
  readonly link: DataLink;
}

/** The whole lake of a stream. */
export interface StreamLake {
  readonly stream: string;
  /** By shard and along each chain. */
  readonly objects: readonly LinkedObject[];
  /** By shard: all shards that it replaced. */
  readonly ancestors: ReadonlyMap<string, readonly string[]>;
}

/**
 * The lake of a stream, if it holds at least what the speed layer has read until now.
 *
 * Heads are read before the lake is listed, and a head is committed before anything of its epoch can
 * be seen (law L8). So whatever a view's watermark, read before this call, says to be closed, all
 * records that moved it so far are in here.
 *
 * The archive lane gathers longer than the speed lane, so on a stream in use it is always some way
 * behind: what is waited for is how far the speed layer was at the beginning.
 *
 * @throws {@link BatchError} `BATCH_LAKE_BEHIND` if the archive lane does not come so far,
 *   `BATCH_LAKE_BROKEN` if a chain has a gap or does not begin at its beginning.
 */
export async function lakeOf(
  ports: ReachPorts,
  lane: Omit<TaskId, 'shard'>,
  stream: string,
): Promise<StreamLake> {
  const { lake, heads, topology } = ports;
  const reached = await positionsOf(heads, lane, await topology.shards(stream));
  for (let tries = 1; ; tries++) {
    const found = await wholeLake(lake, stream, reached);
    if (!(found instanceof BatchError)) return found;
    // positions stay those of the beginning: so this ends, however fast records come
    if ((await ports.waitForLake?.(tries)) !== true) throw found;
  }
}

/** The lake of a stream, or the error that it is not as far as that. */
async function wholeLake(
  lake: Lake,
  stream: string,
  reached: ReadonlyMap<string, string>,
): Promise<StreamLake | BatchError> {
  const { listed, links, findings } = await linkedObjects(lake, stream);
  if (findings[0] !== undefined) throw brokenChain(stream, findings[0]);
  const objects = listed.flatMap((object, i): LinkedObject[] => {
    const link = links[i];
    return link?.kind === 'data' ? [{ ...object, link }] : [];
  });
  const ends = new Map(objects.map(({ shard, link }) => [shard, link.to]));
  for (const [shard, upTo] of reached) {
    const end = ends.get(shard);
    if (end === undefined || end < upTo) return behind(`${stream} › ${shard}`, end, upTo);
  }
  return { stream, objects, ancestors: await ancestorsIn(lake, stream, [...ends.keys()]) };
}

/** Times that a list is made because objects of it may have been compacted meanwhile. */
const LISTS = 5;

/** A list is of no moment: what is compacted while it is made may be in it by half, which looks like a gap. */
async function linkedObjects(lake: Lake, stream: string) {
  for (let tries = 1; ; tries++) {
    const listed = await listObjects(lake, { stream });
    try {
      const links = await readLinks(lake, listed);
      const { findings } = verifyChain(links, { since: GENESIS });
      if (findings.length === 0 || tries === LISTS) return { listed, links, findings };
    } catch (error) {
      if (!isObjectGone(error) || tries === LISTS) throw error;
    }
  }
}

/** The shards that a lane has ever read: those that are listed, and all that they have replaced. */
export const shardsEver = async (
  heads: ReachPorts['heads'],
  lane: Omit<TaskId, 'shard'>,
  shards: readonly { readonly id: string }[],
): Promise<string[]> => [...(await progressEver<Ancestral>(heads, lane, shards)).keys()];

/** How far the speed layer has read each shard, those that were replaced among them. */
async function positionsOf(
  heads: ReachPorts['heads'],
  lane: Omit<TaskId, 'shard'>,
  shards: readonly { readonly id: string }[],
): Promise<ReadonlyMap<string, string>> {
  const progress = await progressEver<SourceProgress>(heads, lane, shards);
  const positions = [...progress].map(([shard, { toSeq }]) => [shard, toSeq] as const);
  return new Map(positions.filter(([, toSeq]) => toSeq !== ''));
}

/** Where a task stands that knows which shards its own has replaced. */
type Ancestral = { readonly [name: string]: Json; readonly ancestors: readonly string[] };

/** Where a lane stands on shards, and on those that they have replaced, if it has ever read them. */
async function progressEver<P extends Ancestral>(
  heads: ReachPorts['heads'],
  lane: Omit<TaskId, 'shard'>,
  shards: readonly { readonly id: string }[],
): Promise<ReadonlyMap<string, P>> {
  const found = new Map<string, P>();
  const asked = new Set<string>();
  const askAll = async (ids: readonly string[]): Promise<void> => {
    for (const shard of ids) {
      if (asked.has(shard)) continue;
      asked.add(shard);
      const progress = (await heads.read<P>({ ...lane, shard }))?.head.progress;
      if (progress === undefined) continue;
      found.set(shard, progress);
      await askAll(progress.ancestors);
    }
  };
  await askAll(shards.map(({ id }) => id));
  return found;
}

const brokenChain = (stream: string, { shard, fault, from, to }: ChainFinding): BatchError =>
  new BatchError('BATCH_LAKE_BROKEN', {
    at: `${stream} › ${shard}`,
    problem: 'the chain of the shard is not whole',
    given: `a ${fault} between ${short(from)} and ${short(to)}`,
    expected: 'objects that follow each other from the first record on',
    fix: 'restore the objects from their versions; rows stay as the speed layer left them',
  });

const behind = (at: string, end: string | undefined, upTo: string): BatchError =>
  new BatchError('BATCH_LAKE_BEHIND', {
    at,
    problem: 'the lake does not hold yet what the speed layer has counted',
    given: end === undefined ? 'no object of this shard' : `records up to ${short(end)}`,
    expected: `records up to ${short(upTo)}`,
    fix: 'let the archive lane catch up, then begin again with the same run',
  });

const short = (sequence: string): string => sequence.replace(/^0+/, '') || 'the beginning';

/** The shards before each shard, by what the first note of each chain says. */
async function ancestorsIn(
  lake: Lake,
  stream: string,
  shards: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const parents = new Map<string, readonly string[]>();
  for (const shard of shards) {
    const name = runName({ stream, shard }, GENESIS);
    const metadata = await lake.readMetadata(name);
    parents.set(shard, metadata === undefined ? [] : noteOf(metadata, name).parents);
  }
  const before = (shard: string): string[] =>
    (parents.get(shard) ?? []).flatMap((parent) => [parent, ...before(parent)]);
  return new Map(shards.map((shard) => [shard, [...new Set(before(shard))]]));
}
