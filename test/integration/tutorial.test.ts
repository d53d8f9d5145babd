import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/cloud/eventually.ts';
import { undeploy } from '../support/cloud/undeploy.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type Step, stepsOf } from '../support/text/told-steps.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const MINUTE = 60_000;
const folder = temporaryFolder();
const state = join(folder, '.state');
const steps = stepsOf(readFileSync(join(ROOT, 'docs/tutorial.md'), 'utf8'));

/** The Node that runs this, before any other; nothing of the test runner's own settings. */
const { NODE_OPTIONS: _, ...environment } = process.env;
const env = {
  ...environment,
  NO_COLOR: '1',
  PATH: [join(ROOT, 'node_modules', 'node', 'bin'), process.env['PATH']].join(delimiter),
};

/** Runs commands in one shell after the other, as if it were one: what is exported, and the folder. */
async function inShell(script: string): Promise<{ readonly stdout: string; readonly all: string }> {
  const text = `. ${state}\n${script}\n{ export -p; printf 'cd %q\\n' "$PWD"; } > ${state}\n`;
  const options = { cwd: folder, env, maxBuffer: 1 << 26 };
  const { stdout, stderr } = await promisify(execFile)(
    'bash',
    ['--norc', '-euo', 'pipefail', '-c', text],
    options,
  );
  return { stdout, all: stdout + stderr };
}

/** Where relative files are, as the shell has it. */
const here = (): string => / *^cd (.*)$/m.exec(readFileSync(state, 'utf8'))?.[1] ?? folder;

const nameOf = (step: Step): string =>
  step.kind === 'file' ? `write ${step.name}` : (step.script.trim().split('\n').at(-1) ?? '');

describe('docs/tutorial.md, from an empty folder', () => {
  let failed = false;

  beforeAll(async () => {
    await undeploy('site');
    writeFileSync(state, '');
    const options = { cwd: ROOT, env, maxBuffer: 1 << 26 };
    const args = ['pack', '--json', '--pack-destination', folder];
    const { stdout } = await promisify(execFile)('npm', args, options);
    const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [{ filename: string }];
    renameSync(join(folder, filename), join(folder, 'millrace-0.1.0.tgz'));
  }, 10 * MINUTE);

  test.each(steps.map((step) => [nameOf(step), step] as const))(
    '%s',
    async (_name, step) => {
      expect(failed).toBe(false); // each step builds on those before it
      failed = true;
      if (step.kind === 'file') {
        const path = join(here(), step.name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, step.text);
      } else {
        const { script, prints = /(?:)/ } = step;
        await eventually(async () => {
          const { stdout, all } = await inShell(script);
          if (prints.test(stdout) || prints.test(all)) return true; // words belong to it, too
          if (script.startsWith('npx millrace query')) return undefined; // rows come a moment later
          throw new Error(`${script} printed\n${all}`);
        });
      }
      failed = false;
    },
    15 * MINUTE,
  );
});
