import type { Json } from '../aggregators/aggregator.ts';
import type { Event } from '../event.ts';
import type { Fields } from '../field-type.ts';
import { holdsExactNumber, parseExactJson } from '../schema/exact-json.ts';

/** How events that an operator remembers are stored. */
export interface EventCodec {
  encode(event: Event): Json;
  decode(encoded: Json): Event;
}

/**
 * Events as lists of their values, in the order of the fields: version 1.
 *
 * A missing value is `null`, a `bigint` its digits, −0 the text `-0`; a `json` value is wrapped in a
 * list, so that a `null` that was sent is told from nothing. One with numbers that no double holds is its
 * text, behind a `null` in that list.
 */
export function eventCodec(fields: Fields): EventCodec {
  const columns = Object.entries(fields).map(([name, { type }]) => ({ name, kind: type.kind }));
  return {
    encode: (event) => columns.map(({ name, kind }) => toJson(kind, event[name])),
    decode: (encoded) => {
      const values = encoded as readonly Json[];
      const event: Record<string, unknown> = {};
      columns.forEach(({ name, kind }, i) => {
        event[name] = fromJson(kind, values[i] ?? null);
      });
      return event;
    },
  };
}

type Kind = Fields[string]['type']['kind'];

function toJson(kind: Kind, value: unknown): Json {
  if (value === undefined) return null;
  if (kind === 'json') {
    return holdsExactNumber(value) ? [null, JSON.stringify(value)] : [value as Json];
  }
  if (value === null) return null;
  if (kind === 'bigint') return String(value);
  return Object.is(value, -0) ? '-0' : (value as Json);
}

function fromJson(kind: Kind, stored: Json): unknown {
  if (stored === null) return undefined;
  if (kind === 'json') {
    const [value, text] = stored as readonly Json[];
    return typeof text === 'string' ? parseExactJson(text) : value;
  }
  if (kind === 'bigint') return BigInt(String(stored));
  return stored === '-0' && kind !== 'string' ? -0 : stored;
}
