import { DefinitionError } from '../errors/definition-error.ts';
import type { Decimal } from './decimal.ts';

/**
 * What a field of an event holds.
 *
 * | kind | value in an event | JSON | notes |
 * |---|---|---|---|
 * | `string` | string | string | |
 * | `boolean` | boolean | true, false | |
 * | `int` | number | number without fraction | −(2⁵³−1) to 2⁵³−1 |
 * | `double` | number | number | 0, or a magnitude from 1e-130 to below 1e126, as DynamoDB holds |
 * | `decimal` | {@link Decimal} | number or string, at most `scale` decimals | never passes through a double; operators such as `>` throw |
 * | `bigint` | bigint | integer number or string of digits | any length up to 38 digits |
 * | `instant` | number: ms since 1970 | ISO-8601 string with zone or `Z` (see `readInstant`), or integer milliseconds | |
 * | `json` | any JSON value | any | not usable as key or in aggregates |
 */
export type FieldType =
  | { readonly kind: 'string' | 'boolean' | 'int' | 'double' | 'bigint' | 'instant' | 'json' }
  | { readonly kind: 'decimal'; readonly scale: number };

/**
 * Milliseconds since 1970, as fields of type `instant` hold them: a number like any other, which conditions compare with
 * ISO-8601 text too.
 */
export type Instant = number & {
  /** Tells times from other numbers; never present at run time. */
  readonly __time?: true;
};

/** A field: its type, and whether an event may lack it (then the value is `undefined`). */
export interface Field<T = unknown> {
  /** What it holds. */
  readonly type: FieldType;
  /** Whether an event may lack it. */
  readonly optional: boolean;
  /** Carries the TypeScript type; never present at run time. */
  readonly __value?: T;
}

/** Fields by name, in the order of the declaration. */
export type Fields = Readonly<Record<string, Field>>;

type OptionalNames<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<infer T> ? (undefined extends T ? K : never) : never;
}[keyof F];

type ValueOf<F> = F extends Field<infer T> ? T : never;

/** The TypeScript type of an event with these fields. */
export type EventOf<F extends Fields> = {
  readonly [K in Exclude<keyof F, OptionalNames<F>>]: ValueOf<F[K]>;
} & { readonly [K in OptionalNames<F>]?: ValueOf<F[K]> };

const required = <T>(type: FieldType): Field<T> => ({ type, optional: false });

/** Text. */
export const string = (): Field<string> => required({ kind: 'string' });
/** True or false. */
export const boolean = (): Field<boolean> => required({ kind: 'boolean' });
/** A whole number of at most 53 bits. */
export const int = (): Field<number> => required({ kind: 'int' });
/** An IEEE 754 double that is 0 or has a magnitude from 1e-130 to below 1e126. */
export const double = (): Field<number> => required({ kind: 'double' });
/** A whole number of up to 38 digits. */
export const bigint = (): Field<bigint> => required({ kind: 'bigint' });
/**
 * A point in time. Units: milliseconds since 1970 in an event; in JSON also ISO-8601 text with a zone.
 */
export const instant = (): Field<Instant> => required({ kind: 'instant' });
/** Any JSON value; carried along, but not looked into. */
export const json = (): Field<unknown> => required({ kind: 'json' });

/** The largest scale of a decimal. */
export const MAX_DECIMAL_SCALE = 15;

/**
 * An exact decimal with `scale` digits after the point, such as money.
 *
 * Units: functions of an author get a {@link Decimal}, so `decimal(2)` reads `12.5` as one of 12.50.
 * Error: none; more decimals than `scale`, or more than 2⁵³−1 units, make the event a dead letter.
 *
 * @param scale - From 0 to `MAX_DECIMAL_SCALE`.
 * @throws {@link DefinitionError} `DECIMAL_SCALE_OUT_OF_RANGE`
 */
export function decimal(scale: number): Field<Decimal> {
  if (Number.isInteger(scale) && scale >= 0 && scale <= MAX_DECIMAL_SCALE) {
    return required({ kind: 'decimal', scale });
  }
  throw new DefinitionError('DECIMAL_SCALE_OUT_OF_RANGE', {
    at: 'decimal',
    problem: 'the scale cannot be used',
    given: String(scale),
    expected: `a whole number from 0 to ${MAX_DECIMAL_SCALE}`,
    fix: 'give the number of digits after the point, 2 for cents',
  });
}

/** Fields, of which an event may lack some besides. */
export const withOptional = (fields: Fields, isLacking: (name: string) => boolean): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      isLacking(name) ? optional(field) : field,
    ]),
  );

/** The same field, which an event may lack or hold as null. */
export const optional = <T>(field: Field<T>): Field<T | undefined> => ({
  type: field.type,
  optional: true,
});

/** Name of a type for people: `decimal(2)`. */
export const typeName = (type: FieldType): string =>
  type.kind === 'decimal' ? `decimal(${type.scale})` : type.kind;
