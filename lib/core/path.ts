import { DefinitionError } from '../errors/definition-error.ts';
import { type Field, type Fields, typeName } from './field-type.ts';
import { own } from './own.ts';
import { isExactNumber } from './schema/exact-json.ts';
import { readFound, Unreadable } from './schema/read-value.ts';

/** A value within a `json` field, as data. */
export interface Path<T = unknown, F extends string = string> {
  /** Tells expressions apart. */
  readonly op: 'path';
  /** The field, then names of members and places in lists. */
  readonly of: readonly [F, ...string[]];
  /** What is there. */
  readonly field: Field<T>;
}

/**
 * A value within a `json` field: `path('address.city', string())`, `path('lines.0.sku', string())`.
 *
 * It is read as a declared field would be. Where there is nothing, or null, an `optional(…)` one is
 * missing; any other sets the event aside, and so does a value of another type.
 *
 * @param of - The field, then what is below it, with points between; a list where a name has points.
 * @param field - What is there.
 */
export function path<T, const P extends string | readonly [string, ...string[]]>(
  of: P,
  field: Field<T>,
): Path<T, RootOf<P>> {
  const names = typeof of === 'string' ? of.split('.') : of;
  return { op: 'path', of: names as unknown as readonly [RootOf<P>, ...string[]], field };
}

/** The field that a path begins with. */
export type RootOf<P> = P extends readonly [infer F extends string, ...unknown[]]
  ? F
  : P extends `${infer F}.${string}`
    ? F
    : P extends string
      ? P
      : never;

/** What is at a path within a value; `undefined` if nothing is. */
export function valueAt(value: unknown, names: readonly string[]): unknown {
  let found = value;
  for (const name of names) {
    if (typeof found !== 'object' || found === null || isExactNumber(found)) return undefined;
    found = Array.isArray(found) ? found[placeOf(name)] : own(found as object as Members, name);
  }
  return found;
}

type Members = Readonly<Record<string, unknown>>;

/** A place in a list: only digits are one. */
const placeOf = (name: string): number => (/^\d+$/.test(name) ? Number(name) : -1);

/**
 * A value from within JSON, as the field holds it; `undefined` if an optional one is missing.
 *
 * @throws RangeError for a value that the field does not hold, and for a missing one that is not optional
 */
export function readInner({ type, optional }: Field, value: unknown, name: string): unknown {
  if (value === undefined || (value === null && (optional || type.kind !== 'json'))) {
    if (optional) return undefined;
    throw new RangeError(`${name}: there is none, and ${typeName(type)} was expected`);
  }
  const read = readFound(type, value);
  if (!(read instanceof Unreadable)) return read;
  throw new RangeError(`${name}: is no ${typeName(type)} [${read.reason}]`);
}

/**
 * Checks that a path begins in a field of JSON, and goes on.
 *
 * @throws {@link DefinitionError} `FIELD_UNKNOWN`, `STEP_INVALID`
 */
export function checkPath(fields: Fields, { of: [root, ...below] }: Path, field: Field): void {
  if (field.type.kind === 'json' && below.length > 0 && !below.includes('')) return;
  throw new DefinitionError('STEP_INVALID', {
    at: `path › ${root}`,
    problem: 'leads to nothing',
    given: `"${[root, ...below].join('.')}", and ${root} is ${typeName(field.type)}`,
    expected: 'a json field, and the name of something in it',
    fix: `write ${jsonFieldOf(fields) ?? 'address'}.city, or the field itself`,
  });
}

const jsonFieldOf = (fields: Fields): string | undefined =>
  Object.entries(fields).find(([, { type }]) => type.kind === 'json')?.[0];
