import { attempted, attemptedPair, boxed, type Code, type Compile, unboxed } from './code.ts';
import type { Node, Typed } from './typed.ts';
import { CelMap, Failure, fromJson, kindOf, Optional, Uint, type Value } from './values.ts';

type Of<K extends Node['node']> = Extract<Typed, { node: K }>;

/** Elements of lists, maps and JSON, and whether they are there. */
export function compileAccess(typed: Of<'get' | 'has'>, compile: Compile): Code {
  if (typed.node === 'has') return compileHas(typed, compile);
  const path = jsonPath(typed);
  if (path !== undefined) return readPath(path, typed.span.start);
  const { of, key, optional, span, type } = typed;
  const [a, b] = [boxed(of, compile), boxed(key, compile)];
  const got = attemptedPair({ a, b, start: span.start }, optional ? maybe : element);
  return unboxed(got, type);
}

function element(of: Value, key: Value): Value | Failure {
  if (of instanceof Optional) return of.value === undefined ? of : maybe(of.value, key);
  const value = lookUp(of, key);
  return value === undefined ? new Failure(`there is no element ${shown(key)}`) : value;
}

function maybe(of: Value, key: Value): Optional | Failure {
  if (of instanceof Optional) return of.value === undefined ? of : maybe(of.value, key);
  const value = lookUp(of, key);
  return value instanceof Failure ? value : new Optional(value);
}

/** @returns `undefined` if there is no such element, a failure if there cannot be one */
function lookUp(of: Value, key: Value): Value | undefined | Failure {
  if (of instanceof CelMap) {
    const kind = kindOf(key);
    if (KEYS.has(kind)) return of.get(key);
    return new Failure(`${kind} is no key`);
  }
  if (!Array.isArray(of)) return new Failure(`${kindOf(of)} has no element ${shown(key)}`);
  const index = key instanceof Uint ? Number(key.value) : Number(key);
  const isIndex = typeof key === 'bigint' || typeof key === 'number' || key instanceof Uint;
  if (!isIndex || !Number.isInteger(index)) return new Failure(`${kindOf(key)} is no index`);
  return of[index] as Value | undefined;
}

const KEYS = new Set(['bool', 'int', 'uint', 'double', 'string']);

const shown = (key: Value): string =>
  typeof key === 'string'
    ? JSON.stringify(key.slice(0, 60))
    : key instanceof Uint
      ? `${key.value}u`
      : `${key}`;

function compileHas({ of, key, span }: Of<'has'>, compile: Compile): Code {
  return attempted(boxed(of, compile), span.start, (value: Value) => hasField(value, key));
}

function hasField(value: Value, key: string): boolean | Failure {
  if (value instanceof Optional) return value.value !== undefined && hasField(value.value, key);
  if (value instanceof CelMap) return value.has(key);
  return new Failure(`${kindOf(value)} has no fields`);
}

interface Path {
  readonly field: Of<'field'>;
  readonly keys: readonly string[];
}

/** The way into a field of JSON by names, so that only what it leads to is made a value. */
function jsonPath(typed: Typed): Path | undefined {
  const keys: string[] = [];
  let at: Typed = typed;
  while (at.node === 'get') {
    if (at.optional || at.key.node !== 'constant' || typeof at.key.value !== 'string')
      return undefined;
    keys.unshift(at.key.value);
    at = at.of;
  }
  return at.node === 'field' && at.type.kind === 'dyn' ? { field: at, keys } : undefined;
}

function readPath({ field: { name, mayLack }, keys }: Path, start: number): Code {
  const missing = new Failure(`the event has no ${name}`, start);
  return {
    run: (event) => {
      let at: unknown = event[name];
      if (mayLack && (at === undefined || at === null)) return missing;
      for (const key of keys) {
        if (typeof at !== 'object' || at === null || Array.isArray(at)) {
          return new Failure(`${kindOf(fromJson(at))} has no element ${shown(key)}`, start);
        }
        if (!Object.hasOwn(at, key)) return new Failure(`there is no element ${shown(key)}`, start);
        at = (at as Readonly<Record<string, unknown>>)[key];
      }
      return fromJson(at);
    },
    fails: true,
  };
}
