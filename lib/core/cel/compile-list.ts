import { boxed, type Code, type Compile } from './code.ts';
import { isEqual } from './compare.ts';
import type { TypedEntry } from './typed.ts';
import { CelMap, Failure, kindOf, Optional, type Value } from './values.ts';

/** A list that is written out; elements with `?` are left out where they are none. */
export function compileList(entries: readonly TypedEntry[], compile: Compile): Code {
  const items = entries.map(({ value, optional }) => ({ ...boxed(value, compile), optional }));
  return {
    run: (event, locals) => {
      const list: Value[] = [];
      for (const { run, optional } of items) {
        const value = run(event, locals) as Value | Failure;
        if (value instanceof Failure) return value;
        const held = optional ? inside(value) : value;
        if (held instanceof Failure) return held;
        if (held !== undefined) list.push(held);
      }
      return list;
    },
    fails: items.some(({ fails, optional }) => fails || optional),
  };
}

const inside = (value: Value): Value | undefined | Failure =>
  value instanceof Optional ? value.value : new Failure(`'?' stands before ${kindOf(value)}`);

/** A map that is written out. A key that comes twice fails. */
export function compileMap(entries: readonly TypedEntry[], compile: Compile): Code {
  const parts = entries.map(({ key, value, optional }) => ({
    key: key === null ? undefined : boxed(key, compile).run,
    value: boxed(value, compile).run,
    optional,
    start: (key ?? value).span.start,
  }));
  return {
    run: (event, locals) => {
      const map = new CelMap();
      for (const { key, value, optional, start } of parts) {
        const k = key?.(event, locals) as Value | Failure;
        if (k instanceof Failure) return k;
        const v = value(event, locals) as Value | Failure;
        if (v instanceof Failure) return v;
        const held = optional ? inside(v) : v;
        if (held instanceof Failure) return held;
        const wrong = held === undefined ? undefined : put(map, k, held);
        if (wrong !== undefined) return new Failure(wrong, start);
      }
      return map;
    },
    fails: true,
  };
}

const KEYS = ['bool', 'int', 'uint', 'string'];

/** Puts an entry into a map that lacks its key; says why it cannot. */
export function put(map: CelMap, key: Value, value: Value): string | undefined {
  if (!KEYS.includes(kindOf(key))) return `${kindOf(key)} cannot be a key`;
  if (map.has(key)) return 'a key comes twice';
  map.set(key, value);
  return undefined;
}

/** Whether a value is what its type begins with: 0, false, empty. */
export function isZero(value: Value): boolean {
  switch (kindOf(value)) {
    case 'null':
      return true;
    case 'list':
    case 'string':
    case 'bytes':
      return (value as string).length === 0;
    case 'map':
      return (value as CelMap).size === 0;
    case 'optional':
      return (value as Optional).value === undefined;
    default:
      return ZEROS.some((zero) => isEqual(zero, value));
  }
}

const ZEROS: readonly Value[] = [0n, false];
