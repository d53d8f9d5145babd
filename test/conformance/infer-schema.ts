import {
  bigint,
  boolean,
  decimal,
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
import { Unsupported } from './case.ts';

/** An event whose fields are known only from the case. */
export type AnyEvent = { readonly [field: string]: unknown };

/** Fields that an event cannot do without. */
const REQUIRED = ['id', 'ts', 'stream'];

/** What the specification of a case says of its events. */
export interface Hints {
  /** Fields that are there even if no event of the case has them, and what they are then. */
  readonly known?: Readonly<Record<string, Field>>;
  /** What fields are, whatever the events show. */
  readonly declared?: Readonly<Record<string, Field>>;
  /** Fields of decimal text that hold whole numbers of any length. */
  readonly big?: ReadonlySet<string>;
}

/** The schema that the events of a case fit. */
export function inferSchema(
  events: readonly AnyEvent[],
  { known = {}, declared = {}, big = new Set() }: Hints = {},
): Schema<AnyEvent> {
  const names = new Set(['ts', ...events.flatMap((event) => Object.keys(event))]);
  const fields = [...names].map((name): [string, Field] => {
    const stated = declared[name];
    if (stated !== undefined) return [name, stated];
    const values = events.map((event) => event[name]);
    const present = values.filter((value) => value !== undefined && value !== null);
    const hint = present.length === 0 ? known[name] : undefined;
    const field = hint ?? fieldOf(name, present, big.has(name));
    const isComplete = present.length === values.length || REQUIRED.includes(name);
    return [name, isComplete ? field : optional(field)];
  });
  return schema({ ...known, ...Object.fromEntries(fields) } as Fields) as Schema<AnyEvent>;
}

const TYPES: Readonly<Record<string, () => Field>> = {
  ...{ string, boolean, int, double, bigint, instant, json },
};

/** A field by its name in a case: `int`, `decimal(2)`, or `string?` if it may be missing. */
export function fieldNamed(text: string): Field {
  if (text.endsWith('?')) return optional(fieldNamed(text.slice(0, -1)));
  const scale = /^decimal\((\d+)\)$/.exec(text)?.[1];
  const make = scale === undefined ? TYPES[text] : () => decimal(Number(scale));
  if (make === undefined) throw new Unsupported(`the type "${text}"`);
  return make();
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
