import { delimiter, dirname, join } from 'node:path';
import { KINESIS_MOCK_VERSION, type LocalCloudPaths } from './paths.ts';

export const LOOPBACK = '127.0.0.1';
export const DEFAULT_PORT = 4566;

/** What LocalStack needs to know wherever it runs without a container. */
export function localstackOnHost(fileSystem: string): NodeJS.ProcessEnv {
  return {
    OVERRIDE_IN_DOCKER: '0',
    FILESYSTEM_ROOT: fileSystem,
    CONFIG_DIR: join(fileSystem, 'config'),
    DISABLE_EVENTS: '1', // tells nobody that it is used
  };
}

export interface Ports {
  readonly gateway: number;
  readonly dynamodb: number;
}

/** Only these of our own environment reach LocalStack: no credentials, no endpoints, no profile. */
const INHERITED = /^(?!AWS_|PYTHON|NODE_OPTIONS$|npm_)/;

/**
 * The environment that LocalStack is started with.
 *
 * @param node - Executable for Lambda functions and kinesis-mock.
 */
export function localstackEnvironment(
  paths: LocalCloudPaths,
  ports: Ports,
  machine: { readonly env: NodeJS.ProcessEnv; readonly node: string },
): NodeJS.ProcessEnv {
  const { env, node } = machine;
  const inherited = Object.entries(env).filter(([name]) => INHERITED.test(name));
  const gateway = `${LOOPBACK}:${ports.gateway}`;
  const guard = join(paths.plugin, 'millrace_local_cloud', 'node', 'guard.cjs');
  return {
    ...Object.fromEntries(inherited),
    ...localstackOnHost(join(paths.run, 'fs')),
    PATH: [dirname(node), env['PATH'] ?? ''].join(delimiter),
    TMPDIR: paths.temporary,
    PYTHONPATH: paths.plugin,
    PYTHONSAFEPATH: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
    NODE_OPTIONS: `--require "${guard}"`,

    GATEWAY_LISTEN: gateway,
    LOCALSTACK_HOST: gateway,
    DNS_ADDRESS: '0', // no name server
    SKIP_SSL_CERT_DOWNLOAD: '1',

    LAMBDA_RUNTIME_EXECUTOR: 'millrace',
    LAMBDA_IGNORE_ARCHITECTURE: '1',
    LAMBDA_SYNCHRONOUS_CREATE: '1',
    LAMBDA_RUNTIME_ENVIRONMENT_TIMEOUT: '30',
    LAMBDA_KEEPALIVE_MS: '120000',
    LAMBDA_EVENT_SOURCE_MAPPING_POLL_INTERVAL_SEC: '0.2',
    LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC: '1',
    MILLRACE_NODE: node,
    MILLRACE_LAMBDA_LOGS: paths.lambdaLogs,

    DYNAMODB_LOCAL_PORT: String(ports.dynamodb),
    DYNAMODB_IN_MEMORY: '1',
    DYNAMODB_SHARE_DB: '1',
    DYNAMODB_HEAP_SIZE: '512m',

    KINESIS_MOCK_VERSION,
    KINESIS_LATENCY: '0',
    KINESIS_PERSISTENCE: '0',
    KINESIS_ON_DEMAND_STREAM_COUNT_LIMIT: '50',
  };
}
