import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runCommand } from '../../lib/cli/commands/run.ts';
import { cliOf } from '../support/cli/run-cli.ts';

const ROOT = join(import.meta.dirname, '../..');

test('README.md shows what its command prints first', async () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const [, command = '', shown = ''] =
    /\n\$ npx millrace (run .*)\n([\s\S]*?)\n```/.exec(readme) ?? [];
  const args = command.split(' ').map((arg) => arg.replace(/(?<==|^)(?=examples\/)/, `${ROOT}/`));

  const { exitCode, out } = await cliOf((terminal) => [runCommand({ terminal })])(...args);

  expect(exitCode).toBe(0);
  expect(shown.split('\n').length).toBeGreaterThan(2);
  expect(out.map((line) => line.trimEnd()).join('\n')).toContain(shown);
}, 300_000);
