import { oneOf, pathsBelow, quoted, valuesOf } from './text.ts';
import type { CompletedCommand } from './tree.ts';

/**
 * Completion for bash, from 3.2 on, which macOS has.
 *
 * Where nothing is offered, bash offers files.
 */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const values = valuesOf(commands).flatMap(({ typed, place }) =>
    place.kind === 'words'
      ? [`    ${quoted(typed)}) __millrace_offer ${quoted(place.words.join(' '))}; return ;;`]
      : [],
  );
  const others = valuesOf(commands).flatMap(({ typed, place }) =>
    place.kind === 'words' ? [] : [typed],
  );
  const cases = commands.map(({ path, commands: below, options, arguments: given }) => {
    const names = below.map(({ name }) => name);
    const words = given?.kind === 'words' ? [...names, ...given.words] : names;
    const flags = options.flatMap((option) => option.flags);
    return `    ${quoted(path)}) words=${quoted(words.join(' '))}; flags=${quoted(flags.join(' '))} ;;`;
  });
  return `# bash completion of millrace; made by: millrace completion bash
__millrace_offer() {
  local each
  while IFS= read -r each; do COMPREPLY+=("$each"); done < <(compgen -W "$1" -- "$current")
}
_millrace() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  local path='millrace' words='' flags='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path \${COMP_WORDS[i]}" in
      ${oneOf(pathsBelow(commands))}) path="$path \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$path $before" in
${values.join('\n')}
    ${oneOf(others)}) return ;;
  esac
  case "$path" in
${cases.join('\n')}
  esac
  case "$current" in
    -*) __millrace_offer "$flags" ;;
    *) __millrace_offer "$words" ;;
  esac
}
complete -o default -F _millrace millrace`;
}
