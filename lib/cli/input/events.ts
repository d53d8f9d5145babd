import { formatInstant } from '../../core/instant.ts';
import { compileDecoder } from '../../core/json/decoder.ts';
import { keyOf } from '../../core/key.ts';
import { DecodeFailure, failureMessage } from '../../core/schema/decode-failure.ts';
import { decodeText } from '../../core/schema/decode-value.ts';
import { encodeEvent } from '../../core/schema/encode-event.ts';
import type { Schema } from '../../core/schema/schema.ts';
import type { EventTime } from '../../core/time.ts';
import type { Event, SourceStream } from '../../pipeline/definition/definition.ts';
import { withAdvice } from './advice.ts';
import { type CellReading, type Cells, valuesOf } from './cells.ts';
import { membersOfTexts, partitionTexts } from './partition.ts';
import { rewriteMembers } from './rewrite-members.ts';
import { type Row, RowFault } from './row.ts';
import type { TimeReader } from './times.ts';

/** An event on its way into a stream. */
export interface OutgoingEvent {
  /** Number of its file among those that are read, from 0. */
  readonly file: number;
  readonly line: number;
  readonly time: EventTime;
  readonly partitionKey: string;
  /** JSON as UTF-8. */
  readonly data: Uint8Array;
}

/** A row that is no event, and why. */
export interface BadRow {
  readonly line: number;
  /** Kind of the fault. */
  readonly code: string;
  readonly message: string;
}

export interface EventOptions {
  /** Name of the input, for messages. */
  readonly input: string;
  /** What its rows are counted in. */
  readonly unit?: 'line' | 'element' | undefined;
  /**
   * What events without an id are named by, together with their line; none if the input has no name that
   * tells it from every other.
   */
  readonly idsFrom: string | undefined;
  /** Number of the input among those that are read, from 0, which is the default. */
  readonly file?: number | undefined;
  /** Ways to read times beside those that every event may hold. */
  readonly times?: TimeReader | undefined;
  /** What cells of CSV mean. */
  readonly cells?: CellReading | undefined;
  /** What the path of the input says of all its events, such as `dt=2026-03-01`. */
  readonly partition?: Readonly<Record<string, string>>;
}

/**
 * Makes events of rows: checked as the lanes will check them, with an id and their partition key.
 *
 * An event of a stream with ids that comes without one is named by its input and line, so that
 * producing the same file again adds nothing.
 */
export function eventMaker(
  stream: SourceStream,
  { input, unit = 'line', idsFrom, file = 0, times, ...options }: EventOptions,
): (row: Row) => OutgoingEvent | BadRow {
  const schema = stream.schema as Schema<Event>;
  const decode = compileDecoder(schema);
  const keyType = schema.fields[stream.key]?.type;
  const instants = Object.entries(schema.fields)
    .filter(([, { type }]) => type.kind === 'instant')
    .map(([name]) => name);
  const encoder = new TextEncoder();
  const partition = partitionTexts(schema.fields, options.partition ?? {}, times);
  const said = membersOfTexts(schema.fields, partition);

  const idOf = (line: number): Readonly<Record<string, string>> =>
    stream.id === undefined || idsFrom === undefined ? {} : { [stream.id]: `${idsFrom}:${line}` };
  const bad = (line: number, failure: DecodeFailure, cell?: string): BadRow => ({
    line,
    code: failure.reason,
    message: withAdvice(
      { ...nameless(failure), cell },
      failureMessage(failure, `${input} › ${unit} ${line}`),
    ),
  });

  /** Whether it is a name of the input that is missing for an id. */
  const nameless = (failure: DecodeFailure) => ({
    reason: failure.reason,
    isNameless: idsFrom === undefined && failure.field === stream.id,
  });

  function fromCells(cells: Cells, line: number): Made {
    const values = valuesOf(cells, schema.fields, options.cells);
    if (values instanceof DecodeFailure) return values;
    const filled: Record<string, string> = { ...partition, ...idOf(line), ...values };
    for (const name of times === undefined ? [] : instants) {
      const at = times?.text((filled[name] ?? '').trim());
      if (at !== undefined) filled[name] = formatInstant(at);
    }
    const event = decodeText(schema, filled);
    if (event instanceof DecodeFailure) return event;
    // a foreign schema judges what it is given, so it has to be given the same wherever that is
    const text = schema.foreign === undefined ? encodeEvent(schema, event) : JSON.stringify(filled);
    return text instanceof DecodeFailure ? text : { event, data: encoder.encode(text) };
  }

  function fromJson(json: Uint8Array, line: number): Made {
    const first = decode(json, 0, json.length);
    const defaults = { ...said, ...quotedValues(idOf(line)) };
    const isWhole =
      !(first instanceof DecodeFailure) &&
      !(times?.readsNumbers ?? false) &&
      Object.keys(defaults).every((name) => first[name] !== undefined);
    if (isWhole) return { event: first, data: json };
    const data = rewriteMembers(json, { defaults, instants, times });
    if (data === json) return first instanceof DecodeFailure ? first : { event: first, data };
    const event = decode(data, 0, data.length);
    // places are those in the input, not in what was made of it
    if (event instanceof DecodeFailure) return new DecodeFailure({ ...event, offset: undefined });
    return { event, data };
  }

  return ({ line, content }) => {
    if (content instanceof DecodeFailure) return bad(line, content);
    if (content instanceof RowFault) {
      return { line, code: content.code, message: content.message(`${input} › ${unit} ${line}`) };
    }
    const made = content instanceof Uint8Array ? fromJson(content, line) : fromCells(content, line);
    if (made instanceof DecodeFailure) return bad(line, made, cellOf(content, made));
    const { event, data } = made;
    const partitionKey = keyOf([event[stream.key]], keyType === undefined ? [] : [keyType]);
    if (typeof partitionKey !== 'string') return bad(line, partitionKey);
    return { file, line, time: event[stream.time] as EventTime, partitionKey, data };
  };
}

/** The cell that is not of the type of its field. */
const cellOf = (
  content: Cells | Uint8Array,
  { reason, field }: DecodeFailure,
): string | undefined =>
  content instanceof Uint8Array || reason !== 'FIELD_TYPE' || field === undefined
    ? undefined
    : content[field];

/** An event and its JSON; or why there is none. */
type Made = { readonly event: Event; readonly data: Uint8Array } | DecodeFailure;

const quotedValues = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]));
