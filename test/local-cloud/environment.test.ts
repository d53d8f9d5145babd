import { describe, expect, test } from '@jest/globals';
import {
  localEnvironment,
  localVariables,
  turnEnvironmentTo,
} from '../../lib/local-cloud/environment.ts';

const target = {
  url: 'http://localhost:4566',
  region: 'us-east-1',
  source: 'the local cloud',
} as const;

describe('localVariables', () => {
  test('leads every service to the endpoint, with credentials that open nothing', () => {
    const variables = localVariables(target);

    expect(variables).toMatchObject({
      AWS_ENDPOINT_URL: 'http://localhost:4566',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
      CDK_DEFAULT_ACCOUNT: '000000000000',
      CDK_DEFAULT_REGION: 'us-east-1',
    });
  });

  test('gives S3 an address for a host, so that buckets are named in the path', () => {
    const variables = localVariables(target);

    expect(variables['AWS_ENDPOINT_URL_S3']).toBe('http://127.0.0.1:4566');
  });

  test('names DynamoDB Local only where it can be reached', () => {
    const direct = { ...target, dynamodbUrl: 'http://127.0.0.1:4510' };

    const variables = [localVariables(target), localVariables(direct)];

    expect(variables.map((each) => each['AWS_ENDPOINT_URL_DYNAMODB'])).toEqual([
      undefined,
      'http://127.0.0.1:4510',
    ]);
  });
});

describe('localEnvironment', () => {
  test('keeps what has nothing to do with AWS', () => {
    const environment = localEnvironment(target, { PATH: '/usr/bin', AWS_CA_BUNDLE: '/ca.pem' });

    expect(environment).toMatchObject({ PATH: '/usr/bin', AWS_CA_BUNDLE: '/ca.pem' });
  });

  test('leaves out whatever would lead to an account', () => {
    const real = {
      AWS_PROFILE: 'production',
      AWS_SESSION_TOKEN: 'token',
      AWS_ACCESS_KEY_ID: 'AKIAREAL',
      AWS_SECRET_ACCESS_KEY: 'real',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.2',
      AWS_ENDPOINT_URL_KINESIS: 'https://kinesis.eu-west-1.amazonaws.com',
      AWS_REGION: 'eu-west-1',
    };

    const environment = localEnvironment(target, real);

    expect(environment).toEqual(localVariables(target));
  });
});

describe('turnEnvironmentTo', () => {
  test('leaves nothing in place that would lead elsewhere', () => {
    const env = { PATH: '/usr/bin', AWS_PROFILE: 'production', AWS_REGION: 'eu-west-1' };

    turnEnvironmentTo(target, env);

    expect(env).toEqual({ PATH: '/usr/bin', ...localVariables(target) });
  });
});
