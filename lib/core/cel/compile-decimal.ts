import { attempted, attemptedPair, type Code, type Compile, constant, failsAt } from './code.ts';
import { unitsAt } from './compare.ts';
import { finer, UNITS, type Whole, whole } from './numbers.ts';
import type { Node, Typed } from './typed.ts';
import type { CelType } from './types.ts';
import type { CelDecimal } from './values.ts';

type Of<K extends Node['node']> = Extract<Typed, { node: K }>;

/** Digits after the point of whole numbers and of decimals of a known scale. */
export const scaleOf = (type: CelType): number | undefined => {
  if (type.kind === 'int') return 0;
  return type.kind === 'decimal' && type.scale !== null ? type.scale : undefined;
};

/** Operations on decimals of known scales, in units. */
export function compileDecimal({ op, left, right, span }: Of<'decimal'>, compile: Compile): Code {
  const scale = Math.max(scaleOf(left.type) ?? 0, scaleOf(right.type) ?? 0);
  const sides = op === '*' ? [left, right].map(compile) : unitsOf([left, right], scale, compile);
  const [a, b] = sides as [Code, Code];
  return attemptedPair({ a, b, start: span.start }, UNITS[op]);
}

/** Parts in units of one scale, no smaller than any of theirs. */
export function unitsOf(parts: readonly Typed[], scale: number, compile: Compile): Code[] {
  return parts.map((part) => {
    const code = compile(part);
    const digits = scale - (scaleOf(part.type) ?? 0);
    if (digits === 0) return code;
    if (part.node === 'constant') return constant(finer(code.run({}, []) as Whole, digits));
    return attempted(code, part.span.start, (units: Whole) => finer(units, digits));
  });
}

/** A whole number or a decimal in a finer scale, or one of any scale in a known one. */
export function compileScaled({ of, type, span }: Of<'scaled'>, compile: Compile): Code {
  const to = scaleOf(type) ?? 0;
  const from = scaleOf(of.type);
  if (from !== undefined) return unitsOf([of], to, compile)[0] as Code;
  const inexact = failsAt(`the decimal has more than ${to} digits after the point`, span.start);
  return attempted(compile(of), span.start, (value: CelDecimal) =>
    value.scale > to ? inexact : whole(unitsAt(value, to)),
  );
}
