import { compileDecoder } from '../../core/json/decoder.ts';
import { keyOf } from '../../core/key.ts';
import { DecodeFailure, failureMessage } from '../../core/schema/decode-failure.ts';
import { decodeText } from '../../core/schema/decode-value.ts';
import { encodeEvent } from '../../core/schema/encode-event.ts';
import type { Schema } from '../../core/schema/schema.ts';
import type { EventTime } from '../../core/time.ts';
import type { Event, SourceStream } from '../../pipeline/definition.ts';
import { type Row, RowFault } from './row.ts';

/** An event on its way into a stream. */
export interface OutgoingEvent {
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
  /** Name of the input, for messages and for the ids of events that have none. */
  readonly input: string;
  /** Take times without a zone as UTC. */
  readonly assumeUtc: boolean;
}

const ZONELESS = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)$/;

/**
 * Makes events of rows: checked as the lanes will check them, with an id and their partition key.
 *
 * An event of a stream with ids that comes without one is named by its input and line, so that
 * producing the same file again adds nothing.
 */
export function eventMaker(
  stream: SourceStream,
  { input, assumeUtc }: EventOptions,
): (row: Row) => OutgoingEvent | BadRow {
  const schema = stream.schema as Schema<Event>;
  const decode = compileDecoder(schema);
  const keyType = schema.fields[stream.key]?.type;
  const instants = Object.entries(schema.fields)
    .filter(([, { type }]) => type.kind === 'instant')
    .map(([name]) => name);
  const encoder = new TextEncoder();

  const idOf = (line: number): string => `${input}:${line}`;
  const bad = (line: number, failure: DecodeFailure): BadRow => ({
    line,
    code: failure.reason,
    message: failureMessage(failure, `${input} › line ${line}`),
  });

  function fromCells(
    cells: Readonly<Record<string, string | undefined>>,
    line: number,
  ): Event | DecodeFailure {
    const filled: Record<string, string | undefined> = { ...cells };
    if (stream.id !== undefined && (filled[stream.id] ?? '') === '') {
      filled[stream.id] = idOf(line);
    }
    if (assumeUtc) {
      for (const name of instants) {
        const parts = ZONELESS.exec(filled[name] ?? '');
        if (parts !== null) filled[name] = `${parts[1]}T${parts[2]}Z`;
      }
    }
    return decodeText(schema, filled);
  }

  /** With an id put in front if there is none; a later one of the same name would win. */
  function withId(bytes: Uint8Array, line: number): Uint8Array {
    const { id } = stream;
    const json = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const open = json.indexOf('{');
    if (id === undefined || open < 0 || json.includes(`"${id}"`)) return bytes;
    const rest = json.subarray(open + 1);
    const comma = /^\s*\}/.test(rest.toString('latin1')) ? '' : ',';
    const member = `${JSON.stringify(id)}:${JSON.stringify(idOf(line))}${comma}`;
    return Buffer.concat([json.subarray(0, open + 1), Buffer.from(member), rest]);
  }

  return ({ line, content }) => {
    if (content instanceof DecodeFailure) return bad(line, content);
    if (content instanceof RowFault) {
      return { line, code: content.code, message: content.message(`${input} › line ${line}`) };
    }
    let data: Uint8Array;
    let event: Event | DecodeFailure;
    if (content instanceof Uint8Array) {
      data = withId(content, line);
      event = decode(data, 0, data.length);
    } else {
      event = fromCells(content, line);
      const text = event instanceof DecodeFailure ? event : encodeEvent(schema, event);
      if (text instanceof DecodeFailure) return bad(line, text);
      data = encoder.encode(text);
    }
    if (event instanceof DecodeFailure) return bad(line, event);
    const partitionKey = keyOf([event[stream.key]], keyType === undefined ? [] : [keyType]);
    if (typeof partitionKey !== 'string') return bad(line, partitionKey);
    return { line, time: event[stream.time] as EventTime, partitionKey, data };
  };
}
