import { Command, CommanderError } from 'commander';
import { packageVersion } from '../package/package-root.ts';
import { explainFailure, wantsStack } from './explain-failure.ts';
import type { Terminal } from './terminal.ts';

/** Exit codes: of the tool as a whole, whatever the command. */
export const EXIT = { done: 0, failed: 1, askedWrongly: 2 } as const;

export interface Cli {
  readonly terminal: Terminal;
  readonly commands: readonly Command[];
}

/** All commands below one name, writing to one terminal. */
export function program({ terminal, commands }: Cli): Command {
  const root = new Command('millrace')
    .description('A streaming pipeline on AWS: declared once, exact on every platform.')
    .version(packageVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'say what a command does and takes')
    .helpCommand('help [command]', 'say what a command does and takes')
    .option('--verbose', 'after an error, print where in the code it came up')
    .exitOverride()
    .showHelpAfterError('(--help says what it takes)')
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd().replace(/^error: /, 'millrace: ')),
      getOutHelpWidth: () => terminal.width,
      getErrHelpWidth: () => terminal.width,
      getOutHasColors: () => terminal.hasColor,
      getErrHasColors: () => terminal.hasColor,
    })
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 tried and failed, 2 asked wrongly and nothing was tried.\nData goes to standard output, words to standard error; NO_COLOR is respected.',
    );
  for (const command of commands) root.addCommand(inheriting(command, root));
  return root;
}

/** Commands are made one by one; settings of the whole reach those below by this. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheriting(child, command);
  return command;
}

/**
 * Runs the command that the arguments name.
 *
 * @param args - Without the names of Node and of the script.
 * @returns The exit code. Never throws: what went wrong was said on the terminal.
 */
export async function runCli(args: readonly string[], cli: Cli): Promise<number> {
  const root = program(cli);
  let name = 'millrace';
  root.hook('preAction', (_root, action) => {
    name = pathOf(action);
  });
  try {
    await root.parseAsync([...args], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? EXIT.done : EXIT.askedWrongly;
    }
    const isVerbose = root.opts<{ verbose?: boolean }>().verbose === true;
    const { lines, exitCode } = explainFailure(error, name, isVerbose || wantsStack(process.env));
    for (const line of lines) cli.terminal.err(line);
    return exitCode;
  }
}

/** `dev up`: the names of a command and those above it, without the tool's own. */
function pathOf(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${pathOf(parent)} ${command.name()}` : command.name();
}
