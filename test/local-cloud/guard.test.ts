import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from '@jest/globals';
import { SOURCES } from '../../lib/local-cloud/paths.ts';

const guard = join(SOURCES.plugin, 'node', 'guard.cjs');

/** Runs code in a Node process with the guard; gives the first line that it prints. */
async function firstLine(code: string): Promise<string> {
  const child = spawn(process.execPath, ['--require', guard, '-e', code]);
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, 'line');
  child.kill('SIGKILL');
  return line;
}

describe('the guard of Node servers', () => {
  test.each([
    'listen(0)',
    "listen(0, '0.0.0.0')",
    "listen('0', '::')",
    'listen({ port: 0 })',
    "listen({ port: 0, host: '0.0.0.0', backlog: 10 })",
    'listen(0, () => {})',
    'listen(0, 511)',
  ])('makes a server that says %s listen on the loopback interface', async (listen) => {
    const code = `
      const server = require('node:http').createServer();
      server.on('listening', () => console.log(server.address().address));
      server.${listen};
    `;

    const address = await firstLine(code);

    expect(address).toBe('127.0.0.1');
  });

  test('ends a process whose parent is gone', async () => {
    const child = `setInterval(() => {}, 1000); console.log(process.pid)`;
    const parent = `
      const { spawn } = require('node:child_process');
      const args = ['--require', ${JSON.stringify(guard)}, '-e', ${JSON.stringify(child)}];
      spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'inherit', 'ignore'] });
    `;
    const process_ = spawn(process.execPath, ['-e', `${parent} setInterval(() => {}, 1000)`]);
    const lines = createInterface({ input: process_.stdout });
    await once(lines, 'line');

    process_.kill('SIGKILL');

    // The pipe of the parent's output closes when the child, which shares it, has ended too.
    await once(lines, 'close');
    expect(process_.stdout.destroyed || process_.stdout.readableEnded).toBe(true);
  });
});
