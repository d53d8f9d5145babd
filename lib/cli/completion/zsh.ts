import { oneOf, pathsBelow, quoted, valuesOf } from './text.ts';
import type { CompletedCommand } from './tree.ts';

/** Completion for zsh: sourced, or as a file `_millrace` in `fpath`. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const values = valuesOf(commands);
  const words = values.flatMap(({ typed, place }) =>
    place.kind === 'words'
      ? [`    ${quoted(typed)}) compadd -- ${place.words.map(quoted).join(' ')}; return ;;`]
      : [],
  );
  const typedOf = (kind: 'file' | 'value'): string =>
    oneOf(values.flatMap(({ typed, place }) => (place.kind === kind ? [typed] : [])));
  const cases = commands.map(({ path, commands: below, options, arguments: given }) => {
    const described = below.map(({ name, summary }) => item(name, summary));
    const choices = given?.kind === 'words' ? given.words.map((word) => quoted(word)) : [];
    const flags = options.flatMap((option) =>
      option.flags.map((flag) => item(flag, option.description)),
    );
    return `    ${quoted(path)}) offered=(${[...described, ...choices].join(' ')}); flags=(${flags.join(' ')}) ;;`;
  });
  return `#compdef millrace
# zsh completion of millrace; made by: millrace completion zsh
_millrace() {
  local at='millrace' word
  local -a offered flags
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in
      ${oneOf(pathsBelow(commands))}) at="$at $word" ;;
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${words.join('\n')}
    ${typedOf('file')}) _files; return ;;
    ${typedOf('value')}) return ;;
  esac
  case "$at" in
${cases.join('\n')}
  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then _describe option flags
  elif (( \${#offered} )); then _describe command offered
  else _files
  fi
}
if [[ "\${funcstack[1]}" == _millrace ]]; then _millrace "$@"
else compdef _millrace millrace
fi`;
}

/** What \`_describe\` takes: a colon ends the name. */
const item = (name: string, description: string): string =>
  quoted(`${name.replaceAll(':', '\\:')}:${description}`);
