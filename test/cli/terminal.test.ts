import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const module = join(import.meta.dirname, '../../lib/cli/terminal.ts');

/** Runs a few lines with the terminal of their process, below a shell that does something with its output. */
function saying(body: string, redirect: string) {
  const script = join(folder, 'say.mjs');
  writeFileSync(
    script,
    `import { processTerminal } from ${JSON.stringify(module)};
    const terminal = processTerminal();
    ${body}`,
  );
  const command = `"${process.execPath}" "${script}" ${redirect}`;
  return spawnSync('bash', ['-c', `set -o pipefail; ${command}`], { encoding: 'utf8' });
}

const MANY = 'for (let i = 0; i < 50_000; i++) terminal.out("line " + i);';

describe('the terminal', () => {
  test('ends with 1 and says so if the output cannot be written', () => {
    const { status, stderr } = saying(MANY, '> /dev/full');

    expect(status).toBe(1);
    expect(stderr).toMatch(/^millrace: the output cannot be written; got .*ENOSPC/);
  });

  test('ends with 1 and says so when nobody reads on: what is there is not all', () => {
    const { status, stdout, stderr } = saying(MANY, '| head -1');

    expect([status, stdout]).toEqual([1, 'line 0\n']);
    expect(stderr).toBe(
      'millrace: the output cannot be written; got a pipe that nobody reads any more, expected a reader of all of it; what is there is not complete\n',
    );
  });

  test('goes on with what it does when nobody hears its words', () => {
    const body = `
      for (let i = 0; i < 2_000; i++) terminal.err('x'.repeat(1_000));
      setTimeout(() => terminal.out('done'), 100);`;

    const { status, stdout } = saying(body, '3>&1 2> >(head -c 1 > /dev/null)');

    expect([status, stdout]).toEqual([0, 'done\n']);
  });
});
