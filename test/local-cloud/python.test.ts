import { describe, expect, test } from '@jest/globals';
import { findPython } from '../../lib/local-cloud/python.ts';
import { fakeMachine } from '../support/cloud/fake-machine.ts';

const answers = (minor: number, executable: string, missing = '') => ({
  stdout: `3 ${minor} ${executable}\n${missing}\n`,
});

describe('findPython', () => {
  test('prefers an interpreter of a version that is known to fit over the default one', async () => {
    const machine = fakeMachine({
      'python3.12 ': answers(12, '/opt/python3.12'),
      'python3 ': answers(14, '/usr/bin/python3'),
    });

    const found = await findPython(machine);

    expect(found).toMatchObject({ executable: '/opt/python3.12', version: '3.12' });
  });

  test('takes the default interpreter if that one fits', async () => {
    const machine = fakeMachine({ 'python3 ': answers(13, '/usr/bin/python3') });

    const found = await findPython(machine);

    expect(found.executable).toBe('/usr/bin/python3');
  });

  test('passes over a shim that finds no interpreter behind it', async () => {
    const machine = fakeMachine({
      'python3.11 ': { status: 127, stderr: 'pyenv: command not found' },
      'python3 ': answers(11, '/usr/bin/python3'),
    });

    const found = await findPython(machine);

    expect(found.executable).toBe('/usr/bin/python3');
  });

  test('passes over an interpreter that cannot make an environment', async () => {
    const machine = fakeMachine({
      'python3.11 ': answers(11, '/usr/bin/python3.11', 'ensurepip'),
      'python3.13 ': answers(13, '/usr/bin/python3.13'),
    });

    const found = await findPython(machine);

    expect(found.executable).toBe('/usr/bin/python3.13');
  });

  test('says what it found, what fits and what to install', async () => {
    const machine = fakeMachine({
      'python3.11 ': answers(11, '/usr/bin/python3.11', 'ensurepip'),
      'python3 ': answers(9, '/usr/bin/python3'),
      'python ': answers(9, '/usr/bin/python3'),
    });

    const search = findPython(machine);

    await expect(search).rejects.toThrow(
      'Python: the local cloud has no interpreter to run on; got 3.11 without ensurepip, 3.9, ' +
        'expected Python 3.11 or 3.12 or 3.13 with venv and ensurepip; install one ' +
        '(apt install python3.11 python3.11-venv, brew install python@3.13, pyenv install 3.11), ' +
        'or name one in MILLRACE_PYTHON [LOCAL_CLOUD_PYTHON_MISSING]',
    );
  });

  test('uses the one that MILLRACE_PYTHON names, and no other', async () => {
    const programs = { '/own/python ': answers(8, '/own/python'), 'python3 ': answers(11, '/p') };
    const machine = fakeMachine(programs, { env: { MILLRACE_PYTHON: '/own/python' } });

    const search = findPython(machine);

    await expect(search).rejects.toThrow(/^MILLRACE_PYTHON=\/own\/python: .*; got 3\.8, /);
  });
});
