import { closeSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { thisMachine } from '../../lib/local-cloud/machine.ts';
import { openPrivate, privateFolder } from '../../lib/local-cloud/private-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('what a local run keeps, which holds payloads,', () => {
  test('is read by nobody else: a log that is begun, and one that was there', () => {
    const [fresh, old] = [join(folder, 'fresh.log'), join(folder, 'old.log')];
    writeFileSync(old, 'of before', { mode: 0o644 });

    for (const file of [fresh, old]) closeSync(openPrivate(file));

    expect([fresh, old].map(modeOf)).toEqual([0o600, 0o600]);
  });

  test('is in a folder that nobody else enters, whether it was there or not', () => {
    const [fresh, old] = [join(folder, 'a/fresh'), join(folder, 'old')];
    mkdirSync(old, { mode: 0o755 });

    for (const path of [fresh, old]) privateFolder(path);

    expect([fresh, old].map(modeOf)).toEqual([0o700, 0o700]);
  });

  test('is a log of a program, too', async () => {
    const log = join(folder, 'program.log');

    await thisMachine.run(process.execPath, ['-e', 'console.log(1)'], { log });

    expect(modeOf(log)).toBe(0o600);
  });
});
