import { alignedConditional, asDecimalLiteral, isDecimal } from './check-numbers.ts';
import { type Checking, needs, typed, typeError } from './checking.ts';
import { isZero } from './compile-list.ts';
import { overload } from './functions/overload.ts';
import type { Expr, Span } from './tree.ts';
import type { Overload, Typed } from './typed.ts';
import { BOOL, type CelType, DYN, fits, joined, NONE, optionalOf, typeText } from './types.ts';
import { Failure, Optional, type Value } from './values.ts';

type Call = Extract<Expr, { kind: 'call' }>;

const OF = overload('of(dyn) optional', (value: Value) => new Optional(value));
const OF_NON_ZERO = overload(
  'ofNonZeroValue(dyn) optional',
  (value: Value) => new Optional(isZero(value) ? undefined : value),
);

const HAS_VALUE = overload(
  'optional.hasValue() bool',
  ({ value }: Optional) => value !== undefined,
);
const VALUE = overload(
  'optional.value() dyn',
  ({ value }: Optional) => value ?? new Failure('the optional value is none'),
);

/** Calls that make and open optional values, typed; `undefined` if it is another call. */
export function checkOptionalCall(checking: Checking, call: Call): Typed | undefined {
  const { target, name, args, span } = call;
  if (target?.kind === 'name' && target.name === 'optional' && !checking.isVariable('optional')) {
    return makes(checking, call);
  }
  if (target === null || !METHODS.has(name)) return undefined;
  const of = needs(checking, checking.checkTarget(target), 'optional');
  const inner = of.type.kind === 'optional' ? of.type.of : DYN;
  if (args.length !== (name === 'hasValue' || name === 'value' ? 0 : 1)) {
    throw typeError(checking, span, {
      problem: `${name} has another number of arguments`,
      given: `${args.length}`,
      expected: name.startsWith('or') ? '1' : '0',
      fix: `write value.${name}(${name.startsWith('or') ? 'other' : ''})`,
    });
  }
  if (name === 'hasValue') return simple(HAS_VALUE, [of], BOOL, span);
  if (name === 'value') return simple(VALUE, [of], inner, span);
  const other = checking.check(args[0] as Expr);
  return name === 'or' ? either(checking, [of, other], span) : orValue(checking, [of, other], span);
}

const METHODS = new Set(['hasValue', 'value', 'or', 'orValue']);

const simple = (only: Overload, args: readonly Typed[], type: CelType, span: Span): Typed =>
  typed({ node: 'call', overloads: [only], args }, type, span);

function makes(checking: Checking, { name, args, span }: Call): Typed | undefined {
  if (name === 'none' && args.length === 0) {
    return typed(
      { node: 'constant', value: new Optional(undefined), digits: null },
      optionalOf(NONE),
      span,
    );
  }
  const only = name === 'of' ? OF : name === 'ofNonZeroValue' ? OF_NON_ZERO : undefined;
  if (only === undefined || args.length !== 1) return undefined;
  const of = checking.check(args[0] as Expr);
  return simple(only, [of], optionalOf(of.type), span);
}

function either(checking: Checking, [of, written]: readonly [Typed, Typed], span: Span): Typed {
  const other = needs(checking, written, 'optional');
  const present = simple(HAS_VALUE, [of], BOOL, of.span);
  const type = joined(of.type, other.type);
  return typed({ node: 'conditional', test: present, yes: of, no: other }, type, span);
}

/** `a.orValue(b)`: b is only asked where a is none. */
function orValue(checking: Checking, [of, written]: readonly [Typed, Typed], span: Span): Typed {
  const inner = of.type.kind === 'optional' ? of.type.of : DYN;
  const other = inner.kind === 'decimal' ? asDecimalLiteral(written) : written;
  const test = simple(HAS_VALUE, [of], BOOL, of.span);
  const yes = simple(VALUE, [of], inner, of.span);
  const isExact = inner.kind === 'decimal' && (isDecimal(other) || other.type.kind === 'int');
  if (isExact) {
    const node = { node: 'conditional', test, yes, no: other } as const;
    return alignedConditional(typed(node, inner, span) as never);
  }
  if (!fits(other.type, inner) && !fits(inner, other.type)) {
    throw typeError(checking, other.span, {
      problem: 'orValue gives a value of the same type',
      given: typeText(other.type),
      expected: typeText(inner),
      fix: 'write a value of that type',
    });
  }
  const type = joined(inner, other.type);
  return typed({ node: 'conditional', test, yes, no: other }, type, span);
}
