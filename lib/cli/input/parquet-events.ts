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
import type { BadRow } from './events.ts';
import { partitionTexts, type Texts } from './partition.ts';
import { InputError, tooLarge } from './row.ts';
import type { TimeReader } from './times.ts';

/** A row of a Parquet file: what a schema is given of it; or why it is none. */
export type ParquetValues = { readonly line: number; readonly values: Values } | BadRow;

/** An event of a Parquet file; or why a row, counted as lines are, is none. */
export type ParquetEvent = ({ readonly line: number } & KeyedEvent) | BadRow;

/** An event, and the key it is under. */
export interface KeyedEvent {
  readonly event: Event;
  readonly key: string;
  readonly time: EventTime;
}

export interface ParquetOptions {
  readonly path: string;
  /** What people call it. */
  readonly name: string;
  /** What events without an id are named by, together with their row. */
  readonly idsFrom: string;
  readonly times: TimeReader | undefined;
  /** What the path says of all events. */
  readonly partition: Texts;
  /** Most bytes of a row. */
  readonly maxRecordBytes: number;
}

/**
 * The events of a Parquet file in their order; see {@link parquetRows}.
 */
export function* parquetEvents(
  stream: SourceStream,
  options: ParquetOptions,
): Generator<ParquetEvent> {
  const schema = stream.schema as Schema<Event>;
  for (const row of parquetRows(stream, options)) {
    if (!('values' in row)) {
      yield row;
      continue;
    }
    const made = keyed(stream, decodeObject(schema, row.values));
    yield made instanceof DecodeFailure
      ? badRow(made, row.line, options.name)
      : { line: row.line, ...made };
  }
}

/** That a row is no event. */
export function badRow(failure: DecodeFailure, line: number, name: string): BadRow {
  const message = withAdvice(failure, failureMessage(failure, `${name} › row ${line}`));
  return { line, code: failure.reason, message };
}

/**
 * The rows of a Parquet file in their order. Of a stream with ids, one without is named by `idsFrom` and its row.
 *
 * @throws {@link UsageError} if a column is missing; {@link InputError} where the file cannot be read on
 */
export function* parquetRows(
  stream: SourceStream,
  { path, name, idsFrom, times, partition, maxRecordBytes }: ParquetOptions,
): Generator<ParquetValues> {
  const columns = wantedColumns(stream, partition);
  const texts = Object.entries(partitionTexts(stream.schema.fields, partition, times));
  const said = texts.map(
    ([field, text]) => [field, givenBy(text, stream.schema.fields[field]?.type)] as const,
  );
  const { id } = stream;
  const filledAt = (content: Values, row: number): Values => {
    if (id === undefined) return said.length === 0 ? content : filled(content, said);
    return filled(content, [...said, [id, `${idsFrom}:${row}`]]);
  };
  try {
    for (const { row: line, content } of readParquet({ path, columns, times, maxRecordBytes })) {
      if (content === 'too large') {
        const fault = tooLarge(maxRecordBytes, 'shorten its texts and lists');
        yield { line, code: fault.code, message: fault.message(`${name} › row ${line}`) };
        continue;
      }
      yield content instanceof DecodeFailure
        ? badRow(content, line, name)
        : { line, values: filledAt(content, line) };
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

/** A decoded event with its key. */
export function keyed(
  { schema, key: name, time }: SourceStream,
  event: Event | DecodeFailure,
): KeyedEvent | DecodeFailure {
  if (event instanceof DecodeFailure) return event;
  const type = schema.fields[name]?.type;
  const key = keyOf([event[name]], type === undefined ? [] : [type]);
  return key instanceof DecodeFailure ? key : { event, key, time: event[time] as EventTime };
}
