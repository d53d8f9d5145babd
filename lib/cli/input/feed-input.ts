import { resolve } from 'node:path';
import type { EventTime } from '../../core/time.ts';
import type { Event, SourceStream } from '../../pipeline/definition/definition.ts';
import { columnsFor } from './columns.ts';
import { eventMaker } from './events.ts';
import { holdsParquet } from './format.ts';
import type { Reading } from './input-options.ts';
import { openInput } from './open-input.ts';
import { type ParquetOptions, parquetEvents } from './parquet-events.ts';
import type { Texts } from './partition.ts';
import { rowsOf } from './rows.ts';

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

/** The events of a Parquet file in their order. */
export function* parquetFed(stream: SourceStream, options: ParquetOptions): Generator<Fed> {
  for (const made of parquetEvents(stream, options)) {
    yield 'bad' in made ? { ...made, line: made.row } : { time: made.time, given: made.event };
  }
}

/** The events of a CSV, NDJSON or Parquet file in their order, one at a time. */
export async function* feedInput(
  stream: SourceStream,
  { path, name, reading, partition, maxRecordBytes: maxBytes }: FeedOptions,
): AsyncGenerator<Fed> {
  if (await holdsParquet(path, reading.format)) {
    const options = { path, name, times: reading.times, partition, maxRecordBytes: maxBytes };
    yield* parquetFed(stream, options);
    return;
  }
  const input = await openInput(path, reading.format);
  const idsFrom = path === '-' ? input.name : resolve(path);
  const make = eventMaker(stream, {
    ...{ input: name, unit: input.unit, idsFrom },
    ...{ times: reading.times, partition },
  });
  const columns = { ...columnsFor(stream, partition), dialect: reading.dialect };
  for await (const row of rowsOf(input, { ...columns, maxBytes })) {
    const made = make(row);
    yield 'data' in made ? { time: made.time, given: made.data } : { ...made, bad: made.message };
  }
}
