import { type Checking, typed, typeError } from './checking.ts';
import { partsOf } from './cost.ts';
import { expressionError } from './faults.ts';
import { SUMS } from './functions/sums.ts';
import type { Expr, Span } from './tree.ts';
import type { Typed } from './typed.ts';
import { BOOL, type CelType, DYN, optionalOf, typeText, type Variable } from './types.ts';

type Select = Extract<Expr, { kind: 'select' }>;

/**
 * A field of an event that has a name: `left.price`; `undefined` for what is said of anything else.
 *
 * @param isTarget - Whether it may stand by itself though the event may lack it, as an optional value.
 */
export function checkMember(checking: Checking, expr: Expr, isTarget: boolean): Typed | undefined {
  if (expr.kind !== 'select' || !mayBeRecord(checking, expr.of)) return undefined;
  const of = checking.check(expr.of);
  if (of.type.kind !== 'record') return undefined;
  const { field: name, span, optional } = expr;
  const { type, mayLack } = memberOf(checking, expr, of.type.fields);
  if (optional || (mayLack && isTarget)) {
    return typed({ node: 'memberOrNone', of, name }, optionalOf(type), span);
  }
  const written = expr.of.kind === 'name' ? `${expr.of.name}.${name}` : undefined;
  if (!mayLack || (written !== undefined && checking.isPresent(written))) {
    return typed({ node: 'member', of, name, mayLack }, type, span);
  }
  throw typeError(checking, span, {
    problem: `an event may lack ${name}`,
    given: `optional ${typeText(type)}`,
    expected: typeText(type),
    fix: `write has(${written ?? `….${name}`}) && …, or ${written ?? `….${name}`}.orValue(…)`,
  });
}

/** Checking twice would be exponential; only what may be an event is checked for being one. */
function mayBeRecord(checking: Checking, expr: Expr): boolean {
  if (expr.kind === 'index') return mayBeRecord(checking, expr.of);
  if (expr.kind === 'call') return expr.target !== null && mayBeRecord(checking, expr.target);
  return expr.kind === 'name' && holdsRecord(checking.typeOf(expr.name));
}

/** `has(left.price)`. */
export function hasMember(
  checking: Checking,
  { of: expr, target: of }: { readonly of: Select; readonly target: Typed },
  span: Span,
): Typed {
  if (of.type.kind === 'record') memberOf(checking, expr, of.type.fields);
  return typed({ node: 'hasMember', of, name: expr.field }, BOOL, span);
}

function memberOf(
  checking: Checking,
  { field, span }: Select,
  fields: Readonly<Record<string, Variable>>,
): Variable {
  const found = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (found !== undefined) return found;
  throw expressionError(
    'FIELD_UNKNOWN',
    { text: checking.text, span },
    {
      problem: 'there is no such field',
      given: `"${field}"`,
      expected: `one of ${Object.keys(fields).join(', ')}`,
      fix: 'correct the name',
    },
  );
}

/** `list.sum()`: of whole numbers, doubles and decimals; 0 for an empty list. */
export function checkSum(
  checking: Checking,
  { target, name, args, span }: Extract<Expr, { kind: 'call' }>,
): Typed | undefined {
  if (name !== 'sum' || target === null || args.length > 0) return undefined;
  const of = checking.check(target);
  const type = of.type.kind === 'list' ? of.type.of : of.type.kind === 'dyn' ? DYN : undefined;
  const overload = type === undefined ? undefined : SUMS[type.kind];
  if (overload !== undefined && type !== undefined) {
    return typed({ node: 'call', overloads: [overload], args: [of] }, type, span);
  }
  throw typeError(checking, span, {
    problem: 'this has no sum',
    given: typeText(of.type),
    expected: 'a list of int, double or decimal',
    fix: 'write list.map(each, …).sum()',
  });
}

/** Whether events are among the values of a type. */
export const holdsRecord = (type: CelType | undefined): boolean =>
  type?.kind === 'record' ||
  ((type?.kind === 'list' || type?.kind === 'optional') && holdsRecord(type.of));

/**
 * Refuses an event where a value is wanted.
 *
 * @throws DefinitionError `EXPRESSION_TYPE`
 */
export function checkNoRecord(checking: { readonly text: string }, part: Typed): void {
  const visit = (one: Typed, mayHold: boolean): void => {
    if (!mayHold && holdsRecord(one.type)) {
      throw typeError(checking, one.span, {
        problem: 'an event is no value by itself',
        given: typeText(one.type),
        expected: 'one of its fields',
        fix: 'write the name of a field behind it',
      });
    }
    for (const inner of partsOf(one)) visit(inner, takesRecord(one, inner));
  };
  visit(part, false);
}

function takesRecord(one: Typed, inner: Typed): boolean {
  switch (one.node) {
    case 'member':
    case 'hasMember':
    case 'memberOrNone':
      return true;
    case 'get':
      return inner === one.of;
    case 'fold':
      return inner === one.range;
    case 'bind':
      return true;
    case 'call':
      return one.overloads[0]?.name === 'size';
    default:
      return false;
  }
}
