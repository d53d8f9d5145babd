import { boxing, type Code, constant, unboxing } from './code.ts';
import { whole } from './numbers.ts';
import type { Node, Typed } from './typed.ts';
import type { CelType } from './types.ts';
import { Failure, fromJson, Optional, Timestamp, type Value } from './values.ts';

type Of<K extends Node['node']> = Extract<Typed, { node: K }>;

/** Constants, fields and names that macros give. */
export function compileField(
  typed: Of<'constant' | 'field' | 'fieldOrNone' | 'isPresent' | 'local'>,
): Code {
  switch (typed.node) {
    case 'constant': {
      const unbox = unboxing(typed.type) as ((value: unknown) => unknown) | undefined;
      return constant(unbox === undefined ? typed.value : unbox(typed.value));
    }
    case 'field':
      return fieldCode(typed);
    case 'fieldOrNone': {
      const { name } = typed;
      const open = optionalReader(typed.of);
      return { run: (event) => open(event[name]), fails: false };
    }
    case 'isPresent': {
      const { name } = typed;
      return { run: (event) => event[name] !== undefined && event[name] !== null, fails: false };
    }
    case 'local': {
      const { slot } = typed;
      const unbox = unboxing(typed.type) as ((value: unknown) => unknown) | undefined;
      if (unbox === undefined) return { run: (_event, locals) => locals[slot], fails: false };
      return { run: (_event, locals) => unbox(locals[slot]), fails: false };
    }
  }
}

const NONE = new Optional(undefined);

/** How what an event holds, or lacks, becomes an optional value. */
export function optionalReader(type: CelType): (held: unknown) => Optional {
  const read = readerOf(type) ?? ((held: unknown) => held);
  const box = (boxing(type) ?? ((raw: unknown) => raw)) as (raw: unknown) => Value;
  return (held) => (held === undefined || held === null ? NONE : new Optional(box(read(held))));
}

function fieldCode({ name, mayLack, type, span }: Of<'field'>): Code {
  const read = readerOf(type);
  if (!mayLack) {
    if (read === undefined) return { run: (event) => event[name], fails: false };
    return { run: (event) => read(event[name]), fails: false };
  }
  const missing = new Failure(`the event has no ${name}`, span.start);
  return {
    run: (event) => {
      const held = event[name];
      if (held === undefined || held === null) return missing;
      return read === undefined ? held : read(held);
    },
    fails: true,
  };
}

/** How what an event holds becomes what a closure gives; `undefined` if it is that. */
export function readerOf(type: CelType): ((held: unknown) => unknown) | undefined {
  switch (type.kind) {
    case 'decimal':
      return (held) => (typeof held === 'bigint' ? whole(held) : held);
    case 'timestamp':
      return (held) => new Timestamp(held as number, 0);
    case 'dyn':
      return fromJson;
    default:
      return undefined;
  }
}
