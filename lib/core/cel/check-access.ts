import { conversionHint } from './check-operators.ts';
import { type Checking, typed, typeError } from './checking.ts';
import type { Expr } from './tree.ts';
import type { Typed } from './typed.ts';
import { type CelType, DYN, fits, optionalOf, STRING, TYPE, typeText } from './types.ts';
import { TypeValue } from './values.ts';

type Access = Extract<Expr, { kind: 'select' | 'index' }>;

/** `a.b`, `a[b]`, and both with `?`. */
export function checkAccess(checking: Checking, expr: Access): Typed {
  const { span, optional } = expr;
  const of = optional ? checking.checkTarget(expr.of) : checking.check(expr.of);
  const key = expr.kind === 'select' ? constantKey(expr) : checking.check(expr.index);
  const isOptional = of.type.kind === 'optional';
  const inner = of.type.kind === 'optional' ? of.type.of : of.type;
  const type = elementType(checking, { expr, of, inner }, key);
  return typed(
    { node: 'get', of, key, optional },
    optional || isOptional ? optionalOf(type) : type,
    span,
  );
}

const constantKey = ({ field, span }: Extract<Expr, { kind: 'select' }>): Typed =>
  typed({ node: 'constant', value: field, digits: null }, STRING, span);

interface Looked {
  readonly expr: Access;
  readonly of: Typed;
  readonly inner: CelType;
}

function elementType(checking: Checking, { expr, of, inner }: Looked, key: Typed): CelType {
  if (inner.kind === 'dyn' || inner.kind === 'none') return DYN;
  if (inner.kind === 'map' && fits(key.type, inner.key)) return known(inner.value);
  if (inner.kind === 'map' && NUMBERS.has(key.type.kind) && NUMBERS.has(inner.key.kind))
    return known(inner.value);
  const isIndex = expr.kind === 'index' && INDICES.has(key.type.kind);
  if (inner.kind === 'list' && isIndex) return known(inner.of);
  if (inner.kind === 'list' || inner.kind === 'map') {
    throw typeError(checking, key.span, {
      problem:
        inner.kind === 'list' ? 'an element of a list has a number' : 'keys are of another type',
      given: typeText(key.type),
      expected: inner.kind === 'list' ? 'int' : typeText(inner.key),
      fix:
        conversionHint(checking.text, key, {
          ...key,
          type: inner.kind === 'list' ? { kind: 'int' } : inner.key,
        }) ?? 'correct it',
    });
  }
  throw typeError(checking, expr.span, {
    problem: 'a value of this type has no fields or elements',
    given: typeText(of.type),
    expected: 'json, a list or a map',
    fix: 'name another field, or remove what follows it',
  });
}

/** What nothing is of may be anything. */
const known = (type: CelType): CelType => (type.kind === 'none' ? DYN : type);

const NUMBERS = new Set(['int', 'uint', 'double']);

const INDICES = new Set(['int', 'uint', 'double', 'dyn']);

/** `google.protobuf.Timestamp` and the like, where none of the names is a field. */
export function namedType(checking: Checking, expr: Access): Typed | undefined {
  const name = dotted(expr);
  if (name === undefined || !NAMED.has(name) || checking.isVariable('google')) return undefined;
  return typed({ node: 'constant', value: new TypeValue(name), digits: null }, TYPE, expr.span);
}

const NAMED = new Set(['google.protobuf.Timestamp', 'google.protobuf.Duration']);

function dotted(expr: Expr): string | undefined {
  if (expr.kind === 'name') return expr.name;
  if (expr.kind !== 'select' || expr.optional) return undefined;
  const before = dotted(expr.of);
  return before === undefined ? undefined : `${before}.${expr.field}`;
}
