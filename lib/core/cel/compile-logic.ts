import { boxed, type Code, type Compile, failsAt } from './code.ts';
import type { Node, Typed } from './typed.ts';
import { Failure } from './values.ts';

type Of<K extends Node['node']> = Extract<Typed, { node: K }>;

/** `&&`, `||`, `!` and `?:`. */
export function compileLogic(
  typed: Of<'and' | 'or' | 'not' | 'conditional'>,
  compile: Compile,
): Code {
  switch (typed.node) {
    case 'and':
    case 'or':
      return logical(typed, compile);
    case 'not': {
      const { run, fails } = condition(typed.of, compile);
      if (!fails) return { run: (event, locals) => !run(event, locals), fails };
      return {
        run: (event, locals) => {
          const value = run(event, locals);
          return value instanceof Failure ? value : !value;
        },
        fails,
      };
    }
    case 'conditional':
      return conditional(typed, compile);
  }
}

/** A part that must be true or false; what may be anything is looked at. */
export function condition(typed: Typed, compile: Compile): Code {
  const code = compile(typed);
  if (typed.type.kind === 'bool') return code;
  const wrong = failsAt('this is neither true nor false', typed.span.start);
  return {
    run: (event, locals) => {
      const value = code.run(event, locals);
      return typeof value === 'boolean' || value instanceof Failure ? value : wrong;
    },
    fails: true,
  };
}

/** One side that decides does so though the other fails, whichever it is. */
function logical(typed: Of<'and' | 'or'>, compile: Compile): Code {
  const [left, right] = [condition(typed.left, compile), condition(typed.right, compile)];
  const [a, b] = [left.run, right.run];
  const decisive = typed.node === 'or';
  if (!left.fails) {
    const { fails } = right;
    if (decisive) return { run: (event, locals) => a(event, locals) || b(event, locals), fails };
    return { run: (event, locals) => a(event, locals) && b(event, locals), fails };
  }
  return {
    run: (event, locals) => {
      const x = a(event, locals);
      if (x === decisive) return x;
      const y = b(event, locals);
      return x instanceof Failure && y !== decisive ? x : y;
    },
    fails: true,
  };
}

function conditional(
  { test, yes: whenTrue, no: whenFalse, type }: Of<'conditional'>,
  compile: Compile,
): Code {
  const decides = condition(test, compile);
  const isMixed = type.kind === 'dyn';
  const [yes, no] = [whenTrue, whenFalse].map((part) =>
    isMixed || (type.kind === 'decimal' && type.scale === null)
      ? boxed(part, compile)
      : compile(part),
  ) as [Code, Code];
  const [a, b, c] = [decides.run, yes.run, no.run];
  if (!decides.fails) {
    const fails = yes.fails || no.fails;
    return {
      run: (event, locals) => (a(event, locals) ? b(event, locals) : c(event, locals)),
      fails,
    };
  }
  return {
    run: (event, locals) => {
      const value = a(event, locals);
      if (value instanceof Failure) return value;
      return value ? b(event, locals) : c(event, locals);
    },
    fails: true,
  };
}
