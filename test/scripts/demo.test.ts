import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');

test.each([
  ['--help', 0],
  ['--what', 2],
])('the demo starts nothing if it is asked for %s', (arg, status) => {
  const demo = spawnSync(process.execPath, ['scripts/demo.ts', arg], {
    ...{ cwd: ROOT, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
    ...{ timeout: 30_000 },
  });

  expect(demo.stderr).toContain('npm run demo [-- --keep]');
  expect(demo.status).toBe(status);
});
