#!/usr/bin/env node
/**
 * Starts the command line with the Node that is pinned in this package, whichever Node npm runs on.
 *
 * Plain JavaScript, no packages: it has to run where types are not stripped yet.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));
const pinned = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));

if (!existsSync(pinned)) {
  process.stderr.write(
    `millrace: its own Node is missing; got no ${pinned}, expected the installed packages; run: npm install\n`,
  );
  process.exit(1);
}

const child = spawn(pinned, [cli, ...process.argv.slice(2)], { stdio: 'inherit' });

// Ctrl-C reaches the child by itself; this process only has to outlive it.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));

child.on('error', (error) => {
  process.stderr.write(
    `millrace: ${pinned} cannot be run; got ${error.message}; run: npm install\n`,
  );
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
