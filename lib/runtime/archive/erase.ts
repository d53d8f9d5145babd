import type { Event } from '../../core/event.ts';
import type { Decode } from '../../core/json/decoder.ts';
import type { EventTime } from '../../core/time.ts';
import type { Lake, LakeRewriter } from '../../ports/lake.ts';
import type { ArchivedRecord, EncodeLakeFile, ReadLakeRecords } from '../../ports/lake-file.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import { archivedRecord } from './archived-records.ts';
import { type DataLink, metadataOf, spanOf } from './chain-link.ts';
import { type LakeObject, listAll, readLinks } from './list-objects.ts';

/** A stream from whose lake somebody is erased. */
export interface ErasedStream {
  readonly name: string;
  /** Field with the event time. */
  readonly time: string;
  readonly decode: Decode<Event>;
}

export interface ErasePorts {
  readonly lake: Lake & LakeRewriter;
  readonly records: ReadLakeRecords;
  readonly encode: EncodeLakeFile;
}

/** A record that is no longer in the lake. */
export interface ErasedRecord {
  readonly shard: string;
  readonly record: SourceRecord;
}

/** Looks at the lake until nothing is found: a compactor may have read before, and written after. */
const PASSES = 5;

/**
 * Takes the records of a subject out of the lake of a stream.
 *
 * Each object that holds some is put anew under its own name, without them and without an older
 * version. What it says of its place in the chain stays: it reaches from where to where it did, so
 * lanes, batch runs and compaction go on. Broken off and begun again, it goes on.
 *
 * @param isSubject - Also asked of payloads that are no events.
 * @returns What was found, in the order of the chains.
 */
export async function eraseFromLake(
  stream: ErasedStream,
  ports: ErasePorts,
  isSubject: (row: ArchivedRecord) => boolean,
): Promise<{ readonly objects: number; readonly records: readonly ErasedRecord[] }> {
  const records: ErasedRecord[] = [];
  let objects = 0;
  for (let pass = 0; pass < PASSES; pass++) {
    let found = 0;
    const listed = await listAll(ports.lake, { stream: stream.name });
    const links = await readLinks(ports.lake, listed);
    for (const [i, object] of listed.entries()) {
      const link = links[i];
      if (link?.kind !== 'data') continue;
      const erased = await eraseFromObject(stream, ports, { object, link, isSubject });
      if (erased.length === 0) continue;
      found++;
      records.push(...erased.map((record) => ({ shard: object.shard, record })));
    }
    objects += found;
    if (found === 0) break;
  }
  return { objects, records };
}

interface Place {
  readonly object: LakeObject;
  readonly link: DataLink;
  readonly isSubject: (row: ArchivedRecord) => boolean;
}

async function eraseFromObject(
  { time, decode }: ErasedStream,
  { lake, records, encode }: ErasePorts,
  { object: { name, size }, link, isSubject }: Place,
): Promise<SourceRecord[]> {
  const kept: ArchivedRecord[] = [];
  const erased: SourceRecord[] = [];
  for await (const some of records({ name, size, from: link.from, to: link.to })) {
    for (const record of some) {
      const row = archivedRecord(record, decode);
      if (isSubject(row)) erased.push(record);
      else kept.push(row);
    }
  }
  if (erased.length === 0) return [];
  const times = kept.flatMap(({ event }) => (event === null ? [] : [event[time] as EventTime]));
  const metadata = metadataOf({ ...link, rows: kept.length, eventTime: spanOf(times) });
  await lake.replace(name, encode(kept, metadata), metadata);
  return erased;
}
