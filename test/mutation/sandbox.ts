import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** A copy of the repository in which a source can be replaced and tests be run. */
export interface Sandbox {
  write(file: string, text: string): void;
  /** Whether the tests pass. A run that takes longer than that has not: a mutant may never end. */
  passes(tests: readonly string[], patience: number): Promise<boolean>;
  remove(): void;
}

const LEFT_OUT = new Set(['node_modules', '.git', 'cdk.out', 'coverage']);

/** @param root - Of the repository. */
export function sandboxOf(root: string): Sandbox {
  const copy = mkdtempSync(join(tmpdir(), 'millrace-mutation-'));
  cpSync(root, copy, {
    recursive: true,
    filter: (path) => !LEFT_OUT.has(relative(root, path).split('/')[0] ?? ''),
  });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');

  return {
    write: (file, text) => writeFileSync(join(copy, file), text),
    passes: (tests, patience) =>
      new Promise((resolve) => {
        const args = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest];
        const options = ['--selectProjects', 'unit', '--bail', '--maxWorkers=2', '--silent'];
        const child = spawn(process.execPath, [...args, ...options, ...tests], {
          cwd: copy,
          stdio: 'ignore',
          env: { ...process.env, FC_SEED: '1' },
          detached: true,
        });
        const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), patience);
        child.on('exit', (code) => {
          clearTimeout(timer);
          resolve(code === 0);
        });
      }),
    remove: () => rmSync(copy, { recursive: true, force: true }),
  };
}
