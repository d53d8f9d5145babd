import { isExactNumber } from '../schema/exact-json.ts';
import type { DecimalValue } from '../value.ts';

/** A whole number that is never negative, below 2⁶⁴. */
export class Uint {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** An exact decimal within an expression: units and a scale, of any size; authors see `Decimal` of `core/decimal.ts`. */
export class CelDecimal implements DecimalValue {
  readonly units: bigint;
  readonly scale: number;
  constructor(units: bigint, scale: number) {
    this.units = units;
    this.scale = scale;
  }
}

/** A point in time. Units: milliseconds since 1970, and 0 to 999,999 nanoseconds after them. */
export class Timestamp {
  readonly ms: number;
  readonly nanos: number;
  constructor(ms: number, nanos: number) {
    this.ms = ms;
    this.nanos = nanos;
  }
}

/** A length of time, maybe negative. Units: whole milliseconds, and 0 to 999,999 nanoseconds more. */
export class Duration {
  readonly ms: number;
  readonly nanos: number;
  constructor(ms: number, nanos: number) {
    this.ms = ms;
    this.nanos = nanos;
  }
}

/** A value, or none. */
export class Optional {
  /** `undefined` for none. */
  readonly value: Value | undefined;
  constructor(value: Value | undefined) {
    this.value = value;
  }
}

/** The type of a value, as `type(x)` gives it. */
export class TypeValue {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** Why an expression has no value for an event. */
export class Failure {
  /** What went wrong, in words. */
  readonly reason: string;
  /** Where in the text it did; `null` until the place is known. */
  readonly start: number | null;
  constructor(reason: string, start: number | null = null) {
    this.reason = reason;
    this.start = start;
  }
}

/** Keys and values; keys by what they are, so that `1`, `1u` and `1.0` are one. */
export class CelMap {
  readonly #entries = new Map<unknown, readonly [Value, Value]>();

  get size(): number {
    return this.#entries.size;
  }
  has(key: Value): boolean {
    return this.#entries.has(keyOf(key));
  }
  get(key: Value): Value | undefined {
    return this.#entries.get(keyOf(key))?.[1];
  }
  set(key: Value, value: Value): void {
    this.#entries.set(keyOf(key), [key, value]);
  }
  entries(): Iterable<readonly [Value, Value]> {
    return this.#entries.values();
  }
}

/**
 * A value by itself, as lists, maps and what is not known to be of one type hold it: whole numbers are
 * bigints there, and numbers are doubles.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Uint
  | CelDecimal
  | Timestamp
  | Duration
  | Optional
  | TypeValue
  | readonly Value[]
  | CelMap;

const keyOf = (key: Value): unknown => {
  if (key instanceof Uint) return key.value;
  return typeof key === 'number' && Number.isInteger(key) ? BigInt(key) : key;
};

/** The kind of a value, as types name it. */
export function kindOf(value: Value): string {
  switch (typeof value) {
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (value instanceof CelMap) return 'map';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof CelDecimal) return 'decimal';
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof Duration) return 'duration';
  if (value instanceof Uint) return 'uint';
  return value instanceof Optional ? 'optional' : 'type';
}

/** What a field of JSON holds, as a value. Deep; the caller bounds it. */
export function fromJson(json: unknown): Value {
  if (typeof json !== 'object' || json === null) return (json ?? null) as Value;
  if (Array.isArray(json)) return json.map(fromJson);
  if (isExactNumber(json)) return wholeNumber((json as { readonly rawJSON: string }).rawJSON);
  const map = new CelMap();
  for (const [name, value] of Object.entries(json)) map.set(name, fromJson(value));
  return map;
}

/** A number that was kept as it was written: whole ones of 64 bits are `int`, others decimals. */
function wholeNumber(text: string): Value {
  if (!/^-?\d+$/.test(text)) return Number(text);
  const whole = BigInt(text);
  return BigInt.asIntN(64, whole) === whole ? whole : new CelDecimal(whole, 0);
}
