import { boxed, boxing, type Code, type Compile, placed, unboxing } from './code.ts';
import type { Node, Overload, Typed } from './typed.ts';
import type { CelType } from './types.ts';
import { Failure, kindOf, type Value } from './values.ts';

type Of<K extends Node['node']> = Extract<Typed, { node: K }>;

/** Calls of functions: straight where the types say which is meant, by looking at the values elsewhere. */
export function compileCall(typed: Of<'call'>, compile: Compile): Code {
  const [only] = typed.overloads;
  const isClear = typed.overloads.length === 1 && only !== undefined && isDecided(only, typed.args);
  return isClear ? straight(only, typed, compile) : byValues(typed, compile);
}

/** Whether no argument may turn out to be something else. */
const isDecided = ({ params, isVariadic }: Overload, args: readonly Typed[]): boolean =>
  args.every(({ type }, i) => {
    const param = isVariadic ? params.at(-1) : params[i];
    return param?.kind === 'dyn' || type.kind !== 'dyn';
  });

type Run = (...args: unknown[]) => unknown;

function straight(overload: Overload, typed: Of<'call'>, compile: Compile): Code {
  const run = overload.run as Run;
  const args = typed.args.map((arg, i) =>
    overload.params[i]?.kind === 'int' ? compile(arg) : boxed(arg, compile),
  );
  const to = conversion(overload.result, typed.type);
  const { start } = typed.span;
  const finish = (value: unknown): unknown => {
    if (value instanceof Failure) return placed(value, start);
    return to === undefined ? value : to(value);
  };
  const [a, b] = args;
  if (a !== undefined && args.length === 1) {
    return {
      run: (event, locals) => {
        const x = a.run(event, locals);
        return x instanceof Failure ? x : finish(run(x));
      },
      fails: true,
    };
  }
  if (a !== undefined && b !== undefined && args.length === 2) {
    return {
      run: (event, locals) => {
        const x = a.run(event, locals);
        if (x instanceof Failure) return x;
        const y = b.run(event, locals);
        return y instanceof Failure ? y : finish(run(x, y));
      },
      fails: true,
    };
  }
  return {
    run: (event, locals) => {
      const values: unknown[] = [];
      for (const arg of args) {
        const value = arg.run(event, locals);
        if (value instanceof Failure) return value;
        values.push(value);
      }
      return finish(run(...values));
    },
    fails: true,
  };
}

/** From what an overload gives to what a closure of the type gives. */
function conversion(from: CelType, to: CelType): ((value: unknown) => unknown) | undefined {
  if (from.kind === 'int' && to.kind === 'int') return undefined;
  const change = from.kind === 'int' ? boxing(from) : unboxing(to);
  return change as ((value: unknown) => unknown) | undefined;
}

function byValues({ overloads, args, type, span }: Of<'call'>, compile: Compile): Code {
  const codes = args.map((arg) => boxed(arg, compile).run);
  const { start } = span;
  return {
    run: (event, locals) => {
      const values: Value[] = [];
      for (const code of codes) {
        const value = code(event, locals) as Value | Failure;
        if (value instanceof Failure) return value;
        values.push(value);
      }
      const meant = overloads.find((overload) => accepts(overload, values));
      if (meant === undefined) {
        const name = overloads[0]?.name ?? 'it';
        return new Failure(`${name} is not made for ${values.map(kindOf).join(', ')}`, start);
      }
      const raw = values.map((value, i) => rawOf(meant.params[i], value));
      const result = (meant.run as Run)(...raw);
      if (result instanceof Failure) return placed(result, start);
      const to = conversion(meant.result, type);
      return to === undefined ? result : to(result);
    },
    fails: true,
  };
}

const accepts = ({ params, isVariadic }: Overload, values: readonly Value[]): boolean =>
  (isVariadic || params.length === values.length) &&
  values.every((value, i) => {
    const param = params[i] ?? params.at(-1);
    return param?.kind === 'dyn' || param?.kind === kindOf(value);
  });

const rawOf = (param: CelType | undefined, value: Value): unknown =>
  param?.kind === 'int' ? (unboxing(param) as (value: unknown) => unknown)(value) : value;
