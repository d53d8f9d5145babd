import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { tryLock, withLock } from '../../lib/local-cloud/lock.ts';
import { identifyProcess } from '../../lib/local-cloud/process-identity.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
let count = 0;
let file: string;

/** A lock as process 77, started at tick 1000, would have left it. */
const leaveLock = () => {
  writeFileSync(file, JSON.stringify({ pid: 77, identity: '1000', purpose: 'installing' }));
};

beforeEach(() => {
  file = join(folder, `lock-${count++}`);
});

describe('tryLock', () => {
  test('takes a free lock and writes down who holds it', () => {
    const outcome = tryLock({ file, purpose: 'installing' });

    const holder = JSON.parse(readFileSync(file, 'utf8'));
    expect(outcome).toBe('taken');
    expect(holder).toEqual({
      pid: process.pid,
      identity: identifyProcess(process.pid),
      purpose: 'installing',
    });
  });

  test('leaves a lock to a holder that is running', () => {
    leaveLock();

    const outcome = tryLock({ file, purpose: 'starting', identify: () => '1000' });

    expect(outcome).toMatchObject({ pid: 77, purpose: 'installing' });
  });

  test('takes over the lock of a holder that is gone', () => {
    leaveLock();

    const outcome = tryLock({ file, purpose: 'starting', identify: () => undefined });

    expect(outcome).toBe('taken');
  });

  test('takes over the lock of a holder whose process id has gone to another process', () => {
    leaveLock();

    const outcome = tryLock({ file, purpose: 'starting', identify: () => '2000' });

    expect(outcome).toBe('taken');
  });

  test('does not touch a lock that is still being written', () => {
    writeFileSync(file, '');

    const outcome = tryLock({ file, purpose: 'starting' });

    expect(outcome).toBe('unknown');
  });
});

describe('withLock', () => {
  test('runs one work after the other, in this process too', async () => {
    const events: string[] = [];
    const work = (name: string) => async () => {
      events.push(`${name} begins`);
      await new Promise(setImmediate);
      events.push(`${name} ends`);
    };

    await Promise.all(
      ['first', 'second'].map((name) => withLock({ file, purpose: name }, work(name))),
    );

    expect(events).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  test('gives the lock back when the work fails', async () => {
    const attempt = withLock({ file, purpose: 'failing' }, async () => {
      throw new Error('no network');
    });

    await expect(attempt).rejects.toThrow('no network');
    expect(existsSync(file)).toBe(false);
  });

  test('gives up when its patience ends, and says who holds the lock', async () => {
    leaveLock();
    const waits: string[] = [];
    const onWait = (purpose: string, pid: number) => waits.push(`${pid} ${purpose}`);

    const attempt = withLock(
      { file, purpose: 'starting', patienceMs: 0, onWait, identify: () => '1000' },
      async () => {},
    );

    await expect(attempt).rejects.toThrow(
      'local cloud: somebody else is working on it; got process 77 installing, expected nobody; ' +
        'wait for that process, or end it [LOCAL_CLOUD_BUSY]',
    );
    expect(waits).toEqual(['77 installing']);
  });
});
