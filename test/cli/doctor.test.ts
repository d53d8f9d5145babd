import { describe, expect, test } from '@jest/globals';
import { doctorCommand } from '../../lib/cli/commands/doctor.ts';
import type { Check } from '../../lib/local-cloud/index.ts';
import { cliOf } from '../support/cli/run-cli.ts';

const NODE: Check = { name: 'Node.js', ok: true, found: '24.1.0', needed: '24 or newer', fix: '' };
const JAVA: Check = { name: 'Java', ok: true, found: 'none', needed: '17', fix: 'install Java' };
const NPM: Check = { name: 'npm', ok: false, found: 'none', needed: '10', fix: 'install npm' };

const run = (checks: readonly Check[], ...args: readonly string[]) =>
  cliOf((terminal) => [doctorCommand({ terminal }, { checks: async () => checks })])(
    'doctor',
    ...args,
  );

describe('doctor', () => {
  test('ends with 0 where everything that is needed is there, and still says what could be better', async () => {
    expect(await run([NODE, JAVA])).toEqual({
      exitCode: 0,
      out: [
        '    check    found   needed',
        '────────────────────────────────',
        'ok  Node.js  24.1.0  24 or newer',
        'ok  Java     none    17',
        '',
        'What to do:',
        '  Java: install Java',
      ],
      err: ['everything that is needed is there'],
    });
  });

  test('ends with 1 where something is missing, and names it', async () => {
    const { exitCode, out, err } = await run([NODE, NPM]);

    expect(exitCode).toBe(1);
    expect(out[3]).toBe('missing  npm      none    10');
    expect(err).toEqual(['doctor: not ready: npm']);
  });

  test('prints a JSON object per check', async () => {
    const { exitCode, out } = await run([NODE, NPM], '--json');

    expect(out.map((line) => JSON.parse(line))).toEqual([NODE, NPM]);
    expect(exitCode).toBe(1);
  });
});
