/**
 * Installs the locked packages if they are missing or older than the lockfile.
 *
 * With `npm install` rather than `npm ci`: that refuses the lockfile where a registry does not carry the
 * optional binaries of other platforms. Versions are those of the lockfile all the same, and nothing
 * is written to it.
 *
 * Runs before anything is installed, so: no packages, no TypeScript, any Node that npm runs on.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const lock = join(root, 'package-lock.json');
const installed = join(root, 'node_modules', '.package-lock.json');

const INSTALL = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];

if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  process.stderr.write('installing the locked packages …\n');
  const { status } = spawnSync('npm', INSTALL, {
    cwd: root,
    stdio: ['ignore', process.stderr, 'inherit'],
  });
  if (status !== 0) {
    process.stderr.write(
      'npm install failed; check that a package registry can be reached, then run the command again\n',
    );
    process.exit(1);
  }
}
