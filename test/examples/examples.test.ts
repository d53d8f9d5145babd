import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runCommand } from '../../lib/cli/commands/run.ts';
import { runCli } from '../../lib/cli/program.ts';
import type { Terminal } from '../../lib/cli/terminal.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');
const numbered = readdirSync(EXAMPLES).filter((name) => /^\d\d-/.test(name));

/** Runs a folder's definition on its inputs; each is named after its stream. */
async function runExample(folder: string) {
  const out: string[] = [];
  const err: string[] = [];
  const terminal: Terminal = {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    progress: () => {},
    width: 80,
    hasColor: false,
  };
  const inputs = readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson') && name !== 'expected.ndjson')
    .map((name) => `${name.slice(0, -'.ndjson'.length)}=${join(folder, name)}`);
  const args = ['run', join(folder, 'pipeline.ts'), '--max-loss', '50%', '--input', ...inputs];
  const status = await runCli(args, { terminal, commands: [runCommand({ terminal })] });
  return { status, out, err };
}

describe('an example', () => {
  test.each(numbered)('%s gives the rows that it shows', async (name) => {
    const folder = join(EXAMPLES, name);

    const { status, out } = await runExample(folder);

    expect(status).toBe(0);
    expect(`${out.join('\n')}\n`).toBe(readFileSync(join(folder, 'expected.ndjson'), 'utf8'));
  });

  test('is in the table of contents', () => {
    const readme = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
    const listed = [...readme.matchAll(/^\| `(\d\d-[a-z-]+)`\s+\|/gm)].map(([, name]) => name);

    expect(listed).toEqual(numbered);
  });
});
