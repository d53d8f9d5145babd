import type { CompletedCommand, Place } from './tree.ts';

/** A text in single quotes, for shells of any kind but fish. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Patterns of `case` that match any of several texts. */
export const oneOf = (texts: readonly string[]): string => texts.map(quoted).join('|');

/** Every option that takes a value, as it is typed behind its command. */
export const valuesOf = (
  commands: readonly CompletedCommand[],
): { readonly typed: string; readonly place: Place }[] =>
  commands.flatMap(({ path, options }) =>
    options.flatMap(({ flags, value }) =>
      value === undefined ? [] : flags.map((flag) => ({ typed: `${path} ${flag}`, place: value })),
    ),
  );

/** Paths of what is below the tool. */
export const pathsBelow = (commands: readonly CompletedCommand[]): string[] =>
  commands.slice(1).map(({ path }) => path);
