import type { Field, Fields } from '../field-type.ts';
import { DecodeFailure, show } from '../schema/decode-failure.ts';
import { missing, unreadable } from '../schema/read-fields.ts';
import { readJsonText, readNumberText, readString, Unreadable } from '../schema/read-value.ts';
import { skipSpace, skipString } from './scan.ts';
import { skipValue } from './skip-value.ts';
import { decodeUtf8, findInvalidUtf8 } from './utf8.ts';

/** Where the value of a member is; the last one, if its name comes twice. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Input {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/**
 * Decodes one event slowly, and says exactly what is wrong with it.
 *
 * First the whole input is checked as UTF-8 and as JSON, then each declared field is read from its
 * last occurrence. The scanner is compared with this, and hands it whatever is out of the ordinary.
 */
export function decodeCarefully(fields: Fields, input: Input): object {
  const { bytes, start, end } = input;
  const invalid = findInvalidUtf8(bytes, start, end);
  if (invalid >= 0) return notUtf8(input, invalid);
  const spans = new Map<string, Span>();
  const stop = findMembers(input, spans);
  if (stop < 0) return notJson(input, ~stop);
  if (bytes[skipSpace(bytes, start, end)] !== OPEN_OBJECT) return notObject(input);
  const event: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = readSpan(name, field, { input, span: spans.get(name) });
    if (value instanceof DecodeFailure) return value;
    event[name] = value;
  }
  return event;
}

/** The members of a JSON object by name; none if the text is anything else. */
export function membersOf(input: Input): ReadonlyMap<string, Span> | undefined {
  const spans = new Map<string, Span>();
  const first = input.bytes[skipSpace(input.bytes, input.start, input.end)];
  return first === OPEN_OBJECT && findMembers(input, spans) >= 0 ? spans : undefined;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Notes the members of the object; answers with its end, or `~position` of what is not JSON. */
function findMembers({ bytes, start, end }: Input, spans: Map<string, Span>): number {
  let p = skipSpace(bytes, start, end);
  if (p >= end || bytes[p] !== OPEN_OBJECT) return endOfText(bytes, skipValue(bytes, p, end), end);
  p = skipSpace(bytes, p + 1, end);
  if (p < end && bytes[p] === CLOSE_OBJECT) return endOfText(bytes, p + 1, end);
  for (;;) {
    const keyEnd = skipString(bytes, p, end);
    if (keyEnd < 0) return keyEnd;
    const name = JSON.parse(decodeUtf8(bytes, p, keyEnd)) as string;
    p = skipSpace(bytes, keyEnd, end);
    if (p >= end || bytes[p] !== COLON) return ~p;
    const from = skipSpace(bytes, p + 1, end);
    const to = skipValue(bytes, from, end);
    if (to < 0) return to;
    spans.set(name, { from, to });
    p = skipSpace(bytes, to, end);
    if (p < end && bytes[p] === CLOSE_OBJECT) return endOfText(bytes, p + 1, end);
    if (p >= end || bytes[p] !== COMMA) return ~p;
    p = skipSpace(bytes, p + 1, end);
  }
}

/** Nothing but space may follow. */
function endOfText(bytes: Uint8Array, at: number, end: number): number {
  if (at < 0) return at;
  const p = skipSpace(bytes, at, end);
  return p === end ? p : ~p;
}

interface Where {
  readonly input: Input;
  readonly span: Span | undefined;
}

function readSpan(name: string, field: Field, { input, span }: Where): unknown {
  if (span === undefined) return field.optional ? undefined : missing(name, field, undefined);
  const { bytes, start } = input;
  const text = decodeUtf8(bytes, span.from, span.to);
  if (text === 'null' && (field.optional || field.type.kind !== 'json')) {
    return field.optional ? undefined : missing(name, field, null);
  }
  const value = readText(field, text);
  if (!(value instanceof Unreadable)) return value;
  return unreadable(name, field, {
    read: value,
    got: showText(text),
    offset: span.from - start,
  });
}

/** Reads the text of a value that is known to be JSON, and not null where null means nothing. */
export function readText({ type }: Field, text: string): unknown {
  if (type.kind === 'json') return readJsonText(text);
  if (text.charCodeAt(0) === QUOTE) return readString(type, JSON.parse(text));
  if (text === 'true' || text === 'false') {
    return type.kind === 'boolean' ? text === 'true' : new Unreadable('FIELD_TYPE');
  }
  return readNumberText(type, text);
}

function showText(text: string): string {
  if (text.startsWith('{')) return 'an object';
  if (text.startsWith('[')) return 'an array';
  return text.startsWith('"') ? show(JSON.parse(text)) : show(text).slice(1, -1);
}

const EXPECTED = 'one JSON object in UTF-8';

const notUtf8 = ({ bytes, start }: Input, at: number): DecodeFailure =>
  new DecodeFailure({
    reason: 'UTF8_INVALID',
    got: `0x${(bytes[at] as number).toString(16).padStart(2, '0')}`,
    expected: EXPECTED,
    offset: at - start,
  });

const EXCERPT_BYTES = 20;

const notJson = ({ bytes, start, end }: Input, at: number): DecodeFailure =>
  new DecodeFailure({
    reason: 'JSON_SYNTAX',
    got: at >= end ? 'the end' : show(decodeUtf8(bytes, at, Math.min(end, at + EXCERPT_BYTES))),
    expected: EXPECTED,
    offset: at - start,
  });

function notObject({ bytes, start, end }: Input): DecodeFailure {
  const text = decodeUtf8(bytes, start, end).trim();
  return new DecodeFailure({
    reason: 'NOT_AN_OBJECT',
    got: showText(text),
    expected: 'a JSON object',
  });
}
