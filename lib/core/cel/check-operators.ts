import { resolve } from './check-call.ts';
import { asDecimalLiteral, besideDecimals, decimalOperation, isDecimal } from './check-numbers.ts';
import { type Checking, needs, typed, typeError } from './checking.ts';
import type { BinaryOperator, Expr, Span } from './tree.ts';
import type { Order, Typed } from './typed.ts';
import { BOOL, type CelType, fits, INT, joined, typeText } from './types.ts';

type Binary = Extract<Expr, { kind: 'binary' }>;

interface Place {
  readonly op: BinaryOperator;
  readonly span: Span;
}

/** Operators of two sides, but for `&&` and `||`. */
export function checkOperator(checking: Checking, { op, left, right, span }: Binary): Typed {
  const place = { op, span };
  const sides = [checking.check(left), checking.check(right)] as const;
  switch (op) {
    case '==':
    case '!=':
      return equality(checking, place, sides);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return order(checking, place, sides);
    case 'in':
      return membership(checking, place, sides);
    default:
      return arithmetic(checking, place, sides);
  }
}

function arithmetic(checking: Checking, place: Place, sides: readonly [Typed, Typed]): Typed {
  const exact = besideDecimals(checking, place, sides);
  if (exact.some(isDecimal) && exact.every((side) => isDecimal(side) || side.type.kind === 'int')) {
    const operation = decimalOperation(checking, place, exact);
    if (operation !== undefined) return operation;
  }
  const [a, b] = exact;
  const call = resolve(
    checking,
    { name: `_${place.op}_`, isMethod: false, span: place.span },
    exact,
  );
  if (a.type.kind !== 'list' || b.type.kind !== 'list') return call;
  return { ...call, type: joined(a.type, b.type) };
}

const NUMBERS = new Set(['int', 'uint', 'double', 'dyn']);

const ORDERED = new Set(['string', 'bool', 'bytes', 'timestamp', 'duration', 'decimal', 'dyn']);

function order(checking: Checking, place: Place, sides: readonly [Typed, Typed]): Typed {
  const [left, right] = besideDecimals(checking, place, sides);
  const [a, b] = [left.type.kind, right.type.kind];
  const isNumeric = NUMBERS.has(a) && NUMBERS.has(b);
  const isDyn = a === 'dyn' || b === 'dyn';
  const isAlike = (a === b || isDyn) && ORDERED.has(a === 'dyn' ? b : a);
  if (!isNumeric && !isAlike && !isExact(left, right))
    throw mismatch(checking, place, [left, right]);
  return typed({ node: 'compare', op: place.op as Order, left, right }, BOOL, place.span);
}

/** Decimals and whole numbers. */
const isExact = (left: Typed, right: Typed): boolean =>
  (isDecimal(left) || isDecimal(right)) &&
  [left, right].every(
    (side) => isDecimal(side) || side.type.kind === 'int' || side.type.kind === 'uint',
  );

function equality(checking: Checking, place: Place, sides: readonly [Typed, Typed]): Typed {
  const [left, right] = besideDecimals(checking, place, sides);
  if (!isComparable(left, right)) throw mismatch(checking, place, [left, right]);
  const negated = place.op === '!=';
  return typed({ node: 'equal', negated, left, right }, BOOL, place.span);
}

const isComparable = (left: Typed, right: Typed): boolean =>
  fits(left.type, right.type) ||
  fits(right.type, left.type) ||
  isExact(left, right) ||
  (left.type.kind === 'decimal' && right.type.kind === 'decimal');

function membership(
  checking: Checking,
  place: Place,
  [left, within]: readonly [Typed, Typed],
): Typed {
  const right = isDecimal(left) ? asDecimalLiteral(within) : within;
  if (right.node === 'list') {
    const isMixed = joinedTypes(right.entries.map(({ value }) => value.type)).kind === 'dyn';
    if (isMixed && !isDecimal(left)) return typed({ node: 'in', left, right }, BOOL, place.span);
    for (const { value } of right.entries) {
      if (!isComparable(left, value))
        throw mismatch(checking, { ...place, span: value.span }, [left, value]);
    }
    return typed({ node: 'in', left, right }, BOOL, place.span);
  }
  const { type } = right;
  const element = type.kind === 'list' ? type.of : type.kind === 'map' ? type.key : undefined;
  if (element === undefined && type.kind !== 'dyn') {
    throw typeError(checking, right.span, {
      problem: "'in' looks into a list or the keys of a map",
      given: typeText(type),
      expected: `list(${typeText(left.type)})`,
      fix: type.kind === 'string' ? 'write contains(…) for a part of a text' : 'write a list',
    });
  }
  if (element !== undefined && !fits(left.type, element) && !fits(element, left.type)) {
    throw mismatch(checking, place, [left, { ...right, type: element }]);
  }
  return typed({ node: 'in', left, right }, BOOL, place.span);
}

function mismatch(
  checking: Checking,
  { op, span }: Place,
  [left, right]: readonly [Typed, Typed],
): Error {
  return typeError(checking, span, {
    problem: `${op} is not made for these types`,
    given: `${typeText(left.type)} ${op} ${typeText(right.type)}`,
    expected: 'two values of one type',
    fix:
      conversionHint(checking.text, left, right) ??
      conversionHint(checking.text, right, left) ??
      'convert one of them',
  });
}

/** How one side could be made the type of the other. */
export function conversionHint(text: string, from: Typed, to: Typed): string | undefined {
  const written = text.slice(from.span.start, from.span.end);
  const { kind } = to.type;
  if (from.type.kind === 'null') return 'an event lacks a field or has it: write has(field)';
  if (from.node === 'constant' && from.type.kind === 'string') {
    if (kind === 'timestamp' || kind === 'duration') return `write ${kind}(${written})`;
    if (['int', 'double', 'bool'].includes(kind))
      return `write ${written.slice(1, -1)} without quotes`;
  }
  if (from.node === 'constant' && kind === 'string')
    return `write ${JSON.stringify(written)} with quotes`;
  if (from.type.kind === 'int' && kind === 'double') return `write double(${written})`;
  if (from.type.kind === 'string' && ['int', 'double'].includes(kind))
    return `write ${kind}(${written})`;
  return undefined;
}

/** `-x` and `!x`. */
export function checkUnary(
  checking: Checking,
  { op, of, span }: Extract<Expr, { kind: 'unary' }>,
): Typed {
  const part = checking.check(of);
  if (op === '!') return typed({ node: 'not', of: needs(checking, part, 'bool') }, BOOL, span);
  const { type } = part;
  if (type.kind === 'decimal' && type.scale !== null) {
    const zero = typed({ node: 'constant', value: 0n, digits: null }, INT, span);
    return typed({ node: 'decimal', op: '-', left: zero, right: part }, type, span);
  }
  return resolve(checking, { name: '-_', isMethod: false, span }, [part]);
}

/** The type of a list's elements or a map's values together. */
export const joinedTypes = (types: readonly CelType[]): CelType =>
  types.reduce(joined, { kind: 'none' } as CelType);
