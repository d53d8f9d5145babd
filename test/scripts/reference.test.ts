import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');

test('docs/reference says what is exported, and everything that is exported has a comment', async () => {
  const run = promisify(execFile)(process.execPath, ['scripts/reference.ts', '--check'], {
    cwd: ROOT,
  }).then(
    () => '',
    (error: { stderr: string }) => error.stderr,
  );

  expect(await run).toBe('');
}, 120_000);
