import { setImmediate } from 'node:timers/promises';
import { compileDecoder } from '../../core/json/decoder.ts';
import { DecodeFailure } from '../../core/schema/decode-failure.ts';
import { encodeEvent } from '../../core/schema/encode-event.ts';
import { stringifyExactly } from '../../core/schema/exact-json.ts';
import type { Schema } from '../../core/schema/schema.ts';
import type { Event, SourceStream } from '../../pipeline/definition/definition.ts';
import type { BadRow, OutgoingEvent } from './events.ts';
import { ALL_LINES, hasLine, type LineSet, lastOf } from './line-set.ts';
import {
  badRow,
  keyed,
  type ParquetOptions,
  parquetEvents,
  parquetRows,
} from './parquet-events.ts';

export interface ParquetOutgoingOptions extends ParquetOptions {
  /** Number of the file among those that are read, from 0. */
  readonly file: number;
  /** Rows that are meant, counted from 1; the others are read over. All without it. */
  readonly lines?: LineSet;
}

/** Rows after which others have their turn, as reading a file does not wait. */
const ROWS_AT_ONCE = 1_000;

/** The rows of a Parquet file as events that can be sent, in their order. */
export async function* parquetOutgoing(
  stream: SourceStream,
  { file, lines = ALL_LINES, ...options }: ParquetOutgoingOptions,
): AsyncGenerator<OutgoingEvent | BadRow> {
  const last = lastOf(lines);
  const sendable = stream.schema.foreign === undefined ? declared : foreign;
  for (const row of sendable(stream, options)) {
    const { line } = row;
    if (line > last) return;
    if (line % ROWS_AT_ONCE === 0) await setImmediate();
    if (hasLine(lines, line)) yield 'data' in row ? { ...row, file } : row;
  }
}

type Sendable = Omit<OutgoingEvent, 'file'> | BadRow;

function* declared(stream: SourceStream, options: ParquetOptions): Generator<Sendable> {
  const schema = stream.schema as Schema<Event>;
  const encoder = new TextEncoder();
  for (const made of parquetEvents(stream, options)) {
    if (!('event' in made)) {
      yield made;
      continue;
    }
    const { line, event, key, time } = made;
    const text = encodeEvent(schema, event);
    yield text instanceof DecodeFailure
      ? badRow(text, line, options.name)
      : { line, time, partitionKey: key, data: encoder.encode(text) };
  }
}

/** A schema of another library is given JSON by the lanes, so it is that which it has to take. */
function* foreign(stream: SourceStream, options: ParquetOptions): Generator<Sendable> {
  const decode = compileDecoder(stream.schema as Schema<Event>);
  const encoder = new TextEncoder();
  for (const row of parquetRows(stream, options)) {
    if (!('values' in row)) {
      yield row;
      continue;
    }
    const data = encoder.encode(stringifyExactly(row.values));
    const made = keyed(stream, decode(data, 0, data.length));
    yield made instanceof DecodeFailure
      ? badRow(made, row.line, options.name)
      : { line: row.line, time: made.time, partitionKey: made.key, data };
  }
}
