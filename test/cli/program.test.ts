import { describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { FailedError } from '../../lib/cli/failed-error.ts';
import { InputError } from '../../lib/cli/input/row.ts';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { DefinitionError } from '../../lib/errors/definition-error.ts';
import { LocalCloudError } from '../../lib/local-cloud/index.ts';
import { QueryError } from '../../lib/serving/query-error.ts';
import { cliOf } from '../support/cli/run-cli.ts';

const FAULT = { at: 'a', problem: 'b', given: 'c', expected: 'd', fix: 'e' };

/** A tool with one command, which fails as it is told to. */
const failing = (error?: unknown) =>
  cliOf(({ out }) => [
    new Command('work')
      .argument('[n]')
      .option('--often <n>')
      .action(() => {
        if (error !== undefined) throw error;
        out('done');
      }),
    new Command('dev').addCommand(
      new Command('up').action(() => {
        throw new UsageError('--port: is taken');
      }),
    ),
  ]);

const aws = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name, $metadata: {}, ...more });

describe('the command line', () => {
  test('ends with 0 when a command is done', async () => {
    expect(await failing()('work')).toEqual({ exitCode: 0, out: ['done'], err: [] });
  });

  test.each([
    [['fly'], "millrace: unknown command 'fly'"],
    [['work', '--quick'], "millrace: unknown option '--quick'"],
    [['work', '--often'], "millrace: option '--often <n>' argument missing"],
    [['work', '1', '2'], "millrace: too many arguments for 'work'. Expected 1 argument but got 2."],
  ])('ends with 2 and does nothing when it is asked %j', async (args, line) => {
    const { exitCode, out, err } = await failing()(...args);

    expect({ exitCode, out }).toEqual({ exitCode: 2, out: [] });
    expect(err.join('\n')).toBe(`${line}\n(--help says what it takes)`);
  });

  test('shows its help, on standard error and with 2, when it is asked nothing', async () => {
    const { exitCode, out, err } = await failing()();

    expect({ exitCode, out }).toEqual({ exitCode: 2, out: [] });
    expect(err.join('\n')).toContain('Usage: millrace');
  });

  test('shows help and version on standard output, and ends with 0', async () => {
    const help = await failing()('--help');
    const version = await failing()('--version');

    expect({ ...help, out: [] }).toEqual({ exitCode: 0, out: [], err: [] });
    expect(help.out.join('\n')).toContain('Exit codes: 0 done');
    expect(version).toEqual({ exitCode: 0, out: ['0.1.0'], err: [] });
  });

  test('ends with 2 where a command was asked wrongly, with 1 where it failed', async () => {
    const codes = async (error: unknown) => (await failing(error)('work')).exitCode;

    expect(await codes(new UsageError('x'))).toBe(2);
    expect(await codes(new QueryError('x'))).toBe(2);
    expect(await codes(new FailedError('x'))).toBe(1);
    expect(await codes(new FailedError('x', 130))).toBe(130);
    expect(await codes(new DefinitionError('FIELD_UNKNOWN', FAULT))).toBe(1);
    expect(await codes(new InputError('x'))).toBe(1);
    expect(await codes(new Error('x'))).toBe(1);
  });

  test('says in one line what is wrong, led by the command, with no stack', async () => {
    const said = async (error: unknown) => (await failing(error)('work')).err;

    expect(await said(new UsageError('--n: is odd'))).toEqual(['work: --n: is odd']);
    expect(await said(new UsageError('work: said already'))).toEqual(['work: said already']);
    expect(await said(new DefinitionError('FIELD_UNKNOWN', FAULT))).toEqual([
      'work: a: b; got c, expected d; e [FIELD_UNKNOWN]',
    ]);
    expect((await failing()('dev', 'up')).err).toEqual(['dev up: --port: is taken']);
  });

  test('adds what a failing program printed below the line', async () => {
    const error = new LocalCloudError('LOCAL_CLOUD_DEPLOY_FAILED', { ...FAULT, output: 'why' });

    expect((await failing(error)('work')).err).toEqual([
      'work: a: b; got c, expected d; e [LOCAL_CLOUD_DEPLOY_FAILED]',
      'why',
    ]);
  });

  test('shows where it came from with --verbose, before or after the command', async () => {
    const error = new UsageError('--n: is odd');

    for (const args of [
      ['--verbose', 'work'],
      ['work', '--verbose'],
    ]) {
      const { err } = await failing(error)(...args);
      expect(err[0]).toBe('work: --n: is odd');
      expect(err.join('\n')).toContain('program.test.ts');
    }
  });

  test('asks for a report of what nobody foresaw', async () => {
    expect((await failing(new TypeError('x is not y'))('work')).err).toEqual([
      'work: something unforeseen went wrong; got TypeError: x is not y; --verbose shows where, please report it',
    ]);
    expect((await failing('text')('work')).err[0]).toContain('got Error: text');
  });
});

describe('errors of AWS', () => {
  test.each([
    [
      aws('CredentialsProviderError', 'Could not load credentials from any providers'),
      'credentials: AWS does not know who is asking; got CredentialsProviderError (Could not load credentials from any providers), expected valid credentials; run aws sso login or set AWS_PROFILE, or use --stage local',
    ],
    [
      aws('ExpiredTokenException', 'The security token included in the request is expired.'),
      'credentials: AWS does not know who is asking; got ExpiredTokenException (The security token included in the request is expired), expected valid credentials; run aws sso login or set AWS_PROFILE, or use --stage local',
    ],
    [
      new Error('Region is missing'),
      'region: it is not said which one is meant; got none, expected one such as eu-central-1; set AWS_REGION',
    ],
    [
      aws('Error', 'connect ECONNREFUSED', {
        code: 'ECONNREFUSED',
        address: '127.0.0.1',
        port: 4566,
      }),
      '127.0.0.1:4566: nobody answers there; got ECONNREFUSED, expected an answer from AWS; check network, AWS_REGION and AWS_ENDPOINT_URL, or start the local cloud: npx millrace dev up',
    ],
    [
      aws('Error', 'getaddrinfo', { code: 'ENOTFOUND', hostname: 'kinesis.mars-1.amazonaws.com' }),
      'kinesis.mars-1.amazonaws.com: there is no such host; got ENOTFOUND, expected an answer from AWS; check network, AWS_REGION and AWS_ENDPOINT_URL, or start the local cloud: npx millrace dev up',
    ],
    [
      new AggregateError([aws('Error', '', { code: 'ECONNREFUSED', address: '::1', port: 1 })]),
      '::1:1: nobody answers there; got ECONNREFUSED, expected an answer from AWS; check network, AWS_REGION and AWS_ENDPOINT_URL, or start the local cloud: npx millrace dev up',
    ],
    [
      aws('TimeoutError', 'socket hang up'),
      'the endpoint: there is no answer; got TimeoutError, expected an answer from AWS; check network, AWS_REGION and AWS_ENDPOINT_URL, or start the local cloud: npx millrace dev up',
    ],
    [
      aws('ResourceNotFoundException', 'Requested resource not found.'),
      'AWS: something that the stack made is gone; got ResourceNotFoundException (Requested resource not found), expected it to be there; deploy again, or name the stage and region where it is',
    ],
    [
      aws('AccessDeniedException', 'User: x is not authorized to perform:\n dynamodb:Query'),
      'AWS: this is not allowed; got User: x is not authorized to perform: dynamodb:Query; ask whoever runs the account for the right to do it',
    ],
    [
      aws('LimitExceededException', 'Rate exceeded'),
      'AWS: the call failed; got LimitExceededException (Rate exceeded); try again, --verbose shows where',
    ],
  ])('%s are one line that says what to do, and end with 1', async (error, line) => {
    const { exitCode, err } = await failing(error)('work');

    expect(err).toEqual([`work: ${line}`]);
    expect(exitCode).toBe(1);
  });
});
