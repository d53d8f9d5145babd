import { DefinitionError } from '../../errors/definition-error.ts';
import type { Fields } from '../field-type.ts';
import { DecodeFailure } from '../schema/decode-failure.ts';
import { decodeObject } from '../schema/decode-value.ts';
import type { Schema } from '../schema/schema.ts';
import { adaptiveDecoder } from './adaptive-decoder.ts';
import { decodeCarefully } from './careful-decoder.ts';
import { decodeUtf8, findInvalidUtf8, type Utf8Decoder } from './utf8.ts';

/**
 * Reads one event from the bytes `start ≤ i < end`.
 *
 * Never throws. The bytes may be reused afterwards: an event holds no reference to them.
 */
export type Decode<E> = (bytes: Uint8Array, start: number, end: number) => E | DecodeFailure;

export interface DecoderOptions {
  /** The platform's decoder; without it a slower one in JavaScript. */
  readonly decodeUtf8?: Utf8Decoder;
}

/**
 * A decoder of JSON events.
 *
 * It accepts exactly what `JSON.parse` accepts of valid UTF-8, with the same values, for events
 * whose declared fields are of their types. Bytes that are not UTF-8 are refused, never replaced.
 * Where the platform forbids to generate code it does the same, some 20 times slower.
 *
 * @param projection - Names of the fields that are wanted; all declared ones by default. The others
 *   are checked all the same, so a projection never changes which events are accepted.
 * @throws {@link DefinitionError} `FIELD_UNKNOWN`
 */
export function compileDecoder<E>(
  schema: Schema<E>,
  projection?: readonly string[],
  options: DecoderOptions = {},
): Decode<E> {
  const wanted = project(schema.fields, projection);
  if (schema.foreign !== undefined) return foreignDecoder(schema, options.decodeUtf8 ?? decodeUtf8);
  const decode = generatesCode()
    ? adaptiveDecoder(schema.fields, wanted, options.decodeUtf8 ?? decodeUtf8)
    : carefulDecoder(schema.fields, wanted);
  return decode as Decode<E>;
}

/** Declared fields of a projection, in the order of the declaration. */
function project(fields: Fields, projection: readonly string[] | undefined): Fields {
  if (projection === undefined) return fields;
  for (const name of projection) {
    if (Object.hasOwn(fields, name)) continue;
    throw new DefinitionError('FIELD_UNKNOWN', {
      at: 'projection',
      problem: 'names a field that is not declared',
      given: `"${name}"`,
      expected: `one of ${Object.keys(fields).join(', ')}`,
      fix: 'declare the field in the schema, or correct the name',
    });
  }
  return Object.fromEntries(Object.entries(fields).filter(([name]) => projection.includes(name)));
}

function foreignDecoder<E>(schema: Schema<E>, toText: Utf8Decoder): Decode<E> {
  const whyNot = (bytes: Uint8Array, start: number, end: number): E | DecodeFailure => {
    const failure = decodeCarefully({}, { bytes, start, end });
    return failure instanceof DecodeFailure ? failure : decodeObject(schema, failure);
  };
  return (bytes, start, end) => {
    if (findInvalidUtf8(bytes, start, end) >= 0) return whyNot(bytes, start, end);
    let value: unknown;
    try {
      value = JSON.parse(toText(bytes, start, end));
    } catch {
      return whyNot(bytes, start, end);
    }
    return decodeObject(schema, value);
  };
}

function carefulDecoder(fields: Fields, wanted: Fields): Decode<object> {
  const names = Object.keys(wanted);
  return (bytes, start, end) => {
    const event = decodeCarefully(fields, { bytes, start, end });
    if (event instanceof DecodeFailure) return event;
    const all = event as Readonly<Record<string, unknown>>;
    return Object.fromEntries(names.map((name) => [name, all[name]]));
  };
}

/** Whether the platform lets code be generated; some are told not to. */
function generatesCode(): boolean {
  try {
    new Function('');
    return true;
  } catch {
    return false;
  }
}
