import { resolve } from 'node:path';
import type { EventTime } from '../../core/time.ts';
import type { Event, SourceStream } from '../../pipeline/definition/definition.ts';
import type { BadRow } from './events.ts';
import type { InputFile } from './find-files.ts';
import { holdsParquet } from './format.ts';
import type { Reading } from './input-options.ts';
import { lineEvents } from './line-events.ts';
import { openInput } from './open-input.ts';
import { type ParquetOptions, parquetEvents } from './parquet-events.ts';

/** An event of an input, decoded or as bytes, with its time; or why a row is none. */
export type Fed = { readonly time: EventTime; readonly given: Event | Uint8Array } | BadRow;

export interface FeedOptions extends Pick<InputFile, 'path' | 'name' | 'partition'> {
  readonly reading: Reading;
  /** Most bytes of a row. */
  readonly maxRecordBytes: number;
}

/** The events of a Parquet file in their order. */
export function* parquetFed(
  stream: SourceStream,
  options: Omit<ParquetOptions, 'idsFrom'>,
): Generator<Fed> {
  for (const made of parquetEvents(stream, { ...options, idsFrom: resolve(options.path) })) {
    yield 'event' in made ? { time: made.time, given: made.event } : made;
  }
}

/** The events of a CSV, NDJSON or Parquet file in their order, one at a time. */
export async function* feedInput(stream: SourceStream, options: FeedOptions): AsyncGenerator<Fed> {
  const { path, reading } = options;
  if (await holdsParquet(path, reading.format)) {
    yield* parquetFed(stream, { ...options, times: reading.times });
    return;
  }
  const input = await openInput(path, reading.format);
  const idsFrom = path === '-' ? input.name : resolve(path);
  for await (const made of lineEvents(stream, input, { ...options, idsFrom })) {
    yield 'data' in made ? { time: made.time, given: made.data } : made;
  }
}
