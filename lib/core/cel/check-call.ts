import { nearestNames } from '../nearest-names.ts';
import { asDecimalLiteral, scaled } from './check-numbers.ts';
import { type Checking, typed, typeError } from './checking.ts';
import { scaleOf } from './compile-decimal.ts';
import { foldedCall } from './fold-call.ts';
import { functionNames, overloadsOf } from './functions/all-functions.ts';
import type { Span } from './tree.ts';
import type { Overload, Typed } from './typed.ts';
import { type CelType, DYN, fits, typeText } from './types.ts';

/** A function that is called, and where. */
export interface Callee {
  readonly name: string;
  /** Whether it stands after a point; then the first argument is what stands before. */
  readonly isMethod: boolean;
  readonly span: Span;
}

/**
 * A call with the meanings that its arguments leave: one, or several where a value decides.
 *
 * @throws DefinitionError `EXPRESSION_TYPE`
 */
export function resolve(checking: Checking, callee: Callee, args: readonly Typed[]): Typed {
  const all = overloadsOf(callee.name).filter(({ isMethod }) => isMethod === callee.isMethod);
  if (all.length === 0) throw unknownFunction(checking, callee);
  const written = EXACT.has(callee.name) ? args.map(asDecimalLiteral) : args;
  const exact = all.filter((overload) => accepts(overload, written));
  if (exact.length > 0) return call(checking, { callee, overloads: exact }, written);
  const isExact = EXACT.has(callee.name) || args.some(({ type }) => type.kind === 'decimal');
  const decimals = isExact ? args.map(asExactArgument) : args;
  const converted = all.filter((overload) => accepts(overload, decimals));
  if (converted.length > 0) return call(checking, { callee, overloads: converted }, decimals);
  throw wrongArguments(checking, callee, { all, args });
}

/** Functions for which a number with a point is the decimal that is written. */
const EXACT = new Set(['decimal', 'quotient']);

/** Whole numbers and numbers with a point as the decimals that a function may want. */
const asExactArgument = (part: Typed, i: number): Typed => {
  const literal = asDecimalLiteral(part);
  return i < 2 && literal.type.kind === 'int'
    ? scaled(literal, { kind: 'decimal', scale: 0 })
    : literal;
};

const accepts = ({ params, isVariadic }: Overload, args: readonly Typed[]): boolean =>
  (isVariadic ? args.length > 0 : args.length === params.length) &&
  args.every(({ type }, i) => fits(type, params[i] ?? (params.at(-1) as CelType)));

interface Meant {
  readonly callee: Callee;
  readonly overloads: readonly Overload[];
}

function call(checking: Checking, { callee, overloads }: Meant, args: readonly Typed[]): Typed {
  const { span } = callee;
  const [only] = overloads;
  const results = new Map(overloads.map(({ result }) => [typeText(result), result]));
  const [first = DYN] = results.values();
  const type = results.size === 1 ? first : DYN;
  const plain = typed({ node: 'call', overloads, args }, type, span);
  if (overloads.length !== 1 || only === undefined) return plain;
  const folded = foldedCall(checking, only, plain);
  if (folded !== undefined) return folded;
  return refined(only, plain, args);
}

/** A call whose result has a scale, or a type, that the arguments tell. */
function refined({ name }: Overload, plain: Typed, args: readonly Typed[]): Typed {
  const [of, digits] = args;
  if (name === 'decimal' && args.length === 1 && of !== undefined) {
    const scale = scaleOf(of.type);
    return scale === undefined ? plain : scaled(of, { kind: 'decimal', scale });
  }
  const told = name === 'decimal' ? digits : name === 'quotient' ? args[2] : undefined;
  if (told?.node === 'constant' && typeof told.value === 'bigint') {
    return scaled(plain, { kind: 'decimal', scale: Number(told.value) });
  }
  if (name === 'math.abs' && of?.type.kind === 'decimal' && of.type.scale !== null) {
    return scaled(plain, of.type);
  }
  if (name !== 'math.greatest' && name !== 'math.least') return plain;
  const types =
    args.length === 1 && of?.type.kind === 'list' ? [of.type.of] : args.map(({ type }) => type);
  const [first] = types;
  const isOne = first !== undefined && types.every((type) => typeText(type) === typeText(first));
  return isOne ? { ...plain, type: first } : plain;
}

function unknownFunction(checking: Checking, { name, isMethod, span }: Callee): Error {
  const other = overloadsOf(name)[0];
  const near = nearestNames(name, [...functionNames(), ...MACROS]);
  const asOther = isMethod ? `${name}(…)` : `value.${name}(…)`;
  return typeError(checking, span, {
    problem: 'there is no such function',
    given: isMethod ? `.${name}` : name,
    expected: other === undefined ? 'a function of CEL' : asOther,
    fix:
      other !== undefined
        ? `write ${asOther}`
        : near.length > 0
          ? `did you mean ${near.join(' or ')}?`
          : 'docs/expressions.md lists them',
  });
}

const MACROS = [
  'has',
  'all',
  'exists',
  'exists_one',
  'map',
  'filter',
  'orValue',
  'hasValue',
  'dyn',
];

function wrongArguments(
  checking: Checking,
  { name, isMethod, span }: Callee,
  { all, args }: { readonly all: readonly Overload[]; readonly args: readonly Typed[] },
): Error {
  const operator = /^_(.+)_$/.exec(name)?.[1];
  const shown = (types: readonly CelType[]): string => {
    const [first, ...rest] = types.map(typeText);
    if (operator !== undefined) return [first, ...rest].join(` ${operator} `);
    if (isMethod) return `${first}.${name}(${rest.join(', ')})`;
    return name === '-_' ? `-${first}` : `${name}(${types.map(typeText).join(', ')})`;
  };
  const given = args.map(({ type }) => type);
  return typeError(checking, span, {
    problem: `${operator ?? (name === '-_' ? '-' : name)} is not made for these types`,
    given: shown(given),
    expected: all
      .slice(0, 6)
      .map(({ params }) => shown(params))
      .join(' or '),
    fix:
      hintFor(checking, args) ??
      'convert one of them, with int(…), double(…), string(…) or decimal(…, 2)',
  });
}

function hintFor({ text }: Checking, args: readonly Typed[]): string | undefined {
  const [a, b] = args;
  if (a === undefined || b === undefined) return undefined;
  const mixed = [a, b].find(({ type }) => type.kind === 'int');
  const double = [a, b].find(({ type }) => type.kind === 'double');
  if (mixed === undefined || double === undefined) return undefined;
  const written = text.slice(mixed.span.start, mixed.span.end);
  if (double.node !== 'constant') return `write double(${written})`;
  return `write double(${written}), or decimal("${text.slice(double.span.start, double.span.end)}") to stay exact`;
}
