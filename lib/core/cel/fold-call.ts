import { compilePattern } from '../regex/pattern.ts';
import { typed, typeError } from './checking.ts';
import { boxing, unboxing } from './code.ts';
import type { Overload, Typed } from './typed.ts';
import type { CelType } from './types.ts';
import { CelDecimal, Failure, type Value } from './values.ts';

/** Functions whose constant argument is a slip if it is none of theirs. */
const STRICT = new Set(['timestamp', 'duration', 'decimal']);

/**
 * What a call of constants gives, once; `undefined` if it is not of constants, or fails, which only counts
 * where the value is asked for.
 *
 * @throws DefinitionError `EXPRESSION_TYPE` for a constant that is no time, duration, decimal or pattern
 */
export function foldedCall(
  checking: { readonly text: string },
  only: Overload,
  plain: Typed,
): Typed | undefined {
  if (plain.node !== 'call') return undefined;
  if (only.name === 'matches') checkPattern(checking, plain.args[1]);
  const values: unknown[] = [];
  for (const [i, arg] of plain.args.entries()) {
    if (arg.node !== 'constant') return undefined;
    const unbox = only.params[i]?.kind === 'int' ? unboxing({ kind: 'int' }) : undefined;
    values.push(unbox === undefined ? arg.value : (unbox as (value: Value) => unknown)(arg.value));
  }
  const made = (only.run as (...args: unknown[]) => unknown)(...values);
  if (made instanceof Failure) {
    if (STRICT.has(only.name)) throw refused(checking, plain, `${only.name}: ${made.reason}`);
    return undefined;
  }
  const box = boxing(only.result) as ((raw: unknown) => Value) | undefined;
  const value = box === undefined ? (made as Value) : box(made);
  const type: CelType =
    value instanceof CelDecimal ? { kind: 'decimal', scale: value.scale } : plain.type;
  return typed({ node: 'constant', value, digits: null }, type, plain.span);
}

function checkPattern(checking: { readonly text: string }, pattern: Typed | undefined): void {
  if (pattern?.node !== 'constant' || typeof pattern.value !== 'string') return;
  const read = compilePattern(pattern.value);
  if (!read.ok) throw refused(checking, pattern, `matches: ${read.reason}`);
}

const refused = (checking: { readonly text: string }, { span }: Typed, problem: string): Error =>
  typeError(checking, span, {
    problem,
    given: checking.text.slice(span.start, span.end),
    expected: 'a constant that the function can read',
    fix: 'correct it',
  });
