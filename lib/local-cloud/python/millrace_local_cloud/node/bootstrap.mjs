/**
 * Runs one Lambda function in this process.
 *
 * Invocations come as lines of JSON on standard input, answers leave as lines of JSON through the
 * pipe that MILLRACE_ANSWERS_FD names, and whatever is printed is the log. When standard input
 * ends, nobody is left to ask, and the process ends too.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { captureConsole, logLine } from './console.mjs';
import { invocationContext } from './context.mjs';
import { describeError } from './errors.mjs';
import { loadHandler } from './handler.mjs';

const MAX_RESPONSE_BYTES = 6 * 1024 * 1024 + 100; // the limit of a synchronous invocation

const environment = process.env;
const answers = Number(environment.MILLRACE_ANSWERS_FD);
delete environment.MILLRACE_ANSWERS_FD;

/** @type {string | undefined} */
let current;

function answer(message) {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let sent = 0; sent < bytes.length; ) sent += writeSync(answers, bytes, sent);
}

/** The function can go on with nothing: says why, and leaves. */
function fail(type, error) {
  const payload = JSON.stringify(describeError(error, type));
  process.stdout.write(logLine(current, 'ERROR', `Uncaught Exception\t${payload}`));
  answer({ type: 'fatal', payload });
  process.exit(1);
}

/** Calls a handler in the style it is written in: async, or with a callback. */
function call(handler, event, context) {
  return new Promise((resolve, reject) => {
    const done = (error, value) => (error ? reject(error) : resolve(value));
    const returned = handler(event, context, done);
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
    else if (handler.length < 3) resolve(returned);
  });
}

async function respond(handler, invocation) {
  try {
    const event = JSON.parse(invocation.payload || '{}');
    const value = await call(handler, event, invocationContext(invocation, environment));
    const payload = JSON.stringify(value) ?? 'null';
    const bytes = Buffer.byteLength(payload);
    if (bytes > MAX_RESPONSE_BYTES) {
      const message = `Response payload size exceeded maximum allowed payload size (6291556 bytes)`;
      throw Object.assign(new Error(message), { name: 'Function.ResponseSizeTooLarge' });
    }
    return { type: 'result', payload };
  } catch (error) {
    const payload = JSON.stringify(describeError(error));
    process.stdout.write(logLine(current, 'ERROR', `Invoke Error \t${payload}`));
    return { type: 'error', payload };
  }
}

async function run(handler, invocation) {
  const started = performance.now();
  current = invocation['invoke-id'];
  environment._X_AMZN_TRACE_ID = invocation['trace-id'];
  const { AWS_LAMBDA_FUNCTION_VERSION: version, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memory } =
    environment;
  process.stdout.write(`START RequestId: ${current} Version: ${version}\n`);

  const message = await respond(handler, invocation);

  const duration = performance.now() - started;
  const used = Math.ceil(process.memoryUsage.rss() / 2 ** 20);
  process.stdout.write(
    `END RequestId: ${current}\nREPORT RequestId: ${current}\tDuration: ${duration.toFixed(2)} ms\t` +
      `Billed Duration: ${Math.ceil(duration)} ms\tMemory Size: ${memory} MB\tMax Memory Used: ${used} MB\n`,
  );
  current = undefined;
  answer(message);
}

process.on('uncaughtException', (error) => fail(undefined, error));
process.on('unhandledRejection', (error) => fail('Runtime.UnhandledPromiseRejection', error));
captureConsole(() => current);

let handler;
try {
  handler = await loadHandler(environment.LAMBDA_TASK_ROOT ?? '.', environment._HANDLER ?? '');
} catch (error) {
  fail(undefined, error);
}
answer({ type: 'ready' });
for await (const line of createInterface({ input: process.stdin })) {
  await run(handler, JSON.parse(line));
}
process.exit(0);
