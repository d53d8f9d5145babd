import { pathsBelow } from './text.ts';
import type { CompletedCommand, CompletedOption, Place } from './tree.ts';

/** Completion for fish. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ path, commands: below, options, arguments: given }) => {
    const here = `complete -c millrace -n ${quoted(`__millrace_at ${quoted(path)}`)}`;
    return [
      ...below.map(({ name, summary }) => `${here} -a ${quoted(name)} -d ${quoted(summary)}`),
      ...options.map((option) => `${here} ${flagsOf(option)} -d ${quoted(option.description)}`),
      ...(given === undefined ? [] : [`${here}${offered(given)}`]),
    ];
  });
  return `# fish completion of millrace; made by: millrace completion fish
function __millrace_at
    set -l path millrace
    for word in (commandline -opc)[2..-1]
        if contains -- "$path $word" ${pathsBelow(commands).map(quoted).join(' ')}
            set path "$path $word"
        end
    end
    test "$path" = "$argv[1]"
end
complete -c millrace -f
${lines.join('\n')}`;
}

function flagsOf({ flags, value }: CompletedOption): string {
  const named = flags.map((flag) =>
    flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
  );
  return named.join(' ') + (value === undefined ? '' : ` -r${offered(value)}`);
}

/** What \`complete\` is told of a place; files are left out unless they are asked for. */
function offered(place: Place): string {
  switch (place.kind) {
    case 'words':
      return ` -f -a ${quoted(place.words.join(' '))}`;
    case 'file':
      return ' -F';
    case 'value':
      return ' -f';
  }
}

/** In fish, a backslash means something between single quotes. */
const quoted = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
