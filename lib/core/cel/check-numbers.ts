import { type Checking, typed, typeError } from './checking.ts';
import { scaleOf } from './compile-decimal.ts';
import { MAX_DECIMAL_DIGITS } from './numbers.ts';
import type { BinaryOperator, Span } from './tree.ts';
import type { Typed } from './typed.ts';
import { ANY_DECIMAL, type CelType, listOf, typeText } from './types.ts';
import { CelDecimal } from './values.ts';

/** A number with a point as the decimal that is written; all else as it is. */
export function asDecimalLiteral(part: Typed): Typed {
  if (part.node === 'list') {
    const entries = part.entries.map((entry) => ({
      ...entry,
      value: asDecimalLiteral(entry.value),
    }));
    return { ...part, entries };
  }
  if (part.node === 'conditional') {
    const [yes, no] = [asDecimalLiteral(part.yes), asDecimalLiteral(part.no)];
    if (yes.type.kind !== 'decimal' || no.type.kind !== 'decimal') return part;
    return alignedConditional({ ...part, yes, no });
  }
  if (part.node !== 'constant' || part.digits === null) return part;
  const value = decimalOf(part.digits);
  return value === undefined
    ? part
    : typed(
        { node: 'constant', value, digits: null },
        { kind: 'decimal', scale: value.scale },
        part.span,
      );
}

/** The decimal that digits say; `undefined` if it is longer than decimals are. */
function decimalOf(digits: string): CelDecimal | undefined {
  const [mantissa = '', power = '0'] = digits.split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const scale = fraction.length - Number(power);
  const zeros = scale < 0 ? -scale : 0;
  if (
    scale > MAX_DECIMAL_DIGITS ||
    whole.length + fraction.length + zeros > MAX_DECIMAL_DIGITS + 1
  ) {
    return undefined;
  }
  return new CelDecimal(BigInt(whole + fraction) * 10n ** BigInt(zeros), Math.max(scale, 0));
}

/** Both ways of a choice in one scale, if their scales are known. */
export function alignedConditional(part: Extract<Typed, { node: 'conditional' }>): Typed {
  const [a, b] = [scaleOf(part.yes.type), scaleOf(part.no.type)];
  if (a === undefined || b === undefined) return { ...part, type: ANY_DECIMAL };
  const type: CelType = { kind: 'decimal', scale: Math.max(a, b) };
  return { ...part, yes: scaled(part.yes, type), no: scaled(part.no, type), type };
}

/** The part as a decimal of a known scale. */
export const scaled = (part: Typed, type: CelType): Typed =>
  part.type.kind === type.kind && scaleOf(part.type) === scaleOf(type)
    ? part
    : typed({ node: 'scaled', of: part }, type, part.span);

export const isDecimal = ({ type }: Typed): boolean => type.kind === 'decimal';

/**
 * Two sides of an operator, of which one is a decimal, as decimals; as they are if none is.
 *
 * @throws DefinitionError `EXPRESSION_TYPE` for a double or JSON beside a decimal
 */
export function besideDecimals(
  checking: Checking,
  { op }: { readonly op: BinaryOperator },
  sides: readonly [Typed, Typed],
): readonly [Typed, Typed] {
  if (!sides.some(isDecimal)) return sides;
  const [left, right] = sides.map(asDecimalLiteral) as [Typed, Typed];
  const other = isDecimal(left) ? right : left;
  if (other.type.kind !== 'double' && other.type.kind !== 'dyn') return [left, right];
  const decimal = isDecimal(left) ? left : right;
  const scale = scaleOf(decimal.type) ?? 2;
  const name = checking.text.slice(other.span.start, other.span.end);
  throw typeError(checking, other.span, {
    problem: `${op} between a decimal and what may not be exact`,
    given: `${typeText(left.type)} ${op} ${typeText(right.type)}`,
    expected: 'a decimal or a whole number beside a decimal',
    fix: `write decimal(${name}, ${scale}), which rounds, or double(…) around the decimal`,
  });
}

type Arithmetic = '+' | '-' | '*' | '%';

/** An operation on decimals of known scales; `undefined` if a scale is not known. */
export function decimalOperation(
  checking: Checking,
  { op, span }: { readonly op: BinaryOperator; readonly span: Span },
  [left, right]: readonly [Typed, Typed],
): Typed | undefined {
  if (op === '/') {
    throw typeError(checking, span, {
      problem: 'a quotient of decimals has digits without end',
      given: `${typeText(left.type)} / ${typeText(right.type)}`,
      expected: 'a number of digits to round to',
      fix: 'write quotient(a, b, 4), or compare products: a > b * 0.25',
    });
  }
  const [a, b] = [scaleOf(left.type), scaleOf(right.type)];
  if (a === undefined || b === undefined) return undefined;
  const scale = op === '*' ? a + b : Math.max(a, b);
  if (scale > MAX_DECIMAL_DIGITS) {
    throw typeError(checking, span, {
      problem: 'the product has too many digits after the point',
      given: `${scale}`,
      expected: `${MAX_DECIMAL_DIGITS} at most`,
      fix: 'round a factor with decimal(…, 4)',
    });
  }
  return typed(
    { node: 'decimal', op: op as Arithmetic, left, right },
    { kind: 'decimal', scale },
    span,
  );
}

/** The type of a list of decimals, whole numbers and numbers with a point, one of which is a decimal. */
export const decimalList = (part: Extract<Typed, { node: 'list' }>): Typed => {
  const list = asDecimalLiteral(part) as Extract<Typed, { node: 'list' }>;
  const scales = new Set(list.entries.map(({ value }) => scaleOf(value.type)));
  const isAll = list.entries.every(({ value }) => isDecimal(value));
  const [scale = null] = scales;
  if (!isAll) return list;
  return { ...list, type: listOf(scales.size === 1 ? { kind: 'decimal', scale } : ANY_DECIMAL) };
};
