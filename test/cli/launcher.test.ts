import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const env = { ...process.env, NODE_OPTIONS: '' };
const folder = temporaryFolder();
let packages = 0;

/** Runs the launcher of a package with the Node of these tests. */
const launch = (root: string, ...args: readonly string[]) => {
  const options = { env, encoding: 'utf8' as const };
  return spawnSync(process.execPath, [join(root, 'bin/millrace.mjs'), ...args], options);
};

/** A package with the launcher and a command line of its own. */
function packageWith(cli: string): string {
  const root = join(folder, String(packages++));
  mkdirSync(join(root, 'bin'), { recursive: true });
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  cpSync(join(ROOT, 'bin/millrace.mjs'), join(root, 'bin/millrace.mjs'));
  writeFileSync(join(root, 'bin/cli.ts'), cli);
  return root;
}

const withNode = (root: string): string => {
  symlinkSync(process.execPath, join(root, 'node_modules/.bin/node'));
  return root;
};

describe('the launcher', () => {
  test('is what the package gives to npx', () => {
    const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
    };

    expect(bin).toEqual({ millrace: 'bin/millrace.mjs' });
    expect(launch(ROOT, '--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('passes arguments, output and the exit code on', () => {
    const root = withNode(
      packageWith('console.log(process.argv.slice(2)); console.error("e"); process.exitCode = 2;'),
    );

    const { status, stdout, stderr } = launch(root, 'a b', '--c');

    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: "[ 'a b', '--c' ]\n",
      stderr: 'e\n',
    });
  });

  test('lets the command end by itself when it is interrupted, and ends as it does', async () => {
    const root = withNode(
      packageWith(
        'process.on("SIGTERM", () => { console.log("ended"); process.exit(7); }); console.log("ready"); setInterval(() => {}, 1000);',
      ),
    );
    const child = spawn(process.execPath, [join(root, 'bin/millrace.mjs')], { env });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (out === 'ready\n') child.kill('SIGTERM');
    });

    const status = await new Promise((resolve) => child.once('close', resolve));

    expect({ status, out }).toEqual({ status: 7, out: 'ready\nended\n' });
  });

  test('says what to do where its Node is not installed', () => {
    const { status, stderr } = launch(packageWith(''));

    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^millrace: its own Node is missing; got no .*node_modules\/\.bin\/node, expected the installed packages; run: npm install\n$/,
    );
  });
});
