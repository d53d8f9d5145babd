import type { OutputType } from '../core/aggregators/output-type.ts';
import { formatDecimal, isDecimal, type Value } from '../core/value.ts';

/**
 * A value of a row as JavaScript has it: `int` and `double` are numbers, `bigint` is a bigint, a decimal
 * is text with all digits of its scale (`'12.50'`), an instant is a `Date`, lists and structures hold
 * such values.
 */
export type PlainValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | readonly PlainValue[]
  | { readonly [name: string]: PlainValue };

/** A value for whoever reads rows in a program: exact, and without types of our own. */
export function plainValue(value: Value, type?: OutputType): PlainValue {
  if (typeof value === 'number') return type?.kind === 'instant' ? new Date(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (isDecimal(value)) return formatDecimal(value);
  if (Array.isArray(value)) {
    const of = type?.kind === 'list' ? type.of : undefined;
    return value.map((each: Value) => plainValue(each, of));
  }
  const of = type?.kind === 'struct' ? type.fields : {};
  const entries = Object.entries(value as Readonly<Record<string, Value>>);
  return Object.fromEntries(entries.map(([name, each]) => [name, plainValue(each, of[name])]));
}
