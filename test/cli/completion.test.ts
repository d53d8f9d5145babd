import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { allCommands } from '../../lib/cli/all-commands.ts';
import { completionCommand } from '../../lib/cli/commands/completion.ts';
import { program } from '../../lib/cli/program.ts';
import { commandsBelow } from '../../lib/cli/reference.ts';
import { recordingTerminal } from '../support/cli/recording-terminal.ts';
import { cliOf } from '../support/cli/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const terminal = recordingTerminal();
const commands = await allCommands({ terminal });
const tree = commandsBelow(program({ terminal, commands }));
const folder = temporaryFolder();
const complete = cliOf((own) => [completionCommand({ terminal: own }, async () => commands)]);

/** Programs that print what a shell offers behind a line, in the words of that shell. */
const ASK = {
  bash: (script: string, line: string) => [
    ...['--norc', '-c'],
    `source ${script}
     COMP_LINE=$1; COMP_WORDS=($1); [[ $1 == *' ' ]] && COMP_WORDS+=('')
     COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
     _millrace; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ...['bash', line],
  ],
  zsh: (script: string, line: string) => [
    ...['-f', '-c'],
    `compdef() { :; }
     compadd() { [[ $1 == -- ]] && shift; print -l -- "$@"; }
     _describe() { print -l -- "\${(@)\${(P)2}%%:*}"; }
     _files() { :; }
     source ${script}
     words=(\${=1}); [[ $1 == *' ' ]] && words+=('')
     CURRENT=\${#words}
     _millrace | grep -- "^\${words[CURRENT]}"`,
    ...['zsh', line],
  ],
  fish: (script: string, line: string) => [
    ...['--no-config', '-c', `source ${script}; complete -C ${JSON.stringify(line)}`],
  ],
} as const;

/** Shells of this machine; bash is on every one that the tests run on. */
const shells = (Object.keys(ASK) as (keyof typeof ASK)[]).filter(
  (shell) => shell === 'bash' || spawnSync(shell, ['--version']).status === 0,
);

describe.each(shells)('completion in %s', (shell) => {
  const script = join(folder, shell);

  beforeAll(async () => {
    const { out } = await complete('completion', shell);
    writeFileSync(script, `${out.join('\n')}\n`);
  });

  function offered(line: string): string[] {
    const { stdout, stderr } = spawnSync(shell, ASK[shell](script, line), { encoding: 'utf8' });
    expect(stderr).toBe('');
    const words = stdout.split('\n').flatMap((each) => each.split('\t')[0] || []);
    return [...new Set(words)]
      .filter((word) => word.startsWith(line.split(' ').at(-1) ?? ''))
      .sort();
  }

  test.each([
    ['millrace de', ['dev']],
    ['millrace dev u', ['up']],
    ['millrace dev ', ['down', 'help', 'logs', 'status', 'up']],
    ['millrace --verbose dev s', ['status']],
    ['millrace dev up --de', ['--deploy']],
    ['millrace init --example ', ['fraud', 'logs', 'retail']],
    ['millrace init x --example r', ['retail']],
    ['millrace produce --stage dev --sp', ['--speedup']],
    ['millrace completion ', ['bash', 'fish', 'zsh']],
    ['millrace query --stage dev --no', ['--no-chart']],
    ['millrace nothing --ver', ['--verbose', '--version']],
  ])('%j offers %j', (line, words) => {
    expect(offered(line)).toEqual(words);
  });

  test('offers every option of every command', () => {
    const missing = tree.flatMap(({ path, command }) => {
      const words = offered(`${path} --`);
      return command.options.flatMap(({ long }) =>
        long === undefined || long === null || words.includes(long) ? [] : [`${path} ${long}`],
      );
    });

    expect(missing).toEqual([]);
  });
});

describe('completion', () => {
  test('names the shells that it knows', async () => {
    const { exitCode, err } = await complete('completion', 'tcsh');

    expect(exitCode).toBe(2);
    expect(err.join(' ')).toContain('bash, zsh, fish');
  });
});
