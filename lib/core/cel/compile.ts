import { boxed, type Code, type Locals } from './code.ts';
import { compileAccess } from './compile-access.ts';
import { compileCall } from './compile-call.ts';
import { compileComparison } from './compile-comparison.ts';
import { compileDecimal, compileScaled } from './compile-decimal.ts';
import { compileField } from './compile-field.ts';
import { compileFold } from './compile-fold.ts';
import { compileList, compileMap } from './compile-list.ts';
import { compileLogic } from './compile-logic.ts';
import { compileMember } from './compile-member.ts';
import type { Typed } from './typed.ts';
import { Failure, type Value } from './values.ts';

/** What an expression gives for an event: a value, or why there is none. Never throws. */
export type Evaluate = (event: Readonly<Record<string, unknown>>) => Value | Failure;

/**
 * An expression as a closure. Whole numbers are bigints, doubles numbers, decimals `CelDecimal`.
 *
 * A closure is not entered again while it runs: nothing in it calls back.
 */
export function compileTyped(typed: Typed, slots: number): Evaluate {
  return guarded(boxed(typed, compile), slots) as Evaluate;
}

/** A condition as a closure; `true` only for the value `true`. */
export function compileCondition(
  typed: Typed,
  slots: number,
): (event: Readonly<Record<string, unknown>>) => boolean | Failure {
  const code = compile(typed);
  if (typed.type.kind === 'bool') return guarded(code, slots) as () => boolean | Failure;
  const evaluate = guarded(code, slots);
  return (event) => {
    const value = evaluate(event);
    if (typeof value === 'boolean' || value instanceof Failure) return value;
    return new Failure('the condition is neither true nor false', typed.span.start);
  };
}

function guarded(
  { run }: Code,
  slots: number,
): (event: Readonly<Record<string, unknown>>) => unknown {
  const locals: Locals = new Array(slots).fill(null);
  return (event) => {
    try {
      return run(event, locals);
    } catch (error) {
      // Values that are nested more deeply than the stack is.
      if (error instanceof RangeError)
        return new Failure('a value is too large or nested too deeply', 0);
      throw error;
    }
  };
}

/**
 * A part as a closure that gives whole numbers as `Whole`, decimals of a known scale as their units, and all
 * else as a value by itself.
 */
function compile(typed: Typed): Code {
  switch (typed.node) {
    case 'constant':
    case 'field':
    case 'fieldOrNone':
    case 'isPresent':
    case 'local':
      return compileField(typed);
    case 'and':
    case 'or':
    case 'not':
    case 'conditional':
      return compileLogic(typed, compile);
    case 'equal':
    case 'compare':
    case 'in':
      return compileComparison(typed, compile);
    case 'decimal':
      return compileDecimal(typed, compile);
    case 'scaled':
      return compileScaled(typed, compile);
    case 'call':
      return compileCall(typed, compile);
    case 'list':
      return compileList(typed.entries, compile);
    case 'map':
      return compileMap(typed.entries, compile);
    case 'get':
    case 'has':
      return compileAccess(typed, compile);
    case 'fold':
    case 'bind':
      return compileFold(typed, compile);
    case 'member':
    case 'hasMember':
    case 'memberOrNone':
      return compileMember(typed, compile);
    case 'dyn':
      return boxed(typed.of, compile);
  }
}
