import { resolve } from 'node:path';
import { ParquetError, readParquet } from '../../adapters/parquet/input/read-parquet.ts';
import type { FieldType } from '../../core/field-type.ts';
import { keyOf } from '../../core/key.ts';
import { DecodeFailure, failureMessage } from '../../core/schema/decode-failure.ts';
import { decodeObject } from '../../core/schema/decode-value.ts';
import type { Schema } from '../../core/schema/schema.ts';
import type { EventTime } from '../../core/time.ts';
import type { Event, SourceStream } from '../../pipeline/definition/definition.ts';
import { UsageError } from '../usage-error.ts';
import { withAdvice } from './advice.ts';
import { columnsFor } from './columns.ts';
import { partitionTexts, type Texts } from './partition.ts';
import { InputError, tooLarge } from './row.ts';
import type { TimeReader } from './times.ts';

/** An event of a Parquet file, with the key it is under; or why a row is none. */
export type ParquetEvent =
  | { readonly row: number; readonly event: Event; readonly key: string; readonly time: EventTime }
  | { readonly row: number; readonly bad: string; readonly code: string };

export interface ParquetOptions {
  readonly path: string;
  /** What people call it. */
  readonly name: string;
  readonly times: TimeReader | undefined;
  /** What the path says of all events. */
  readonly partition: Texts;
  /** Most bytes of a row. */
  readonly maxRecordBytes: number;
}

/**
 * The events of a Parquet file in their order. Of a stream with ids, one without is named by file and row.
 *
 * @throws {@link UsageError} if a column is missing; {@link InputError} where the file cannot be read on
 */
export function* parquetEvents(
  stream: SourceStream,
  { path, name, times, partition, maxRecordBytes }: ParquetOptions,
): Generator<ParquetEvent> {
  const columns = wantedColumns(stream, partition);
  const texts = Object.entries(partitionTexts(stream.schema.fields, partition, times));
  const said = texts.map(
    ([field, text]) => [field, givenBy(text, stream.schema.fields[field]?.type)] as const,
  );
  const idsFrom = resolve(path);
  const { id } = stream;
  const filledAt = (content: Values, row: number): Values => {
    if (id === undefined) return said.length === 0 ? content : filled(content, said);
    return filled(content, [...said, [id, `${idsFrom}:${row}`]]);
  };
  try {
    for (const { row, content } of readParquet({ path, columns, times, maxRecordBytes })) {
      const at = `${name} › row ${row}`;
      if (content === 'too large') {
        const fault = tooLarge(maxRecordBytes, 'shorten its texts and lists');
        yield { row, bad: fault.message(at), code: fault.code };
        continue;
      }
      const made =
        content instanceof DecodeFailure ? content : eventOf(stream, filledAt(content, row));
      if (!(made instanceof DecodeFailure)) yield { row, ...made };
      else yield { row, bad: withAdvice(made, failureMessage(made, at)), code: made.reason };
    }
  } catch (error) {
    throw worded(error, path);
  }
}

function worded(error: unknown, path: string): unknown {
  if (error instanceof ParquetError) {
    const { code, message } = error;
    const options = { cause: error };
    return code === 'INPUT_COLUMN_MISSING'
      ? new UsageError(message, options)
      : new InputError(message, options);
  }
  const { syscall, message } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return error;
  return new UsageError(
    `${path}: the file cannot be read; got ${message}, expected a readable file; correct the path`,
  );
}

/** Columns of the declared fields; a foreign schema looks at all. */
function wantedColumns(stream: SourceStream, partition: Texts) {
  const { needed, declared } = columnsFor(stream, partition);
  const { fields } = stream.schema;
  if (declared === undefined) return undefined;
  return Object.fromEntries(
    declared.map((name) => [name, { type: fields[name]?.type, isRequired: needed.includes(name) }]),
  );
}

type Values = Readonly<Record<string, unknown>>;

/** The value that a text of a path stands for, in what the decoder of events takes. */
function givenBy(text: string, type: FieldType | undefined): unknown {
  if (type?.kind === 'int' || type?.kind === 'double') return Number(text);
  return type?.kind === 'boolean' && /^(true|false)$/.test(text) ? text === 'true' : text;
}

/** With what the path says, and the id that its place gives, where the row says nothing. */
function filled(
  row: Values,
  defaults: readonly (readonly [name: string, value: unknown])[],
): Values {
  const values: Record<string, unknown> = { ...row };
  for (const [name, value] of defaults) if ((values[name] ?? '') === '') values[name] = value;
  return values;
}

function eventOf(stream: SourceStream, values: Values) {
  const schema = stream.schema as Schema<Event>;
  const event = decodeObject(schema, values);
  if (event instanceof DecodeFailure) return event;
  const type = schema.fields[stream.key]?.type;
  const key = keyOf([event[stream.key]], type === undefined ? [] : [type]);
  if (key instanceof DecodeFailure) return key;
  return { event, key, time: event[stream.time] as EventTime };
}
