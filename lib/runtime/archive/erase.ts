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

/** Writes down what is about to be taken out of an object. */
export type NoteErased = (object: string, records: readonly ErasedRecord[]) => Promise<void>;

/** A record that the lake is not to hold any more. */
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
 * @param note - Told of the records of each object before they are gone.
 */
export async function eraseFromLake(
  stream: ErasedStream,
  ports: ErasePorts,
  isSubject: (row: ArchivedRecord) => boolean,
  note: NoteErased,
): Promise<void> {
  for (let pass = 0; pass < PASSES; pass++) {
    let found = 0;
    const listed = await listAll(ports.lake, { stream: stream.name });
    const links = await readLinks(ports.lake, listed);
    for (const [i, object] of listed.entries()) {
      const link = links[i];
      if (link?.kind !== 'data') continue;
      if (await eraseFromObject(stream, ports, { object, link, isSubject, note })) found++;
    }
    if (found === 0) return;
  }
}

interface Place {
  readonly object: LakeObject;
  readonly link: DataLink;
  readonly isSubject: (row: ArchivedRecord) => boolean;
  readonly note: NoteErased;
}

/** @returns whether the object held any. */
async function eraseFromObject(
  { time, decode }: ErasedStream,
  { lake, records, encode }: ErasePorts,
  { object: { name, size, shard }, link, isSubject, note }: Place,
): Promise<boolean> {
  const kept: ArchivedRecord[] = [];
  const erased: ErasedRecord[] = [];
  for await (const some of records({ name, size, from: link.from, to: link.to })) {
    for (const record of some) {
      const row = archivedRecord(record, decode);
      if (isSubject(row)) erased.push({ shard, record });
      else kept.push(row);
    }
  }
  if (erased.length === 0) return false;
  await note(name, erased);
  const times = kept.flatMap(({ event }) => (event === null ? [] : [event[time] as EventTime]));
  const metadata = metadataOf({ ...link, rows: kept.length, eventTime: spanOf(times) });
  await lake.replace(name, encode(kept, metadata), metadata);
  return true;
}
