import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { queryCommand } from '../../lib/cli/commands/query.ts';
import { runMillrace } from '../support/cli/millrace-process.ts';
import { cliOf } from '../support/cli/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const run = cliOf((terminal) => [queryCommand({ terminal })]);
const ask = (...options: readonly string[]) =>
  run('query', 'by_country', '--pipeline', 'test/support/definitions/market.ts', ...options);

const folder = temporaryFolder();
const KEYS = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'eu-west-9' };

/** A CloudFormation in whose region nothing is deployed. */
let empty: Server;
const endpoint = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  empty = createServer((request, response) => {
    request.resume();
    response.writeHead(400, { 'content-type': 'text/xml' });
    response.end(
      '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id Market-dev-Data does not exist</Message></Error></ErrorResponse>',
    );
  });
  await new Promise<void>((resolve) => empty.listen(0, '127.0.0.1', resolve));
});

afterAll(() => void empty.close());

beforeEach(() => {
  for (const name of Object.keys(process.env))
    if (/^(AWS|MILLRACE)_/.test(name)) delete process.env[name];
  Object.assign(process.env, {
    MILLRACE_CACHE: folder,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: `${folder}/none`,
    AWS_SHARED_CREDENTIALS_FILE: `${folder}/none`,
  });
});

describe('a command about a deployed pipeline', () => {
  test('says how to start the local cloud where there is none', async () => {
    expect(await ask()).toEqual({
      exitCode: 1,
      out: [],
      err: [
        'query: local cloud: there is nothing to talk to; got no running local cloud, expected a running local cloud, or AWS_ENDPOINT_URL; start it with: npx millrace dev up [LOCAL_CLOUD_NOT_RUNNING]',
      ],
    });
  });

  test('says which stack it has looked for, and in which region', async () => {
    Object.assign(process.env, KEYS, { AWS_ENDPOINT_URL: endpoint(empty) });

    expect(await ask('--stage', 'dev')).toEqual({
      exitCode: 2,
      out: [],
      err: [
        'query: --stage: the pipeline is not deployed there; got no stack Market-dev-Data in eu-west-9, expected one; deploy it with: npx cdk deploy --all -c stage=dev, or name the stage and region where it is',
      ],
    });
  });

  test('says how to deploy into the local cloud where nothing is', async () => {
    Object.assign(process.env, KEYS, { AWS_ENDPOINT_URL: endpoint(empty) });

    expect((await ask()).err).toEqual([
      'query: --stage: the pipeline is not deployed there; got no stack Market-local-Data in eu-west-9, expected one; deploy it with: npx millrace dev up --deploy, or name the stage and region where it is',
    ]);
  });

  test('takes the stage from the environment', async () => {
    Object.assign(process.env, KEYS, {
      AWS_ENDPOINT_URL: endpoint(empty),
      MILLRACE_STAGE: 'prod',
    });

    expect((await ask()).err[0]).toContain('no stack Market-prod-Data in eu-west-9');
  });

  test('says that nobody answers where nobody does', async () => {
    Object.assign(process.env, KEYS, { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });
    const market = ['--pipeline', 'test/support/definitions/market.ts'];

    // in a process of its own: the SDK does not know an error of Node for one inside of Jest
    const finished = await runMillrace(['query', 'by_country', '--stage', 'dev', ...market]);

    expect(finished).toEqual({
      status: 1,
      out: '',
      err: 'query: 127.0.0.1:1: nobody answers there; got ECONNREFUSED, expected an answer from AWS; check network, AWS_REGION and AWS_ENDPOINT_URL, or start the local cloud: npx millrace dev up\n',
    });
  }, 20_000);

  test('asks for a region where none is said', async () => {
    const { exitCode, err } = await ask('--stage', 'dev');

    expect(err).toEqual([
      'query: region: it is not said which one is meant; got none, expected one such as eu-central-1; set AWS_REGION',
    ]);
    expect(exitCode).toBe(1);
  });

  test('asks for credentials where there are none', async () => {
    Object.assign(process.env, { AWS_REGION: 'eu-west-9', AWS_ENDPOINT_URL: endpoint(empty) });

    const { exitCode, err } = await ask('--stage', 'dev');

    expect(err).toEqual([
      'query: credentials: AWS does not know who is asking; got CredentialsProviderError (Could not load credentials from any providers), expected valid credentials; run aws sso login or set AWS_PROFILE, or use --stage local',
    ]);
    expect(exitCode).toBe(1);
  });
});
