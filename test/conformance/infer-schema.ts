import {
  bigint,
  boolean,
  double,
  type Field,
  type Fields,
  instant,
  int,
  json,
  optional,
  string,
} from '../../lib/core/field-type.ts';
import { type Schema, schema } from '../../lib/core/schema/schema.ts';

/** An event whose fields are known only from the case. */
export type AnyEvent = { readonly [field: string]: unknown };

/** Fields that an event cannot do without. */
const REQUIRED = ['id', 'ts', 'key', 'stream'];

/**
 * The schema that the events of a case fit.
 *
 * @param bigFields - Fields of decimal text that hold whole numbers of any length.
 */
export function inferSchema(
  events: readonly AnyEvent[],
  bigFields: ReadonlySet<string> = new Set(),
): Schema<AnyEvent> {
  const names = new Set(['ts', ...events.flatMap((event) => Object.keys(event))]);
  const fields = [...names].map((name): [string, Field] => {
    const values = events.map((event) => event[name]);
    const present = values.filter((value) => value !== undefined && value !== null);
    const field = fieldOf(name, present, bigFields.has(name));
    const isComplete = present.length === values.length || REQUIRED.includes(name);
    return [name, isComplete ? field : optional(field)];
  });
  return schema(Object.fromEntries(fields) as Fields) as Schema<AnyEvent>;
}

function fieldOf(name: string, values: readonly unknown[], isBig: boolean): Field {
  if (name === 'ts') return instant();
  if (isBig) return bigint();
  const kinds = new Set(values.map((value) => typeof value));
  if (kinds.size > 1) return json();
  if (kinds.has('boolean')) return boolean();
  if (kinds.has('object')) return json();
  if (!kinds.has('number')) return string();
  return values.every(Number.isSafeInteger) ? int() : double();
}

/** A field that every event has; which one makes no difference in one process. */
export const partitionKey = ({ fields }: Schema<AnyEvent>): string =>
  fields['id']?.optional === false ? 'id' : 'ts';

/** Bytes of an event, as a producer would send it. */
export const bytesOf = (event: AnyEvent): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(event));
