import { unitsAt } from './compare.ts';
import { type Whole, whole } from './numbers.ts';
import type { Typed } from './typed.ts';
import type { CelType } from './types.ts';
import { CelDecimal, Failure, type Value } from './values.ts';

/** Values of names that macros give, by slot. */
export type Locals = Value[];

/** A part of an expression as a closure. */
export interface Code {
  /** Gives what {@link compile} says, or a `Failure` if it may. */
  readonly run: (event: Readonly<Record<string, unknown>>, locals: Locals) => unknown;
  /** Whether it may give a `Failure`: what cannot is not asked. */
  readonly fails: boolean;
}

/** Compiles a part; handed on, as parts hold parts. */
export type Compile = (typed: Typed) => Code;

/** How what a closure gives becomes a value by itself; `undefined` if it is one. */
export function boxing(type: CelType): ((raw: never) => Value) | undefined {
  if (type.kind === 'int') return (raw: Whole) => BigInt(raw);
  if (type.kind !== 'decimal' || type.scale === null) return undefined;
  const { scale } = type;
  return (raw: Whole) => new CelDecimal(BigInt(raw), scale);
}

/** How a value becomes what a closure of that type gives; `undefined` if it is that. */
export function unboxing(type: CelType): ((value: never) => unknown) | undefined {
  if (type.kind === 'int') return (value: bigint) => whole(value);
  if (type.kind !== 'decimal' || type.scale === null) return undefined;
  const { scale } = type;
  return (value: CelDecimal) => whole(unitsAt(value, scale));
}

/** The part as a closure that gives a value by itself. */
export function boxed(typed: Typed, compile: Compile): Code {
  const code = compile(typed);
  const box = boxing(typed.type);
  return box === undefined ? code : mapped(code, box);
}

/** A closure that gives a value, as one that gives what its type wants. */
export function unboxed(code: Code, type: CelType): Code {
  const unbox = unboxing(type);
  return unbox === undefined ? code : mapped(code, unbox);
}

/** What a closure gives, changed by what cannot fail. */
export function mapped({ run, fails }: Code, change: (value: never) => unknown): Code {
  const to = change as (value: unknown) => unknown;
  if (!fails) return { run: (event, locals) => to(run(event, locals)), fails };
  return {
    run: (event, locals) => {
      const value = run(event, locals);
      return value instanceof Failure ? value : to(value);
    },
    fails,
  };
}

/** What a closure gives, changed by what may fail, at a place. */
export function attempted(code: Code, start: number, change: (value: never) => unknown): Code {
  const { run } = mapped(code, change);
  return { run: (event, locals) => placed(run(event, locals), start), fails: true };
}

/** What two closures give, together. */
export function paired(a: Code, b: Code, pair: (a: never, b: never) => unknown): Code {
  const [left, right, to] = [a.run, b.run, pair as (a: unknown, b: unknown) => unknown];
  if (!a.fails && !b.fails) {
    return { run: (event, locals) => to(left(event, locals), right(event, locals)), fails: false };
  }
  return {
    run: (event, locals) => {
      const x = left(event, locals);
      if (x instanceof Failure) return x;
      const y = right(event, locals);
      return y instanceof Failure ? y : to(x, y);
    },
    fails: true,
  };
}

/** What two closures give, together, where that may fail, at a place. */
export function attemptedPair(
  { a, b, start }: { readonly a: Code; readonly b: Code; readonly start: number },
  pair: (a: never, b: never) => unknown,
): Code {
  const { run } = paired(a, b, pair);
  return { run: (event, locals) => placed(run(event, locals), start), fails: true };
}

/** A failure with its place, if it has none yet; all else as it is. */
export const placed = (value: unknown, start: number): unknown =>
  value instanceof Failure && value.start === null ? new Failure(value.reason, start) : value;

/** A closure that gives one value. */
export const constant = (value: unknown): Code => ({ run: () => value, fails: false });

/** A failure that has a place. */
export const failsAt = (reason: string, start: number): Failure => new Failure(reason, start);
