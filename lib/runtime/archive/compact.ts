import type { Event } from '../../core/event.ts';
import { parseInstant } from '../../core/instant.ts';
import type { Decode } from '../../core/json/decoder.ts';
import type { EventTime } from '../../core/time.ts';
import { InvariantError } from '../../errors/invariant-error.ts';
import type { Lake, LakeRemover } from '../../ports/lake.ts';
import type { ArchivedRecord, EncodeLakeFile, ReadLakeRecords } from '../../ports/lake-file.ts';
import type { RunFiles } from '../../ports/run-files.ts';
import { archivedRecord } from './archived-records.ts';
import { type ChainLink, type DataLink, metadataOf, spanOf } from './chain-link.ts';
import { COMPACTION_LIMITS, type CompactionLimits, type Cut, cutsOf } from './compaction-plan.ts';
import { compactedName, type Hour, hourOf } from './layout.ts';
import { type LakeObject, listAll, readLinks } from './list-objects.ts';

/** How old an hour is before it is compacted, unless somebody says otherwise. Milliseconds. */
export const COMPACTED_AFTER = 2 * 3_600_000;

/** A stream whose lake is compacted. */
export interface CompactedStream {
  readonly name: string;
  readonly decode: Decode<Event>;
}

export interface CompactionPorts {
  readonly lake: Lake & LakeRemover;
  /** Where it is written down what becomes one. */
  readonly files: RunFiles;
  readonly records: ReadLakeRecords;
  readonly encode: EncodeLakeFile;
}

export interface CompactionOptions {
  /** Only hours of arrival from the one that holds it. Milliseconds. */
  readonly from?: EventTime;
  /** Only hours of arrival that ended before it. Milliseconds. */
  readonly before: EventTime;
  /** @defaultValue `COMPACTION_LIMITS` */
  readonly limits?: Partial<CompactionLimits>;
  readonly onCompacted?: (compacted: Compacted) => void;
}

/** Several objects that are one now. */
export interface Compacted {
  readonly name: string;
  readonly replaced: number;
  readonly rows: number;
}

/** What was done to a stream. */
export interface CompactionReport {
  readonly stream: string;
  /** Objects that were replaced, and those that hold what they held. */
  readonly replaced: number;
  readonly compacted: number;
}

/**
 * Makes few large objects of many small ones, hour by hour and shard by shard, sorted by sequence.
 *
 * What a compacted object replaces follows from its name, so its creation is the whole change: before
 * it everybody reads the small ones, afterwards the large one, and the chain is whole at any time.
 * Only then the small ones are removed. Only hours that their chain has left are touched, so no lane
 * looks for its place among them. Fields that were declared since become columns.
 *
 * Done again, or by several at once, it does the same: cuts are written down before anything is made.
 *
 * @throws {@link LakeError} of the objects that it reads; then those of its cut stay as they are
 */
export async function compactStream(
  stream: CompactedStream,
  ports: CompactionPorts,
  { from, before, limits, onCompacted }: CompactionOptions,
): Promise<CompactionReport> {
  const range = from === undefined ? { before } : { from, before };
  const objects = await listAll(ports.lake, { stream: stream.name, ...range });
  const chains = Map.groupBy(objects, ({ shard, partition }) => `${shard} ${partition}`);
  let [replaced, compacted] = [0, 0];
  for (const [first, ...others] of chains.values()) {
    if (first === undefined || hourIn(first) + 1 > hourOf(before)) continue;
    const cuts = await cutsOf(ports, [first, ...others], { ...COMPACTION_LIMITS, ...limits });
    for (const cut of cuts) {
      const done = await compact(stream, ports, { hour: hourIn(first), cut, objects });
      await ports.lake.remove(cut.names.filter((name) => name !== done.name));
      replaced += cut.names.length;
      compacted++;
      onCompacted?.(done);
    }
  }
  return { stream: stream.name, replaced, compacted };
}

interface Place {
  readonly hour: Hour;
  readonly cut: Cut;
  /** As they were listed. */
  readonly objects: readonly LakeObject[];
}

/** Writes what the objects of a cut hold as one, unless it is there. */
async function compact(
  stream: CompactedStream,
  { lake, records, encode }: CompactionPorts,
  { hour, cut: { chain, names, from, to }, objects }: Place,
): Promise<Compacted> {
  const name = compactedName(chain, hour, { from, to });
  const standing = await lake.readMetadata(name);
  if (standing !== undefined) {
    return { name, replaced: names.length, rows: Number(standing['rows']) };
  }
  const wanted = new Set(names);
  const mine = objects.filter((object) => wanted.has(object.name));
  const links = (await readLinks(lake, mine)).filter(isData);
  const rows: ArchivedRecord[] = [];
  for (const [i, { name: each, size }] of mine.entries()) {
    const link = links[i] as DataLink;
    for await (const some of records({ name: each, size, from: link.from, to: link.to })) {
      for (const record of some) rows.push(archivedRecord(record, stream.decode));
    }
  }
  const link = joined(links);
  if (rows.length !== link.rows) {
    throw new InvariantError('L9', `${name}: ${rows.length} rows of ${link.rows} were read`);
  }
  const metadata = metadataOf(link);
  await lake.createObject(name, encode(rows, metadata), metadata);
  return { name, replaced: names.length, rows: rows.length };
}

const isData = (link: ChainLink): link is DataLink => link.kind === 'data';

/** What objects that follow each other say as one. */
function joined(links: readonly DataLink[]): DataLink {
  const [first, last] = [links[0] as DataLink, links.at(-1) as DataLink];
  const times = links.flatMap(({ eventTime }) => eventTime ?? []);
  return {
    ...first,
    to: last.to,
    rows: links.reduce((sum, { rows }) => sum + rows, 0),
    arrival: spanOf(links.flatMap(({ arrival: { min, max } }) => [min, max])) ?? first.arrival,
    eventTime: spanOf(times.flatMap(({ min, max }) => [min, max])),
  };
}

const hourIn = ({ partition }: LakeObject): Hour =>
  hourOf(parseInstant(partition.replace(/^dt=(.*)\/hh=(\d\d)$/, '$1T$2:00Z')) ?? Number.NaN);
