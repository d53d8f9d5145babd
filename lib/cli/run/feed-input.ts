import { resolve } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { keyOf } from '../../core/key.ts';
import { DecodeFailure, failureMessage } from '../../core/schema/decode-failure.ts';
import { decodeObject } from '../../core/schema/decode-value.ts';
import type { Schema } from '../../core/schema/schema.ts';
import type { EventTime } from '../../core/time.ts';
import type { Event, SourceStream } from '../../pipeline/definition.ts';
import { columnsFor } from '../input/columns.ts';
import { holdsParquet } from '../input/format.ts';
import type { Reading } from '../input/input-options.ts';
import type { Texts } from '../input/partition.ts';
import { eventMaker } from '../produce/events.ts';
import { openInput } from '../produce/lines.ts';
import { rowsOf } from '../produce/rows.ts';

/** A row that is no event, and why. */
export interface BadRow {
  readonly bad: string;
  readonly code: string;
  readonly line: number;
}

/** An event of an input, decoded or as bytes, with its time; or why a row is none. */
export type Fed = { readonly time: EventTime; readonly given: Event | Uint8Array } | BadRow;

export interface FeedOptions {
  readonly path: string;
  /** What people call it. */
  readonly name: string;
  readonly reading: Reading;
  /** What the path says of all events. */
  readonly partition: Texts;
  /** Most bytes of a row. */
  readonly maxRecordBytes: number;
}

/** The events of a CSV, NDJSON or Parquet file in their order, one at a time. */
export async function* feedInput(
  stream: SourceStream,
  { path, name, reading, partition, maxRecordBytes: maxBytes }: FeedOptions,
): AsyncGenerator<Fed> {
  if (await holdsParquet(path, reading.format)) {
    yield* parquetEvents(stream, path);
    return;
  }
  const input = await openInput(path, reading.format);
  const idsFrom = path === '-' ? input.name : resolve(path);
  const make = eventMaker(stream, { input: name, idsFrom, times: reading.times, partition });
  const columns = { ...columnsFor(stream, partition), dialect: reading.dialect };
  for await (const row of rowsOf(input, { ...columns, maxBytes })) {
    const made = make(row);
    yield 'data' in made ? { time: made.time, given: made.data } : { ...made, bad: made.message };
  }
}

/** Row group by row group, so that memory holds one of them. */
async function* parquetEvents(stream: SourceStream, path: string): AsyncGenerator<Fed> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    const rows = await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd });
    for (const [i, row] of rows.entries()) {
      yield fromObject(stream, row, { path, row: rowStart + i + 1 });
    }
    rowStart = rowEnd;
  }
}

function fromObject(
  stream: SourceStream,
  values: Record<string, unknown>,
  { path, row }: { readonly path: string; readonly row: number },
): Fed {
  const schema = stream.schema as Schema<Event>;
  const event = decodeObject(schema, values);
  const bad = (failure: DecodeFailure): BadRow => ({
    bad: failureMessage(failure, `${path} › row ${row}`),
    code: failure.reason,
    line: row,
  });
  if (event instanceof DecodeFailure) return bad(event);
  const type = schema.fields[stream.key]?.type;
  const key = keyOf([event[stream.key]], type === undefined ? [] : [type]);
  if (key instanceof DecodeFailure) return bad(key);
  return { time: event[stream.time] as EventTime, given: event };
}
