import type { Command } from 'commander';
import { runCli } from '../../../lib/cli/program.ts';
import type { Terminal } from '../../../lib/cli/terminal.ts';
import { type RecordingTerminal, recordingTerminal } from './recording-terminal.ts';

/** How a command line ended, and what it said. */
export interface CliRun {
  readonly exitCode: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

/** Runs command lines against commands that are made anew for each. */
export const cliOf =
  (commandsOf: (terminal: RecordingTerminal) => readonly Command[], settings?: Partial<Terminal>) =>
  async (...args: readonly string[]): Promise<CliRun> => {
    const terminal = recordingTerminal(settings);
    const exitCode = await runCli(args, { terminal, commands: commandsOf(terminal) });
    return { exitCode, out: terminal.outLines, err: terminal.errLines };
  };
