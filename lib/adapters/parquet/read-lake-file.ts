import type { Event } from '../../core/event.ts';
import type { Decode } from '../../core/json/decoder.ts';
import type { Schema } from '../../core/schema/schema.ts';
import { lakeColumn, SYSTEM_COLUMNS } from '../../pipeline/deployed/lake-columns.ts';
import type { ArchivedRecord } from '../../ports/lake-file.ts';
import { archivedRecord } from '../../runtime/archive/archived-records.ts';
import { columnCodec } from './column-codec.ts';
import { fieldsText } from './file-about.ts';
import { type FileSource, openLakeFile, type RowGroup } from './open-lake-file.ts';
import { readPositions } from './read-positions.ts';

/** A payload as it came out of the lake. */
export interface LakeRow extends ArchivedRecord {
  readonly shard: string;
}

/** How rows are read. */
export interface LakeReading {
  readonly schema: Schema;
  /** A decoder of all fields of the schema. */
  readonly decode: Decode<Event>;
  /**
   * Names of the fields that are wanted.
   *
   * @defaultValue all that are declared
   */
  readonly fields?: readonly string[];
  /**
   * Whether payloads are wanted; without them the bytes of a record are empty.
   *
   * @defaultValue true
   */
  readonly payloads?: boolean;
}

/**
 * The rows of a lake file, row group by row group, in the order in which they were written.
 *
 * Events are exactly what the decoder gives for the payload. They are taken from the typed columns
 * where those say the same: if the schema declares what it declared when the file was written. After
 * a change, or for a foreign schema, payloads are decoded again, so a field that was declared later
 * has its value in old files too.
 *
 * @throws {@link LakeError} `LAKE_FILE_UNREADABLE`
 */
export async function* readLakeFile(
  source: FileSource,
  reading: LakeReading,
): AsyncGenerator<LakeRow[]> {
  const { schema } = reading;
  const file = await openLakeFile(source);
  const isTyped = schema.foreign === undefined && file.fields === fieldsText(schema.fields);
  for (const group of file.rowGroups) {
    yield isTyped ? await typedRows(group, reading) : await decodedRows(group, reading);
  }
}

async function decodedRows(group: RowGroup, { decode, fields }: LakeReading): Promise<LakeRow[]> {
  const at = await readPositions(group, true);
  return Array.from({ length: group.rows }, (_, i) => {
    const { shard, record } = at(i);
    const { kind, event } = archivedRecord(record, decode);
    return { shard, record, kind, event: event && projected(event, fields) };
  });
}

const projected = (event: Event, fields: readonly string[] | undefined): Event =>
  fields === undefined ? event : Object.fromEntries(fields.map((name) => [name, event[name]]));

async function typedRows(group: RowGroup, reading: LakeReading): Promise<LakeRow[]> {
  const { schema, decode, payloads = true } = reading;
  const fields = reading.fields ?? Object.keys(schema.fields);
  const at = await readPositions(group, payloads);
  const columns = await Promise.all(fields.map((name) => readField(group, schema, name)));
  const exact = columns.some(({ mayBeReplaced }) => mayBeReplaced)
    ? await group.column(SYSTEM_COLUMNS.payload)
    : [];
  return Array.from({ length: group.rows }, (_, i) => {
    const { kind, shard, record } = at(i);
    if (kind !== 'event') return { shard, record, kind, event: null };
    const event: Record<string, unknown> = {};
    let isExact = true;
    for (let f = 0; f < fields.length; f++) {
      const value = columns[f]?.values[i];
      event[fields[f] as string] = value;
      isExact &&= !isReplaced(value);
    }
    if (isExact) return { shard, record, kind, event };
    const bytes = exact[i] as Uint8Array;
    const decoded = decode(bytes, 0, bytes.length) as Event;
    return { shard, record, kind, event: projected(decoded, fields) };
  });
}

/** Stands where text was not Unicode; or was there itself, which the payload tells. */
const REPLACEMENT = '\ufffd';

const isReplaced = (value: unknown): boolean =>
  typeof value === 'string' && value.includes(REPLACEMENT);

async function readField(group: RowGroup, { fields }: Schema, name: string) {
  const type = fields[name]?.type ?? { kind: 'json' };
  const { read } = columnCodec(type);
  const stored = await group.column(lakeColumn(name));
  const values = new Array<unknown>(group.rows);
  let mayBeReplaced = false;
  for (let i = 0; i < group.rows; i++) {
    const value = stored[i] ?? undefined;
    values[i] = value === undefined || read === undefined ? value : read(value);
    if (type.kind === 'string') mayBeReplaced ||= isReplaced(value);
  }
  return { values, mayBeReplaced };
}
