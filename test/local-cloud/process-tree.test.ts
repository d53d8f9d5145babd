import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { identifyProcess } from '../../lib/local-cloud/process-identity.ts';
import { isRunning, processTree, withDescendants } from '../../lib/local-cloud/process-tree.ts';
import { endTree } from '../../lib/local-cloud/stop.ts';

/** Starts a process that starts another, in a session of its own; both ignore SIGTERM. */
const STUBBORN = `
  const { spawn } = require('node:child_process');
  const stay = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";
  eval(stay);
  spawn(process.execPath, ['-e', stay], { detached: true, stdio: 'ignore' });
  console.log('ready');
`;

describe('withDescendants', () => {
  test('finds children of children, and nobody else', () => {
    const pairs = [
      [1, 0],
      [10, 1],
      [11, 10],
      [12, 11],
      [20, 1],
      [13, 10],
    ] as const;

    const found = withDescendants(10, pairs);

    expect(found.sort((a, b) => a - b)).toEqual([10, 11, 12, 13]);
  });
});

describe('identifyProcess', () => {
  test('gives the same answer for a running process, and none once it is gone', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const pid = child.pid ?? 0;

    const whileRunning = [identifyProcess(pid), identifyProcess(pid)];
    child.kill('SIGKILL');
    await once(child, 'exit');

    expect(whileRunning[0]).toBeDefined();
    expect(whileRunning[0]).toBe(whileRunning[1]);
    expect(identifyProcess(pid)).toBeUndefined();
  });
});

describe('endTree', () => {
  test('leaves nothing of a process and its children, even if they ignore the request', async () => {
    const child = spawn(process.execPath, ['-e', STUBBORN]);
    await once(child.stdout, 'data');
    const tree = processTree(child.pid ?? 0);
    const [root] = tree;
    if (root === undefined) throw new Error('it did not start');

    await endTree(root);

    expect(tree).toHaveLength(2);
    expect(tree.filter(isRunning)).toEqual([]);
  });

  test('does nothing to a process that has the id of one that is gone', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const pid = child.pid ?? 0;

    await endTree({ pid, identity: 'another' });

    expect(identifyProcess(pid)).toBeDefined();
    child.kill('SIGKILL');
  });
});
