import { DefinitionError } from '../errors/definition-error.ts';
import { decimal, double, type Field, type Fields, int, typeName } from './field-type.ts';
import type { DecimalValue } from './value.ts';

/** Values that a condition compares with. */
export type Comparable = string | number | boolean;

/** A condition on one field, as data: it can be planned, printed, and exported as SQL. */
export interface Condition<F extends string = string, V extends Comparable = Comparable> {
  /** The field that is looked at. */
  readonly field: F;
  /** `in`: the value is one of a list. Text is compared by its UTF-16 code units. */
  readonly op: '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in';
  /** What it is compared with; a decimal or an instant as events hold it. */
  readonly value: V | readonly V[];
}

/** What a condition can compare values of a type with: the literals that a field of it can have. */
export type ComparedWith<T> = unknown extends T
  ? Comparable
  : T extends string
    ? string
    : T extends boolean
      ? boolean
      : T extends number
        ? '__time' extends keyof T
          ? number | string
          : number
        : T extends bigint | DecimalValue
          ? number
          : never;

/** A condition on a field of an event, with a literal which that field can have. */
export type ConditionOn<E> = {
  readonly [F in keyof E & string]-?: Condition<F, ComparedWith<E[F]>>;
}[keyof E & string];

/**
 * A condition on one field: `where('quantity', '>', 0)`. A missing field fulfils none.
 *
 * @param field - The field that is looked at.
 * @param op - How: `==`, `!=`, `<`, `<=`, `>`, `>=`, or `in` with a list.
 * @param value - What it is compared with: 12.5 for a decimal of 12.50; an `instant` as ISO-8601 text or milliseconds.
 */
export const where = <F extends string, V extends Comparable>(
  field: F,
  op: Condition['op'],
  value: V | readonly V[],
): Condition<F, V> => ({ field, op, value });

/** Whether an event fulfils the condition. */
export function fulfils(event: Readonly<Record<string, unknown>>, condition: Condition): boolean {
  const got = event[condition.field] as Comparable | null | undefined;
  const { op, value } = condition;
  if (op !== 'in') return compares(got, op, value as Comparable);
  return got !== undefined && got !== null && (value as readonly Comparable[]).includes(got);
}

type Missing = null | undefined;

/** Whether two values compare so; a missing one never does. */
export function compares(
  a: Comparable | Missing,
  op: Exclude<Condition['op'], 'in'>,
  b: Comparable | Missing,
): boolean {
  if (a === undefined || a === null || b === undefined || b === null) return false;
  switch (op) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

/** The product of two numeric fields, exact for `int` and `decimal`. */
export interface Product<F extends string = string> {
  /** Tells expressions apart. */
  readonly op: 'product';
  /** The two fields. */
  readonly of: readonly [F, F];
}

/**
 * The product of two numeric fields: `product('quantity', 'unitPrice')`.
 *
 * Exact for `int` and `decimal`, whose scales add up; a double if one is and the other is no decimal.
 */
export const product = <A extends string, B extends string>(a: A, b: B): Product<A | B> => ({
  op: 'product',
  of: [a, b],
});

/**
 * The type of a product: scales add up; one double makes it a double, but not of a decimal.
 *
 * @throws {@link DefinitionError} `FIELD_UNKNOWN`, `AGGREGATE_TYPE_MISMATCH`
 */
export function productField(fields: Fields, { of: [a, b] }: Product): Field {
  const [left, right] = [numeric(fields, a), numeric(fields, b)];
  const optional = left.optional || right.optional;
  const kinds = [left.type.kind, right.type.kind];
  if (kinds.includes('double')) {
    if (kinds.includes('decimal')) throw inexact(left, right);
    return { ...double(), optional };
  }
  const scale = [left, right]
    .map(({ type }) => (type.kind === 'decimal' ? type.scale : 0))
    .reduce((sum, s) => sum + s, 0);
  const isInt = left.type.kind === 'int' && right.type.kind === 'int';
  return { ...(isInt ? int() : decimal(scale)), optional };
}

const inexact = (left: Field, right: Field): DefinitionError =>
  new DefinitionError('AGGREGATE_TYPE_MISMATCH', {
    at: 'product',
    problem: 'a decimal times a double is not exact',
    given: `${typeName(left.type)} and ${typeName(right.type)}`,
    expected: 'decimals and whole numbers, or doubles and whole numbers',
    fix: 'declare the double as a decimal, or derive the field with map',
  });

function numeric(fields: Fields, name: string): Field {
  const field = fieldOf(fields, name, 'product');
  if (['int', 'decimal', 'double'].includes(field.type.kind)) return field;
  throw new DefinitionError('AGGREGATE_TYPE_MISMATCH', {
    at: `product › ${name}`,
    problem: 'only numbers can be multiplied',
    given: typeName(field.type),
    expected: 'int, decimal or double',
    fix: 'name a numeric field, or derive one with map',
  });
}

/**
 * The field of that name.
 *
 * @throws {@link DefinitionError} `FIELD_UNKNOWN`, with the fields that there are.
 */
export function fieldOf(fields: Fields, name: string, at: string): Field {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field !== undefined) return field;
  throw new DefinitionError('FIELD_UNKNOWN', {
    at,
    problem: 'there is no such field',
    given: `"${name}"`,
    expected: `one of ${Object.keys(fields).join(', ')}`,
    fix: 'correct the name, or declare the field in the schema',
  });
}
