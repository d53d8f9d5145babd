import { copyFileSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findJava, findMaven, JAVA_MAJOR, type Java } from './java.ts';
import { LocalCloudError } from './local-cloud-error.ts';
import { lastLines, type Machine } from './machine.ts';
import { KINESIS_MOCK_VERSION, type LocalCloudPaths, SOURCES } from './paths.ts';
import { findPython } from './python.ts';
import { localstackOnHost } from './settings.ts';

const MAVEN_DEPENDENCIES =
  'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';

/** One part of the installation, in a folder of its own. */
export interface InstallStep {
  readonly name: string;
  readonly says: string;
  /** Emptied before the part is installed. */
  readonly folders: readonly string[];
  /** Must exist afterwards; a link to something since removed from the machine does not. */
  readonly proofs: readonly string[];
  readonly install: () => Promise<void>;
}

interface Command {
  readonly at: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly fix: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs one program of the installation; its output goes to the log, and into the error. */
async function execute(paths: LocalCloudPaths, machine: Machine, what: Command): Promise<void> {
  const { at, command, args, fix, env = machine.env } = what;
  const { status, stdout, stderr } = await machine.run(command, args, {
    env,
    cwd: paths.installation,
    log: paths.installLog,
  });
  if (status === 0) return;
  throw new LocalCloudError('LOCAL_CLOUD_INSTALL_FAILED', {
    at,
    problem: `${command} failed`,
    given: status === undefined ? 'no exit status' : `exit status ${status}`,
    expected: 'exit status 0',
    fix: `${fix}; the whole output is in ${paths.installLog}`,
    output: lastLines(stdout + stderr),
  });
}

/** LocalStack and what it needs, in a Python environment of its own. */
export function installPython(paths: LocalCloudPaths, machine: Machine): InstallStep {
  const fix = 'check that a Python package index can be reached, then try again';
  return {
    name: 'python',
    says: 'LocalStack',
    folders: [paths.venv],
    proofs: [paths.python],
    install: async () => {
      const { executable } = await findPython(machine);
      const at = 'LocalStack';
      const venv = ['-m', 'venv', paths.venv];
      await execute(paths, machine, { at, command: executable, args: venv, fix });
      const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input'];
      const args = [...pip, '--requirement', SOURCES.requirements];
      await execute(paths, machine, { at, command: paths.python, args, fix });
    },
  };
}

/** kinesis-mock, where LocalStack looks for it before it would fetch it. */
export function installKinesis(paths: LocalCloudPaths, machine: Machine): InstallStep {
  return {
    name: 'kinesis',
    says: 'kinesis-mock',
    folders: [paths.kinesis],
    proofs: [join(paths.kinesis, 'node_modules', 'kinesis-local', 'main.js')],
    install: async () => {
      const { status } = await machine.run('npm', ['--version']);
      if (status !== 0) throw npmMissing();
      mkdirSync(paths.kinesis, { recursive: true });
      await execute(paths, machine, {
        at: 'kinesis-mock',
        command: 'npm',
        args: [
          ...['install', `kinesis-local@${KINESIS_MOCK_VERSION}`, '--prefix', paths.kinesis],
          ...['--ignore-scripts', '--no-audit', '--no-fund', '--no-save'],
        ],
        fix: 'check that an npm registry can be reached, then try again',
      });
    },
  };
}

/**
 * DynamoDB Local and the Java it runs on, where LocalStack looks for them.
 *
 * With Java and Maven on the machine they come from a Maven repository, which closed networks
 * have. Otherwise LocalStack fetches both by itself.
 */
export function installDynamodb(paths: LocalCloudPaths, machine: Machine): InstallStep {
  const inJava = machine.platform === 'darwin' ? join('Contents', 'Home') : '';
  const java = join(paths.libraries, 'java', '21', inJava); // 21 is the name LocalStack looks for
  return {
    name: 'dynamodb',
    says: 'DynamoDB Local',
    folders: [join(paths.libraries, 'java'), dirname(paths.dynamodb)],
    proofs: [join(paths.dynamodb, 'DynamoDBLocal.jar'), join(java, 'bin', 'java')],
    install: async () => {
      const found = await findJava(machine);
      if (found?.fits && (await findMaven(machine)) !== undefined) {
        await fetchWithMaven(paths, machine);
        mkdirSync(dirname(java), { recursive: true });
        symlinkSync(found.home, java);
      } else {
        await fetchWithLocalStack(paths, machine, found);
      }
    },
  };
}

async function fetchWithMaven(paths: LocalCloudPaths, machine: Machine): Promise<void> {
  const libraries = join(paths.dynamodb, 'DynamoDBLocal_lib');
  mkdirSync(libraries, { recursive: true });
  await execute(paths, machine, {
    at: 'DynamoDB Local',
    command: 'mvn',
    args: [
      ...['--batch-mode', '--quiet', '--file', SOURCES.pom, MAVEN_DEPENDENCIES],
      ...[`-DoutputDirectory=${libraries}`, '-DincludeScope=runtime'],
    ],
    fix: 'check that a Maven repository can be reached, then try again',
  });
  for (const file of readdirSync(libraries)) {
    const [, name, ending] = /^(libsqlite4java-[a-z0-9-]+?)-[\d.]+\.(so|dylib)$/.exec(file) ?? [];
    if (name) copyFileSync(join(libraries, file), join(libraries, `${name}.${ending}`));
    if (/^DynamoDBLocal-.*\.jar$/.test(file)) {
      copyFileSync(join(libraries, file), join(paths.dynamodb, 'DynamoDBLocal.jar'));
    }
  }
}

async function fetchWithLocalStack(
  paths: LocalCloudPaths,
  machine: Machine,
  java: Java | undefined,
): Promise<void> {
  const args = ['-m', 'localstack.cli.lpm', 'install', 'dynamodb-local', '--target', 'var_libs'];
  const { status, stdout, stderr } = await machine.run(paths.python, args, {
    env: { ...machine.env, ...localstackOnHost(paths.fileSystem) },
    cwd: paths.installation,
    log: paths.installLog,
  });
  if (status === 0) return;
  throw new LocalCloudError('LOCAL_CLOUD_JAVA_MISSING', {
    at: 'DynamoDB Local',
    problem: 'it could neither be fetched with Maven nor be downloaded',
    given: java === undefined ? 'no Java' : `Java ${java.version}`,
    expected: `Java ${JAVA_MAJOR} or newer and Maven, or access to api.adoptium.net, github.com and d1ni2b6xgvw0s0.cloudfront.net`,
    fix: `install both (apt install openjdk-17-jre-headless maven, brew install openjdk maven); the whole output is in ${paths.installLog}`,
    output: lastLines(stdout + stderr),
  });
}

function npmMissing(): LocalCloudError {
  return new LocalCloudError('LOCAL_CLOUD_NPM_MISSING', {
    at: 'npm',
    problem: 'kinesis-mock comes from the npm registry',
    given: 'no npm on the PATH',
    expected: 'npm 10 or newer',
    fix: 'install Node.js with npm (https://nodejs.org)',
  });
}
