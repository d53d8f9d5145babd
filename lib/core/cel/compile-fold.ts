import { boxed, type Code, type Compile, type Locals, unboxing } from './code.ts';
import { put } from './compile-list.ts';
import { condition } from './compile-logic.ts';
import { MAX_ELEMENTS } from './limits.ts';
import type { Node, Typed } from './typed.ts';
import { CelMap, Failure, kindOf, Optional, type Value } from './values.ts';

type Of<K extends Node['node']> = Extract<Typed, { node: K }>;

/** Macros. */
export function compileFold(typed: Of<'fold' | 'bind'>, compile: Compile): Code {
  return typed.node === 'fold' ? foldCode(typed, compile) : bindCode(typed, compile);
}

type Run = Code['run'];

function foldCode(
  { fold, range, slots, condition: test, result, span }: Of<'fold'>,
  compile: Compile,
): Code {
  const values = boxed(range, compile).run;
  const accepts: Run = test === null ? () => true : condition(test, compile).run;
  const gives: Run = result === null ? () => null : boxed(result, compile).run;
  const [first = 0, second] = slots;
  const finish = FOLDS[fold];
  return {
    run: (event, locals) => {
      const of = values(event, locals) as Value | Failure;
      if (of instanceof Failure) return of;
      const elements = elementsOf(of, second !== undefined);
      if (elements instanceof Failure) return new Failure(elements.reason, span.start);
      const take = (key: Value, value: Value): void => {
        locals[first] = second === undefined ? value : key;
        if (second !== undefined) locals[second] = value;
      };
      return finish(elements, {
        accepts: (key, value) => {
          take(key, value);
          return accepts(event, locals) as boolean | Failure;
        },
        gives: () => gives(event, locals) as Value | Failure,
      });
    },
    fails: true,
  };
}

interface Steps {
  /** Puts the element where the macro's parts find it, and asks the condition. */
  readonly accepts: (key: Value, value: Value) => boolean | Failure;
  /** The result for the element that was put last. */
  readonly gives: () => Value | Failure;
}

type Elements = readonly (readonly [Value, Value])[];

/** Keys, or indices, and values; of a map whose macro wants one name the keys as values. */
function elementsOf(of: Value, isPaired: boolean): Elements | Failure {
  if (!Array.isArray(of) && !(of instanceof CelMap)) {
    return new Failure(`${kindOf(of)} holds no elements`);
  }
  const size = Array.isArray(of) ? of.length : (of as CelMap).size;
  if (size > MAX_ELEMENTS) {
    return new Failure(`a macro looks at ${MAX_ELEMENTS} elements at most, not at ${size}`);
  }
  if (Array.isArray(of)) {
    return of.map((value: Value, i) => [isPaired ? BigInt(i) : null, value] as const);
  }
  const entries = [...(of as CelMap).entries()];
  return isPaired ? entries : entries.map(([key]) => [null, key] as const);
}

/** One element that decides does so though others fail. */
function until(decisive: boolean, elements: Elements, { accepts }: Steps): boolean | Failure {
  let failure: Failure | undefined;
  for (const [key, value] of elements) {
    const holds = accepts(key, value);
    if (holds === decisive) return decisive;
    if (holds instanceof Failure) failure ??= holds;
  }
  return failure ?? !decisive;
}

/** What is made of each accepted element, in order. */
function each(
  elements: Elements,
  { accepts, gives }: Steps,
  take: (key: Value, value: Value, made: Value) => string | undefined,
): Failure | undefined {
  for (const [key, value] of elements) {
    const holds = accepts(key, value);
    if (holds instanceof Failure) return holds;
    if (!holds) continue;
    const made = gives();
    if (made instanceof Failure) return made;
    const wrong = take(key, value, made);
    if (wrong !== undefined) return new Failure(wrong);
  }
  return undefined;
}

const listed = (elements: Elements, steps: Steps, isResult: boolean): Value | Failure => {
  const list: Value[] = [];
  const failure = each(elements, steps, (_key, value, made) => {
    list.push(isResult ? made : value);
    return undefined;
  });
  return failure ?? list;
};

const FOLDS: Readonly<
  Record<Of<'fold'>['fold'], (elements: Elements, steps: Steps) => Value | Failure>
> = {
  all: (elements, steps) => until(false, elements, steps),
  exists: (elements, steps) => until(true, elements, steps),
  existsOne: (elements, steps) => {
    const list = listed(elements, steps, false);
    return list instanceof Failure ? list : (list as readonly Value[]).length === 1;
  },
  filter: (elements, steps) => listed(elements, steps, false),
  map: (elements, steps) => listed(elements, steps, true),
  transformList: (elements, steps) => listed(elements, steps, true),
  transformMap: (elements, steps) => {
    const map = new CelMap();
    return each(elements, steps, (key, _value, made) => put(map, key, made)) ?? map;
  },
};

/** `cel.bind`, `optMap` and `optFlatMap`. */
function bindCode({ slot, value, result, way, type }: Of<'bind'>, compile: Compile): Code {
  const of = boxed(value, compile).run;
  const gives = boxed(result, compile).run;
  const unbox = way === 'bind' ? unboxing(type) : undefined;
  const to = unbox as ((value: unknown) => unknown) | undefined;
  return {
    run: (event, locals: Locals) => {
      const held = of(event, locals) as Value | Failure;
      if (held instanceof Failure) return held;
      if (way !== 'bind') {
        if (!(held instanceof Optional))
          return new Failure(`${kindOf(held)} is no optional`, value.span.start);
        if (held.value === undefined) return held;
      }
      locals[slot] = held instanceof Optional && way !== 'bind' ? (held.value as Value) : held;
      const made = gives(event, locals) as Value | Failure;
      if (made instanceof Failure) return made;
      if (way === 'optMap') return new Optional(made);
      return to === undefined ? made : to(made);
    },
    fails: true,
  };
}
