import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { resolveEndpoint } from '../../lib/local-cloud/endpoint.ts';
import { identifyProcess } from '../../lib/local-cloud/process-identity.ts';
import { removeState, writeState } from '../../lib/local-cloud/state-file.ts';
import { reachableUrl } from '../../lib/local-cloud/target.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const paths = { state: join(temporaryFolder(), 'local-cloud.json') };

/** A local cloud is running: this very process stands for it. */
const runLocalCloud = ({ ready = true } = {}) =>
  writeState(paths.state, {
    pid: process.pid,
    identity: identifyProcess(process.pid) ?? '',
    port: 4600,
    endpoint: 'http://127.0.0.1:4600',
    dynamodbEndpoint: 'http://127.0.0.1:4601',
    log: '',
    lambdaLogs: '',
    startedAt: '2026-01-01T00:00:00.000Z',
    ready,
  });

beforeEach(() => removeState(paths.state));

describe('resolveEndpoint', () => {
  test('uses what AWS_ENDPOINT_URL names, whatever runs here', () => {
    runLocalCloud();
    const env = { AWS_ENDPOINT_URL: 'http://localstack:4566/', AWS_REGION: 'eu-west-1' };

    const target = resolveEndpoint({ env, paths });

    expect(target).toEqual({
      url: 'http://localstack:4566',
      region: 'eu-west-1',
      source: 'AWS_ENDPOINT_URL',
    });
  });

  test('talks to DynamoDB Local directly if AWS_ENDPOINT_URL names the local cloud', () => {
    runLocalCloud();
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4600' };

    const target = resolveEndpoint({ env, paths });

    expect(target.dynamodbUrl).toBe('http://127.0.0.1:4601');
  });

  test('takes an endpoint of its own for DynamoDB from the environment', () => {
    const env = {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9999',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000',
    };

    const target = resolveEndpoint({ env, paths });

    expect(target.dynamodbUrl).toBe('http://127.0.0.1:8000');
  });

  test('uses the running local cloud, in its region whatever AWS_REGION says', () => {
    runLocalCloud();

    const target = resolveEndpoint({ env: { AWS_REGION: 'eu-west-1' }, paths });

    expect(target).toEqual({
      url: 'http://127.0.0.1:4600',
      region: 'us-east-1',
      dynamodbUrl: 'http://127.0.0.1:4601',
      source: 'the local cloud',
    });
  });

  test('says how to start the local cloud if there is nothing to talk to', () => {
    const resolve = () => resolveEndpoint({ env: {}, paths });

    expect(resolve).toThrow(
      'local cloud: there is nothing to talk to; got no running local cloud, expected a running ' +
        'local cloud, or AWS_ENDPOINT_URL; start it with: npx millrace dev up ' +
        '[LOCAL_CLOUD_NOT_RUNNING]',
    );
  });

  test('does not hand out a local cloud that is still starting', () => {
    runLocalCloud({ ready: false });

    const resolve = () => resolveEndpoint({ env: {}, paths });

    expect(resolve).toThrow('got one that is still starting');
  });

  test.each(['127.0.0.1:4566', 'localhost', 'ftp://localhost'])(
    'refuses %s, which is no address of a service',
    (AWS_ENDPOINT_URL) => {
      const resolve = () => resolveEndpoint({ env: { AWS_ENDPOINT_URL }, paths });

      expect(resolve).toThrow(
        `AWS_ENDPOINT_URL: it is no address; got "${AWS_ENDPOINT_URL}", expected a URL such as ` +
          'http://127.0.0.1:4566; correct AWS_ENDPOINT_URL, or unset it to use the local cloud ' +
          '[LOCAL_CLOUD_ENDPOINT_INVALID]',
      );
    },
  );
});

describe('reachableUrl', () => {
  const target = {
    url: 'http://127.0.0.1:4600',
    region: 'us-east-1',
    source: 'the local cloud',
  } as const;

  test('puts a REST API, whose host no name server knows, into the path', () => {
    const url = reachableUrl('https://a1b2.execute-api.127.0.0.1:4600/prod/views?top=3', target);

    expect(url).toBe('http://127.0.0.1:4600/_aws/execute-api/a1b2/prod/views?top=3');
  });

  test('leaves every other address alone', () => {
    const url = reachableUrl('https://sqs.us-east-1.amazonaws.com/queue', target);

    expect(url).toBe('https://sqs.us-east-1.amazonaws.com/queue');
  });
});
