import { Decimal } from '../decimal.ts';
import { formatInstant, isEventTime } from '../instant.ts';
import type { Schema } from '../schema/schema.ts';
import { formatExpression } from './format.ts';
import type { BinaryOperator, Expr, Literal } from './tree.ts';

/** Text that is an expression, since no field has such a name. */
export type ExpressionText =
  | `!${string}`
  | `${string}${' ' | '(' | '.' | '[' | '+' | '-' | '*' | '/' | '%' | '=' | '<' | '>' | '?'}${string}`;

/** What may stand beside a term: another one, or a value that is written as a literal. */
export type Operand<T> =
  | Term<T>
  | NonNullable<T>
  | ([NonNullable<T>] extends [number | bigint | Decimal]
      ? number | string | Term<number> | Term<Decimal>
      : never);

/**
 * A part of an expression that is built and not written. It is the tree that its text would give, so what
 * holds for text holds for it; types are checked against the schema where it is used.
 */
export interface Term<T = unknown> {
  /** For tools. */
  readonly tree: object;
  /** Carries the TypeScript type; never present at run time. */
  readonly __value?: T;
  /** `this == other`. */
  eq(other: Operand<T>): Term<boolean>;
  /** `this != other`. */
  ne(other: Operand<T>): Term<boolean>;
  /** `this < other`. */
  lt(other: Operand<T>): Term<boolean>;
  /** `this <= other`. */
  le(other: Operand<T>): Term<boolean>;
  /** `this > other`. */
  gt(other: Operand<T>): Term<boolean>;
  /** `this >= other`. */
  ge(other: Operand<T>): Term<boolean>;
  /** `this in [a, b]`. */
  in(others: readonly Operand<T>[]): Term<boolean>;
  /** `this + other`. */
  plus(other: Operand<T>): Term<T>;
  /** `this - other`. */
  minus(other: Operand<T>): Term<T>;
  /** `this * other`. */
  times(other: Operand<T>): Term<T>;
  /** `this && other`. */
  and(other: Term<boolean>): Term<boolean>;
  /** `this || other`. */
  or(other: Term<boolean>): Term<boolean>;
  /** `!this`. */
  not(): Term<boolean>;
  /** `has(this)`: whether an event has the field. */
  isPresent(): Term<boolean>;
  /** `this.orValue(other)`: what stands for a field that an event lacks. */
  orValue(other: Operand<NonNullable<T>>): Term<NonNullable<T>>;
  /** Its text, for where one stands: `sum(expression(Sale, (e) => e.price.times(e.quantity)).text())`. */
  text(): ExpressionText;
  /** `this.name(…)`: any other function: `term.call('startsWith', 'DE')`. */
  call<R>(name: string, ...args: readonly unknown[]): Term<R>;
}

/** Fields of a schema as terms. */
export type Terms<E> = { readonly [K in keyof E]-?: Term<E[K]> };

/**
 * An expression that is built: `expression(Sale, (e) => e.amount.gt('50.00').and(e.country.in(['DE'])))`.
 *
 * A number is written as it prints, with a point if it has a fraction; text beside a field of numbers is the
 * number that it writes, so that `'50.00'` keeps its digits. Instants are milliseconds or ISO-8601 text.
 */
export function expression<E, R>(schema: Schema<E>, build: (fields: Terms<E>) => Term<R>): Term<R> {
  const names = Object.keys(schema.fields);
  const terms = names.map((name) => [
    name,
    term({ kind: 'name', name, span: NOWHERE }, writingOf(schema, name)),
  ]);
  return build(Object.fromEntries(terms) as Terms<E>);
}

const NOWHERE = { start: 0, end: 0 };

const NUMERIC = new Set(['int', 'decimal', 'double', 'bigint']);

/** How values beside a term are written. */
type Writing = 'number' | 'time' | 'plain';

function writingOf(schema: Schema<unknown>, name: string): Writing {
  const kind = Object.entries(schema.fields).find(([each]) => each === name)?.[1].type.kind ?? '';
  if (kind === 'instant') return 'time';
  return NUMERIC.has(kind) ? 'number' : 'plain';
}

function term<T>(tree: Expr, writing: Writing): Term<T> {
  const other = (value: unknown): Expr => treeOf(value, writing);
  const binary = <R>(op: BinaryOperator, value: unknown, as: Writing = 'plain'): Term<R> =>
    term({ kind: 'binary', op, left: tree, right: other(value), span: NOWHERE }, as);
  const called = <R>(name: string, args: readonly Expr[], as: Writing = 'plain'): Term<R> =>
    term({ kind: 'call', name, target: tree, args, span: NOWHERE }, as);
  return {
    tree,
    text: () => formatExpression(tree) as ExpressionText,
    eq: (value) => binary('==', value),
    ne: (value) => binary('!=', value),
    lt: (value) => binary('<', value),
    le: (value) => binary('<=', value),
    gt: (value) => binary('>', value),
    ge: (value) => binary('>=', value),
    in: (values) => {
      const items = values.map((value) => ({ value: other(value), optional: false }));
      const right: Expr = { kind: 'list', items, span: NOWHERE };
      return term({ kind: 'binary', op: 'in', left: tree, right, span: NOWHERE }, 'plain');
    },
    plus: (value) => binary('+', value, writing),
    minus: (value) => binary('-', value, writing),
    times: (value) => binary('*', value, writing),
    and: (value) => binary('&&', value),
    or: (value) => binary('||', value),
    not: () => term({ kind: 'unary', op: '!', of: tree, span: NOWHERE }, 'plain'),
    isPresent: () =>
      term({ kind: 'call', name: 'has', target: null, args: [tree], span: NOWHERE }, 'plain'),
    orValue: (value) => called('orValue', [other(value)], writing),
    call: (name, ...args) =>
      called(
        name,
        args.map((value) => treeOf(value, 'plain')),
      ),
  };
}

const NUMBER = /^-?\d+(\.\d+)?$/;

/** Whether something was made by {@link expression}. */
export const isTerm = (value: unknown): value is Term =>
  typeof value === 'object' && value !== null && 'tree' in value;

function treeOf(value: unknown, writing: Writing): Expr {
  if (isTerm(value)) return value.tree as Expr;
  if (writing !== 'time') return literal(literalOf(value, writing));
  const text = typeof value === 'number' && isEventTime(value) ? formatInstant(value) : value;
  const args = [literal(literalOf(text, 'plain'))];
  return { kind: 'call', name: 'timestamp', target: null, args, span: NOWHERE };
}

const literal = (of: Literal): Expr => ({ kind: 'literal', literal: of, span: NOWHERE });

function literalOf(value: unknown, writing: Writing): Literal {
  switch (typeof value) {
    case 'boolean':
      return { type: 'bool', value };
    case 'bigint':
      return { type: 'int', value };
    case 'number':
      return Number.isInteger(value) && Math.abs(value) < 1e15
        ? { type: 'int', value: BigInt(value) }
        : { type: 'double', digits: String(value).replace('e+', 'e') };
    case 'string': {
      const number = writing === 'number' ? NUMBER.exec(value) : null;
      if (number === null) return { type: 'string', value };
      return number[1] === undefined
        ? { type: 'int', value: BigInt(value) }
        : { type: 'double', digits: value };
    }
    default:
      if (value instanceof Decimal) return literalOf(String(value), 'number');
      return value instanceof Uint8Array ? { type: 'bytes', value } : { type: 'null' };
  }
}
