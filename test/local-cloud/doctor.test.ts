import { describe, expect, test } from '@jest/globals';
import { doctor } from '../../lib/local-cloud/doctor.ts';
import { fakeMachine } from '../support/cloud/fake-machine.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const env = { MILLRACE_CACHE: temporaryFolder() };

const named = async (name: string, programs: Parameters<typeof fakeMachine>[0]) => {
  const checks = await doctor({ machine: fakeMachine(programs, { env }) });
  return checks.find((check) => check.name === name);
};

describe('doctor', () => {
  test('looks at everything that a demo needs', async () => {
    const checks = await doctor({ machine: fakeMachine({}, { env }) });

    expect(checks.map(({ name }) => name)).toEqual([
      ...['Node.js', 'npm', 'Python', 'Java', 'Maven', 'port 4566', 'disk'],
      ...['installation', 'local cloud'],
    ]);
  });

  test('says what to do about each thing that fails', async () => {
    const checks = await doctor({ machine: fakeMachine({}, { env }) });

    const failed = checks.filter(({ ok }) => !ok);
    expect(failed.map(({ name }) => name)).toEqual(['npm', 'Python']);
    expect(failed.map(({ fix }) => fix)).not.toContain('');
  });

  test('does not count a missing Java as a failure, since LocalStack can download one', async () => {
    const check = await named('Java', {});

    expect(check).toMatchObject({ ok: true, found: 'none' });
    expect(check?.fix).toContain('closed network');
  });

  test('says which interpreter it would take', async () => {
    const check = await named('Python', { 'python3.11 ': { stdout: '3 11 /opt/python3.11\n\n' } });

    expect(check).toMatchObject({ ok: true, found: '3.11 (/opt/python3.11)', fix: '' });
  });

  test('says how to start a local cloud that is not installed yet', async () => {
    const check = await named('local cloud', {});

    expect(check).toMatchObject({ ok: true, found: 'not installed', fix: 'npx millrace dev up' });
  });
});
