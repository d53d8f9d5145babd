import type { Finished, Machine, RunOptions } from '../../../lib/local-cloud/machine.ts';

type Answer = Partial<Finished> | ((args: readonly string[], options?: RunOptions) => void);

export interface FakeMachine extends Machine {
  /** Every command that was run, with its arguments, in order. */
  readonly commands: readonly string[];
}

/**
 * A machine with only the given programs. The first whose name begins the command line answers;
 * one that is a function does its work and exits with 0; all others are not installed.
 */
export function fakeMachine(
  programs: Readonly<Record<string, Answer>>,
  { env = {}, platform = 'linux' as NodeJS.Platform } = {},
): FakeMachine {
  const commands: string[] = [];
  return {
    ...{ env, platform, commands },
    run: async (command, args, options) => {
      const line = [command, ...args].join(' ');
      commands.push(line);
      const known = Object.keys(programs).find((program) => line.startsWith(program));
      const answer = known === undefined ? { status: undefined } : programs[known];
      if (typeof answer !== 'function') return { status: 0, stdout: '', stderr: '', ...answer };
      answer(args, options);
      return { status: 0, stdout: '', stderr: '' };
    },
  };
}
