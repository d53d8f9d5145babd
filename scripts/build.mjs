/**
 * Builds what is published: JavaScript and declarations in `dist/`, and the files that they read.
 *
 * Types cannot be stripped below `node_modules`, so a package of sources would not load.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

rmSync(dist, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

// what handlers are compiled against in the checkout; a deployment brings its own definition
rmSync(join(dist, 'examples'), { recursive: true, force: true });
for (const name of ['pipeline.js', 'pipeline.d.ts']) rmSync(join(dist, 'lambdas', name));

const python = join('lib', 'local-cloud', 'python');
cpSync(join(root, python), join(dist, python), {
  recursive: true,
  filter: (source) => !source.includes('__pycache__'),
});
