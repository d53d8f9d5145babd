import { describe, expect, test } from '@jest/globals';
import { localCloudPaths } from '../../lib/local-cloud/paths.ts';
import { localstackEnvironment } from '../../lib/local-cloud/settings.ts';

const paths = localCloudPaths({ MILLRACE_CACHE: '/cache' });
const ports = { gateway: 4566, dynamodb: 4510 };

const environmentFor = (env: NodeJS.ProcessEnv) =>
  localstackEnvironment(paths, ports, { env, node: '/opt/node/bin/node' });

describe('localstackEnvironment', () => {
  test('names the loopback interface wherever an interface is named', () => {
    const environment = environmentFor({});

    expect(environment).toMatchObject({
      GATEWAY_LISTEN: '127.0.0.1:4566',
      LOCALSTACK_HOST: '127.0.0.1:4566',
      DNS_ADDRESS: '0',
    });
  });

  test('gives no credentials, no profile and no endpoint to LocalStack', () => {
    const environment = environmentFor({
      AWS_PROFILE: 'production',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      HOME: '/home/me',
    });

    expect(Object.keys(environment).filter((name) => name.startsWith('AWS_'))).toEqual([]);
    expect(environment['HOME']).toBe('/home/me');
  });

  test('keeps settings of our own Python and Node out of those of LocalStack', () => {
    const environment = environmentFor({ PYTHONPATH: '/mine', NODE_OPTIONS: '--inspect' });

    expect(environment['PYTHONPATH']).toBe(paths.plugin);
    expect(environment['NODE_OPTIONS']).toMatch(/^--require ".*guard\.cjs"$/);
  });

  test('puts the Node that runs Lambda functions first on the path, for kinesis-mock', () => {
    const environment = environmentFor({ PATH: '/usr/bin' });

    expect(environment).toMatchObject({
      PATH: '/opt/node/bin:/usr/bin',
      MILLRACE_NODE: '/opt/node/bin/node',
    });
  });

  test('keeps everything in memory or in the cache folder', () => {
    const environment = environmentFor({});

    expect(environment).toMatchObject({
      DYNAMODB_IN_MEMORY: '1',
      KINESIS_PERSISTENCE: '0',
      FILESYSTEM_ROOT: '/cache/run/fs',
      TMPDIR: '/cache/run/tmp',
    });
  });
});
