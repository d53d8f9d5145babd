import { Argument, Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { completedCommands } from '../completion/tree.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { program } from '../program.ts';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/**
 * `millrace completion <shell>`
 *
 * @param all - Every command, as the completion tells of all.
 */
export const completionCommand = (
  { terminal }: CommandContext,
  all: () => Promise<readonly Command[]>,
): Command =>
  new Command('completion')
    .summary('print what lets a shell complete commands')
    .description(
      'Prints a script with which a shell completes commands, options and their values behind the word millrace, made of the commands that this version has. Put one of the examples into the file that your shell reads when it starts. Where millrace is installed in a project only, it works behind an alias, too: alias millrace="npx millrace".',
    )
    .addArgument(new Argument('<shell>', 'whose completion').choices(Object.keys(SHELLS)))
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx millrace completion bash > ~/.millrace.bash   # in ~/.bashrc: source ~/.millrace.bash\n  $ npx millrace completion zsh > ~/.millrace.zsh     # in ~/.zshrc, behind compinit: source ~/.millrace.zsh\n  $ npx millrace completion fish > ~/.config/fish/completions/millrace.fish',
    )
    .action(async (shell: keyof typeof SHELLS) => {
      const commands = completedCommands(program({ terminal, commands: await all() }));
      for (const line of SHELLS[shell](commands).split('\n')) terminal.out(line);
    });
