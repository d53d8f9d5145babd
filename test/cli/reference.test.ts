import { describe, expect, test } from '@jest/globals';
import { allCommands } from '../../lib/cli/all-commands.ts';
import { program } from '../../lib/cli/program.ts';
import { cliReference, commandsBelow, helpOf } from '../../lib/cli/reference.ts';
import { recordingTerminal } from '../support/cli/recording-terminal.ts';
import { expectDocument } from '../support/text/golden-text.ts';

const terminal = recordingTerminal();
const root = program({ terminal, commands: await allCommands({ terminal }) });
const leaves = commandsBelow(root).filter(({ command }) => command.commands.length === 0);

describe('the help', () => {
  test('is what docs/cli.md says', () => {
    expectDocument('docs/cli.md', cliReference(root));
  });

  test.each(leaves)('of $path has a summary, a description and an example', ({ path, command }) => {
    const text = helpOf(command);

    expect(command.summary()).not.toBe('');
    expect(command.description()).not.toBe('');
    expect(text).toMatch(/\nExamples?:\n/);
    expect(text).toContain(`$ npx ${path}`);
  });

  test.each(leaves)('of $path describes every option and argument', ({ command }) => {
    const named = [...command.options, ...command.registeredArguments];

    expect(named.filter(({ description }) => !description).map((each) => each.name())).toEqual([]);
  });

  test('offers --json wherever data comes out', () => {
    const without = leaves.filter(({ command }) =>
      command.options.every(({ long }) => long !== '--json'),
    );

    expect(without.map(({ path }) => path)).toEqual([
      'millrace init',
      'millrace dev down',
      'millrace scale',
      'millrace switch',
      'millrace completion',
    ]);
  });
});
