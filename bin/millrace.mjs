#!/usr/bin/env node
/**
 * Starts the command line: of the package in this Node; of a checkout, whose types have to be stripped,
 * in the Node that is pinned there, whichever Node npm runs on.
 *
 * Plain JavaScript, no packages: it has to run where nothing is installed yet, and on an old Node.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Oldest Node that strips types, which definitions in TypeScript need. */
const OLDEST = [22, 18];

const built = fileURLToPath(new URL('../dist/bin/cli.js', import.meta.url));
const sources = fileURLToPath(new URL('./cli.ts', import.meta.url));

if (existsSync(sources)) startPinned();
else if (isOld()) {
  process.stderr.write(
    `millrace: this Node is too old; got ${process.versions.node}, expected ${OLDEST.join('.')} or newer; install a newer Node\n`,
  );
  process.exitCode = 1;
} else await import(built);

function isOld() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

function startPinned() {
  const pinned = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));

  if (!existsSync(pinned)) {
    process.stderr.write(
      `millrace: its own Node is missing; got no ${pinned}, expected the installed packages; run: npm install\n`,
    );
    process.exit(1);
  }

  const child = spawn(pinned, [sources, ...process.argv.slice(2)], { stdio: 'inherit' });

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
}
