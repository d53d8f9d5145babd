import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const LOCALSTACK_VERSION = '4.9.2';
export const KINESIS_MOCK_VERSION = '0.6.2';

/** Grows when the way things are laid out changes, so that old installations are left alone. */
const LAYOUT = 1;

/** Where LocalStack looks for libraries, below the root that it is given. */
export const LIBRARIES = join('var', 'lib', 'localstack', 'lib');

const sources = join(import.meta.dirname, 'python');

/** Sources of this package that are copied or read at installation. */
export const SOURCES = {
  requirements: join(sources, 'requirements.txt'),
  pom: join(sources, 'dynamodb-local.pom.xml'),
  plugin: join(sources, 'millrace_local_cloud'),
} as const;

/** Where everything lies that outlives a run; see {@link localCloudPaths}. */
export interface LocalCloudPaths {
  /** `MILLRACE_CACHE`, or `millrace` in the user's cache folder. */
  readonly root: string;
  /** What was downloaded, by the hash of what was asked for. */
  readonly installation: string;
  readonly installLog: string;
  readonly venv: string;
  readonly python: string;
  /** A file system root for LocalStack, with the libraries that it would download by itself. */
  readonly fileSystem: string;
  readonly libraries: string;
  readonly kinesis: string;
  readonly dynamodb: string;
  /** Copy of the executor plug-in, by the hash of its sources; a running cloud keeps its own. */
  readonly plugin: string;
  /** One running local cloud at a time: its state, its log, its files. */
  readonly state: string;
  readonly lock: string;
  readonly run: string;
  /** Unpacked functions, stored objects. */
  readonly temporary: string;
  readonly log: string;
  readonly lambdaLogs: string;
  readonly deployLog: string;
}

function hashOf(...contents: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const content of contents) hash.update(content).update('\0');
  return hash.digest('hex').slice(0, 10);
}

function pluginFiles(): string[] {
  return readdirSync(SOURCES.plugin, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(py|cjs|mjs)$/.test(name))
    .sort();
}

function cacheRoot(env: NodeJS.ProcessEnv): string {
  const { MILLRACE_CACHE: own, XDG_CACHE_HOME: caches } = env;
  if (own) return own;
  return join(caches || join(homedir(), '.cache'), 'millrace');
}

/** The folders and files of the local cloud. Names only; nothing is created. */
export function localCloudPaths(env: NodeJS.ProcessEnv = process.env): LocalCloudPaths {
  const root = cacheRoot(env);
  const asked = [SOURCES.requirements, SOURCES.pom].map((file) => readFileSync(file));
  const installation = join(
    root,
    `localstack-${LOCALSTACK_VERSION}-${hashOf(String(LAYOUT), KINESIS_MOCK_VERSION, ...asked)}`,
  );
  const names = pluginFiles();
  const plugin = names.map((name) => readFileSync(join(SOURCES.plugin, name)));
  const fileSystem = join(installation, 'fs');
  const libraries = join(fileSystem, LIBRARIES);
  const run = join(root, 'run');
  return {
    root,
    installation,
    installLog: join(root, 'install.log'),
    venv: join(installation, 'venv'),
    python: join(installation, 'venv', 'bin', 'python'),
    fileSystem,
    libraries,
    kinesis: join(libraries, 'kinesis-local', KINESIS_MOCK_VERSION),
    dynamodb: join(libraries, 'dynamodb-local', '2'),
    plugin: join(root, `plugin-${hashOf(...names, ...plugin)}`),
    state: join(root, 'local-cloud.json'),
    lock: join(root, 'local-cloud.lock'),
    run,
    temporary: join(run, 'tmp'),
    log: join(run, 'localstack.log'),
    lambdaLogs: join(run, 'lambda'),
    deployLog: join(run, 'deploy.log'),
  };
}
