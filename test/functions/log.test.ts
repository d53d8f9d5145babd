import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { LOGGED } from '../../lib/functions/batch-report.ts';
import { LOGGED_ERROR, log, loggedError } from '../../lib/functions/log.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

/** An error that names itself at any length. */
function named(name: string, message: string, cause?: unknown): Error {
  const error = new Error(message, cause === undefined ? {} : { cause });
  error.name = name;
  error.stack = `${name}: ${message}\n${'x'.repeat(2 * LOGGED_ERROR.stack)}`;
  return error;
}

describe('what is logged of an error', () => {
  test('is cut at its limits, each part at its own, from its beginning', () => {
    const name = `N${'n'.repeat(3_000)}`;
    const message = `M${'m'.repeat(3_000)}`;

    const said = loggedError(named(name, message));

    expect(said.name).toBe(name.slice(0, 2_000));
    expect(said.message).toBe(message.slice(0, 2_000));
    expect(said.stack).toHaveLength(4_000);
    expect(said.stack?.startsWith('Nnn')).toBe(true);
    expect(said.cause).toBeUndefined();
  });

  test('has three causes at most, one within the other', () => {
    const chain = [1, 2, 3, 4, 5].reduce<Error | undefined>(
      (cause, i) => named('Error', `e${i}`, cause),
      undefined,
    );
    const messages: string[] = [];

    for (let at: ReturnType<typeof loggedError> | undefined = loggedError(chain); at; at = at.cause)
      messages.push(at.message);

    expect(messages).toEqual(['e5', 'e4', 'e3', 'e2']);
  });

  test('is no more than that something was thrown, where it is no error', () => {
    expect(loggedError({ secret: 'x' })).toEqual({
      ...{ code: 'UNKNOWN', name: 'object', message: 'something was thrown that is no error' },
    });
  });
});

describe('records of the exchange that are no messages', () => {
  test('are counted, and ten of them named', () => {
    const warn = jest.spyOn(log, 'warn').mockImplementation(() => undefined);
    const sequences = Array.from({ length: 12 }, (_, i) => String(i));

    LOGGED.foreign('shard-0', sequences);

    expect(warn).toHaveBeenCalledWith(expect.any(String), {
      ...{ shard: 'shard-0', count: 12, first: sequences.slice(0, 10) },
    });
  });
});
