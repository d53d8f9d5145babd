import { type Code, type Compile, mapped } from './code.ts';
import { optionalReader, readerOf } from './compile-field.ts';
import type { Node, Typed } from './typed.ts';
import { DYN } from './types.ts';
import { Failure } from './values.ts';

type Of<K extends Node['node']> = Extract<Typed, { node: K }>;

type Event = Readonly<Record<string, unknown>>;

/** Fields of events that stand beside the one that is looked at: of a join's sides, or of those before it. */
export function compileMember(
  typed: Of<'member' | 'hasMember' | 'memberOrNone'>,
  compile: Compile,
): Code {
  const of = compile(typed.of);
  const { name } = typed;
  switch (typed.node) {
    case 'hasMember':
      return mapped(of, (event: Event) => event[name] !== undefined && event[name] !== null);
    case 'memberOrNone': {
      const open = optionalReader(typed.type.kind === 'optional' ? typed.type.of : DYN);
      return mapped(of, (event: Event) => open(event[name]));
    }
    case 'member': {
      const read = readerOf(typed.type) ?? ((held: unknown) => held);
      const { mayLack, span } = typed;
      if (!mayLack) return mapped(of, (event: Event) => read(event[name]));
      const missing = new Failure(`the event has no ${name}`, span.start);
      const found = mapped(of, (event: Event) => {
        const held = event[name];
        return held === undefined || held === null ? missing : read(held);
      });
      return { run: found.run, fails: true };
    }
  }
}
