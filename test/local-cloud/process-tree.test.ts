import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { identifyProcess } from '../../lib/local-cloud/process-identity.ts';
import {
  freezeTree,
  isRunning,
  processTree,
  withDescendants,
} from '../../lib/local-cloud/process-tree.ts';
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

/** Starts a process again as soon as it ends, for ever, until it is asked to end itself. */
const RESTARTING = `
  const { spawn } = require('node:child_process');
  const start = () => {
    const options = { detached: true, stdio: 'ignore' };
    spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], options).on('exit', start);
  };
  start();
  console.log('ready');
`;

describe('freezeTree', () => {
  test('gives all processes of the tree, which then start no others', async () => {
    const child = spawn(process.execPath, ['-e', RESTARTING]);
    await once(child.stdout, 'data');
    const [root] = processTree(child.pid ?? 0);
    if (root === undefined) throw new Error('it did not start');

    const frozen = freezeTree(root);
    process.kill(frozen[1]?.pid ?? 0, 'SIGKILL');
    const later = processTree(root.pid);
    await endTree(root);

    expect(frozen).toHaveLength(2);
    expect(later.filter(({ pid }) => !frozen.some((each) => each.pid === pid))).toEqual([]);
    expect(frozen.filter(isRunning)).toEqual([]);
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
