import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from '@jest/globals';
import { SOURCES } from '../../lib/local-cloud/paths.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const bootstrap = join(SOURCES.plugin, 'node', 'bootstrap.mjs');
const ends: (() => void)[] = [];

interface Answer {
  readonly type: 'ready' | 'result' | 'error' | 'fatal';
  readonly payload?: string;
}

/** Starts a function from its source, as the executor does; answers come on pipe 3. */
function start(file: string, source: string, handler: string) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), source);
  const child = spawn(process.execPath, [bootstrap], {
    env: {
      MILLRACE_ANSWERS_FD: '3',
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: handler,
      AWS_LAMBDA_FUNCTION_NAME: 'shop',
      AWS_LAMBDA_FUNCTION_TIMEOUT: '3',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    },
    stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
  });
  const answers = createInterface({ input: child.stdio[3] as Readable })[Symbol.asyncIterator]();
  let log = '';
  child.stdout?.setEncoding('utf8').on('data', (piece) => {
    log += piece;
  });
  ends.push(() => child.kill('SIGKILL'));
  return {
    child,
    log: () => log,
    next: async (): Promise<Answer> => JSON.parse((await answers.next()).value ?? ''),
    invoke: (event: unknown) => {
      const message = { 'invoke-id': 'r-1', 'invoked-function-arn': 'arn', 'trace-id': 'Root=1' };
      child.stdin?.write(`${JSON.stringify({ ...message, payload: JSON.stringify(event) })}\n`);
    },
  };
}

afterEach(() => {
  for (const end of ends.splice(0)) end();
});

describe('the bootstrap of a Lambda function', () => {
  test.each([
    ['esm.mjs', 'export const handler = async (e) => e.n + 1', 'esm.handler'],
    ['cjs.cjs', 'exports.handler = async (e) => e.n + 1', 'cjs.handler'],
    [
      'plain.js',
      'module.exports = { handler: (e, c, done) => done(null, e.n + 1) }',
      'plain.handler',
    ],
    ['deep/file.mjs', 'export const api = { get: (e) => e.n + 1 }', 'deep/file.api.get'],
  ])('runs a handler in %s', async (file, source, handler) => {
    const running = start(file, source, handler);

    const ready = await running.next();
    running.invoke({ n: 41 });
    const answer = await running.next();

    expect(ready).toEqual({ type: 'ready' });
    expect(answer).toEqual({ type: 'result', payload: '42' });
  });

  test('gives the handler the context of Lambda', async () => {
    const source = `export const handler = async (e, c) => [
      c.awsRequestId, c.functionName, c.memoryLimitInMB, c.getRemainingTimeInMillis() > 2000,
      process.env._X_AMZN_TRACE_ID, process.env.MILLRACE_ANSWERS_FD ?? 'hidden']`;
    const running = start('context.mjs', source, 'context.handler');

    await running.next();
    running.invoke({});
    const { payload = '' } = await running.next();

    expect(JSON.parse(payload)).toEqual(['r-1', 'shop', '128', true, 'Root=1', 'hidden']);
  });

  test('answers null for a handler that returns nothing', async () => {
    const running = start(
      'nothing.mjs',
      'export const handler = async () => {}',
      'nothing.handler',
    );

    await running.next();
    running.invoke({});
    const answer = await running.next();

    expect(answer).toEqual({ type: 'result', payload: 'null' });
  });

  test('answers with name, message and trace of an error, and goes on', async () => {
    const source = `export const handler = async (e) => {
      if (e.fail) throw new RangeError('too far');
      return 'fine';
    }`;
    const running = start('error.mjs', source, 'error.handler');

    await running.next();
    running.invoke({ fail: true });
    const failure = await running.next();
    running.invoke({});
    const answer = await running.next();

    expect(failure.type).toBe('error');
    expect(JSON.parse(failure.payload ?? '')).toMatchObject({
      errorType: 'RangeError',
      errorMessage: 'too far',
    });
    expect(answer.payload).toBe('"fine"');
  });

  test('refuses an answer that Lambda would refuse', async () => {
    const source = `export const handler = async (e) => 'x'.repeat(e.size)`;
    const running = start('size.mjs', source, 'size.handler');

    await running.next();
    running.invoke({ size: 6 * 1024 * 1024 + 98 });
    const accepted = await running.next();
    running.invoke({ size: 6 * 1024 * 1024 + 99 });
    const refused = await running.next();

    expect(accepted.type).toBe('result');
    expect(JSON.parse(refused.payload ?? '').errorType).toBe('Function.ResponseSizeTooLarge');
  });

  test('writes the log as Lambda does: one line an entry, between START and REPORT', async () => {
    const source = `export const handler = async () => { console.warn('two\\nlines', { a: 1 }) }`;
    const running = start('log.mjs', source, 'log.handler');

    await running.next();
    running.invoke({});
    await running.next();

    expect(running.log().split('\n')).toEqual([
      'START RequestId: r-1 Version: $LATEST',
      expect.stringMatching(/^20\S+Z\tr-1\tWARN\ttwo\rlines \{ a: 1 \}$/),
      'END RequestId: r-1',
      expect.stringMatching(/^REPORT RequestId: r-1\tDuration: .* ms\t.*Memory Size: 128 MB\t/),
      '',
    ]);
  });

  test.each([
    ['setTimeout(() => { throw new TypeError("later") })', 'TypeError'],
    ['void Promise.reject(new Error("later"))', 'Runtime.UnhandledPromiseRejection'],
  ])('dies of what the handler does not wait for: %s', async (statement, errorType) => {
    const source = `export const handler = async () => { ${statement}; await new Promise(() => {}) }`;
    const running = start('later.mjs', source, 'later.handler');

    await running.next();
    running.invoke({});
    const answer = await running.next();
    const [status] = await once(running.child, 'exit');

    expect(answer.type).toBe('fatal');
    expect(JSON.parse(answer.payload ?? '')).toMatchObject({ errorType, errorMessage: 'later' });
    expect(status).toBe(1);
  });

  test.each([
    ['missing.handler', 'Runtime.ImportModuleError'],
    ['there.other', 'Runtime.HandlerNotFound'],
    ['there', 'Runtime.MalformedHandlerName'],
    ['throws.handler', 'Error'],
  ])('does not start for the handler %s', async (handler, errorType) => {
    writeFileSync(join(folder, 'there.mjs'), 'export const handler = 1');
    const running = start('throws.mjs', 'throw new Error("no configuration")', handler);

    const answer = await running.next();

    expect(answer.type).toBe('fatal');
    expect(JSON.parse(answer.payload ?? '').errorType).toBe(errorType);
  });

  test('ends when the process that asks is gone', async () => {
    const running = start('idle.mjs', 'export const handler = async () => 1', 'idle.handler');
    await running.next();

    running.child.stdin?.end();
    const [status] = await once(running.child, 'exit');

    expect(status).toBe(0);
  });
});
