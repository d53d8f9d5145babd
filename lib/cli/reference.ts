import type { Command } from 'commander';

/**
 * The help of all commands as one Markdown document.
 *
 * `docs/cli.md` is this text; a test says so, and writes it anew with `UPDATE_GOLDEN=1`.
 */
export function cliReference(root: Command): string {
  const sections = commandsBelow(root).map(
    ({ path, command }) => `## ${path}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\``,
  );
  return [INTRODUCTION, `\`\`\`text\n${helpOf(root)}\n\`\`\``, ...sections].join('\n\n');
}

const INTRODUCTION = `# The command line

Run it as \`npx millrace\` in the folder of the package. Everything below is what \`--help\` says; a test compares the two.

Data goes to standard output, one JSON object per line with \`--json\`; words go to standard error. The exit code is 0 if it is done, 1 if it was tried and failed, and 2 if it was asked wrongly and nothing was tried. Colours are used on a terminal only, and not with \`NO_COLOR\`.

| Variable | Stands for |
|---|---|
| \`MILLRACE_PIPELINE\` | \`--pipeline\` |
| \`MILLRACE_STAGE\` | \`--stage\` |
| \`MILLRACE_DEBUG\` | \`--verbose\`, if it is not empty |
| \`MILLRACE_CACHE\` | the folder in which the local cloud is installed |
| \`AWS_ENDPOINT_URL\` | another emulator, in place of the local cloud |`;

export interface NamedCommand {
  /** Such as `millrace dev up`. */
  readonly path: string;
  readonly command: Command;
}

/** All commands below one, each before those below it. */
export function commandsBelow(root: Command, path = root.name()): NamedCommand[] {
  return root.commands.flatMap((command) => {
    const own = `${path} ${command.name()}`;
    return [{ path: own, command }, ...commandsBelow(command, own)];
  });
}

/** What `--help` prints, with what is added after it. */
export function helpOf(command: Command): string {
  let text = '';
  const output = command.configureOutput();
  command.configureOutput({
    ...output,
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  command.configureOutput(output);
  return text.trimEnd();
}
