import type { Argument, Command, Option } from 'commander';

/** What may stand in a place of a command line. */
export type Place =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'file' }
  /** A value that only its author knows, such as a number. */
  | { readonly kind: 'value' };

export interface CompletedOption {
  /** `--stage`, and a short form if there is one. */
  readonly flags: readonly string[];
  readonly description: string;
  /** What comes behind it; `undefined` if it takes nothing. */
  readonly value: Place | undefined;
}

/** What a shell may offer behind a command. */
export interface CompletedCommand {
  /** `millrace dev up`, as it is typed. */
  readonly path: string;
  readonly summary: string;
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly CompletedOption[];
  /** What its arguments are, if they are all alike; files go before values. */
  readonly arguments: Place | undefined;
}

/** The commands of a tool, each before those below it. */
export function completedCommands(root: Command, path = root.name()): CompletedCommand[] {
  const below = root.commands.map((command) => ({
    name: command.name(),
    summary: command.summary() || command.description(),
  }));
  const helpers = below.length === 0 ? [] : [{ name: 'help', summary: HELP }];
  const own: CompletedCommand = {
    path,
    summary: root.summary() || root.description(),
    commands: [...below, ...helpers],
    options: [...root.options.map(optionOf), helpOption],
    arguments: argumentsOf(root.registeredArguments),
  };
  return [
    own,
    ...root.commands.flatMap((each) => completedCommands(each, `${path} ${each.name()}`)),
  ];
}

const HELP = 'say what a command does and takes';

const helpOption: CompletedOption = {
  flags: ['-h', '--help'],
  description: HELP,
  value: undefined,
};

const optionOf = ({ short, long, description, required, optional, argChoices, flags }: Option) => ({
  flags: [short, long].filter((flag) => flag !== undefined && flag !== null),
  description,
  value: required || optional ? placeOf(flags, argChoices) : undefined,
});

function argumentsOf(all: readonly Argument[]): Place | undefined {
  const places = all.map((each) => placeOf(each.name(), each.argChoices));
  return (
    places.find(({ kind }) => kind === 'words') ??
    places.find(({ kind }) => kind === 'file') ??
    places[0]
  );
}

/** Files are told by how the help calls them. */
function placeOf(name: string, choices: readonly string[] | undefined): Place {
  if (choices !== undefined) return { kind: 'words', words: choices };
  return /file|module|folder/.test(name) ? { kind: 'file' } : { kind: 'value' };
}
