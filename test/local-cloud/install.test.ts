import { existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { ensureInstalled, isInstalled } from '../../lib/local-cloud/install.ts';
import { type LocalCloudPaths, localCloudPaths } from '../../lib/local-cloud/paths.ts';
import { fakeMachine } from '../support/cloud/fake-machine.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const javaHome = join(folder, 'jdk');
let count = 0;
let env: NodeJS.ProcessEnv;
let paths: LocalCloudPaths;

const touch = (file: string) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
};

const python = { stdout: '3 11 /usr/bin/python3.11\n\n' };
const java = { stderr: `    java.home = ${javaHome}\n    java.version = 17.0.1\n` };

/** The programs of a complete machine; each leaves the files that the real one leaves. */
const programs = () => ({
  'python3.11 -c': python,
  '/usr/bin/python3.11 -m venv': () => touch(paths.python),
  [`${paths.python} -m pip`]: () => {},
  [`${paths.python} -m localstack.cli.lpm`]: () => {
    touch(join(paths.dynamodb, 'DynamoDBLocal.jar'));
    touch(join(paths.libraries, 'java', '21', 'bin', 'java'));
  },
  'npm --version': { stdout: '11.0.0' },
  'npm install': () => touch(join(paths.kinesis, 'node_modules', 'kinesis-local', 'main.js')),
  'java ': java,
  'mvn --batch-mode --version': { stdout: 'Apache Maven 3.9.0' },
  'mvn --batch-mode --quiet': () => {
    touch(join(paths.dynamodb, 'DynamoDBLocal_lib', 'DynamoDBLocal-2.6.1.jar'));
    touch(join(paths.dynamodb, 'DynamoDBLocal_lib', 'libsqlite4java-linux-amd64-1.0.392.so'));
  },
});

beforeEach(() => {
  env = { MILLRACE_CACHE: join(folder, `cache-${count++}`) };
  paths = localCloudPaths(env);
  touch(join(javaHome, 'bin', 'java'));
});

describe('ensureInstalled', () => {
  test('lays everything out where LocalStack looks for it', async () => {
    const machine = fakeMachine(programs(), { env });

    await ensureInstalled({ machine });

    const libraries = join(paths.dynamodb, 'DynamoDBLocal_lib');
    expect(isInstalled(machine)).toBe(true);
    expect(existsSync(join(paths.dynamodb, 'DynamoDBLocal.jar'))).toBe(true);
    expect(readdirSync(libraries)).toContain('libsqlite4java-linux-amd64.so');
    expect(readlinkSync(join(paths.libraries, 'java', '21'))).toBe(javaHome);
    expect(existsSync(join(paths.plugin, 'millrace_local_cloud', '__main__.py'))).toBe(true);
  });

  test('does nothing the second time', async () => {
    await ensureInstalled({ machine: fakeMachine(programs(), { env }) });
    const machine = fakeMachine({}, { env });

    await ensureInstalled({ machine });

    expect(machine.commands).toEqual([]);
  });

  test('does not take what was interrupted for finished, nor repeat what is finished', async () => {
    const broken = { ...programs(), 'npm install': { status: 1, stderr: 'network unreachable' } };
    const interrupted = ensureInstalled({ machine: fakeMachine(broken, { env }) });
    await expect(interrupted).rejects.toThrow('[LOCAL_CLOUD_INSTALL_FAILED]');
    touch(join(paths.kinesis, 'node_modules', 'kinesis-local', 'main.js'));
    const machine = fakeMachine(programs(), { env });

    await ensureInstalled({ machine });

    expect(machine.commands.filter((line) => line.includes('pip'))).toEqual([]);
    expect(machine.commands.filter((line) => line.startsWith('npm install'))).toHaveLength(1);
  });

  test('installs again what was made for a Java that is no longer there', async () => {
    await ensureInstalled({ machine: fakeMachine(programs(), { env }) });
    rmSync(javaHome, { recursive: true });

    const complete = isInstalled(fakeMachine({}, { env }));

    expect(complete).toBe(false);
  });

  test('lets LocalStack fetch DynamoDB Local where Maven is missing', async () => {
    const { 'mvn --batch-mode --version': _, ...withoutMaven } = programs();
    const machine = fakeMachine(withoutMaven, { env });

    await ensureInstalled({ machine });

    expect(isInstalled(machine)).toBe(true);
    expect(machine.commands.at(-1)).toMatch(/lpm install dynamodb-local --target var_libs$/);
  });

  test('says what to install if Maven is missing and nothing can be downloaded', async () => {
    const { 'mvn --batch-mode --version': _, 'java ': __, ...neither } = programs();
    const download = `${paths.python} -m localstack.cli.lpm`;
    const machine = fakeMachine(
      { ...neither, [download]: { status: 1, stdout: 'Installation of java 21 failed.\n' } },
      { env },
    );

    const attempt = ensureInstalled({ machine });

    await expect(attempt).rejects.toMatchObject({
      code: 'LOCAL_CLOUD_JAVA_MISSING',
      message: expect.stringContaining(
        'got no Java, expected Java 17 or newer and Maven, or access to api.adoptium.net',
      ),
      fault: { output: 'Installation of java 21 failed.' },
    });
  });

  test('shows the end of what a failing program printed, and where the rest is', async () => {
    const pip = { status: 1, stderr: 'ERROR: No matching distribution found\n' };
    const machine = fakeMachine({ ...programs(), [`${paths.python} -m pip`]: pip }, { env });

    const attempt = ensureInstalled({ machine });

    await expect(attempt).rejects.toMatchObject({
      message: `LocalStack: ${paths.python} failed; got exit status 1, expected exit status 0; check that a Python package index can be reached, then try again; the whole output is in ${paths.installLog} [LOCAL_CLOUD_INSTALL_FAILED]`,
      fault: { output: 'ERROR: No matching distribution found' },
    });
  });

  test('says that npm is missing', async () => {
    const { 'npm --version': _, ...withoutNpm } = programs();

    const attempt = ensureInstalled({ machine: fakeMachine(withoutNpm, { env }) });

    await expect(attempt).rejects.toThrow('[LOCAL_CLOUD_NPM_MISSING]');
  });

  test('gives the lock back after a failure', async () => {
    const attempt = ensureInstalled({ machine: fakeMachine({}, { env }) });

    await expect(attempt).rejects.toThrow('[LOCAL_CLOUD_PYTHON_MISSING]');
    expect(existsSync(paths.lock)).toBe(false);
  });

  test('reports each part before it begins', async () => {
    const reports: string[] = [];
    const machine = fakeMachine(programs(), { env });

    await ensureInstalled({ machine, report: (line) => reports.push(line) });

    expect(reports.map((line) => line.replace(/ \(log: .*/, ''))).toEqual([
      'installing LocalStack',
      'installing kinesis-mock',
      'installing DynamoDB Local',
    ]);
  });
});

describe('localCloudPaths', () => {
  test.each([
    [{ MILLRACE_CACHE: '/own', XDG_CACHE_HOME: '/xdg' }, /^\/own$/],
    [{ XDG_CACHE_HOME: '/xdg' }, /^\/xdg\/millrace$/],
    [{}, /\/\.cache\/millrace$/],
  ])('keeps the cache where the environment %o wants it', (environment, root) => {
    const found = localCloudPaths(environment);

    expect(found.root).toMatch(root);
  });

  test('names the installation after LocalStack and what is asked for', () => {
    const { installation, root } = localCloudPaths({ MILLRACE_CACHE: '/own' });

    expect(installation.slice(root.length)).toMatch(/^\/localstack-4\.9\.2-[0-9a-f]{10}$/);
  });
});
