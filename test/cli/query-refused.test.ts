import { describe, expect, test } from '@jest/globals';
import { memoryViewVersions } from '../../lib/adapters/memory/view-versions.ts';
import { type QueryPorts, queryCommand } from '../../lib/cli/commands/query.ts';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { LocalCloudError } from '../../lib/local-cloud/index.ts';
import { cliOf } from '../support/cli/run-cli.ts';
import { FIRST_DAY, market, NEWEST, SALES } from '../support/definitions/market.ts';
import { writtenRows } from '../support/rows/written-rows.ts';

const HOUR = 3_600_000;

async function openMarket(): ReturnType<QueryPorts['open']> {
  const { store, reader } = await writtenRows(market, SALES);
  await store.publishWatermark('by_country', 'bucket-0', FIRST_DAY + 10 * HOUR);
  return {
    reader,
    reached: async () => NEWEST,
    covered: async () => [],
    versions: memoryViewVersions(),
    troubles: async () => [],
  };
}

const run = cliOf((terminal) => [
  queryCommand({ terminal }, { load: async () => market, open: openMarket }),
]);

describe('query asked wrongly', () => {
  test.each([
    [
      ['by_contry'],
      'by_contry: the pipeline market has no such view; got "by_contry", expected one of by_country, by_till, daily, recent; did you mean by_country?',
    ],
    [
      ['zzz'],
      'zzz: the pipeline market has no such view; got "zzz", expected one of by_country, by_till, daily, recent; name one of these',
    ],
    [
      ['by_country', '--from', 'monday'],
      '--from: is not an instant; got "monday", expected ISO-8601 with its zone, such as 2026-03-01T00:00Z, or a date; write it so',
    ],
    [
      ['by_country', '--from', '2010-12-02', '--to', '2010-12-01'],
      '--to: the range is empty; got 2010-12-01, expected a time after --from 2010-12-02; exchange them',
    ],
    [
      ['by_country', '--last', '24'],
      '--last: is not a length of time; got "24", expected one such as 30m, 24h or 7d; write the number with its unit',
    ],
    [
      ['by_country', '--top', '0'],
      '--top: is not a number of things; got "0", expected a whole number from 1; correct it',
    ],
    [
      ['by_country', '--top', '3', '--by', 'revenu'],
      '--by: by_country has no such field; got "revenu", expected one of sales, revenue, buyers, mean, last_serial; did you mean revenue?',
    ],
    [
      ['by_country', '--by', 'best'],
      '--by: by_country cannot be ranked by that; got best, which is list, expected a number: one of sales, revenue, buyers, mean, last_serial; name one of these',
    ],
    [
      ['by_till', '--key', 'France'],
      '--key: no row of by_till can have it; got "France", expected country (string) | till (int); join the values by |, and write \\| for a | inside of one',
    ],
    [
      ['daily', '--key', 'France'],
      '--key: no row of daily can have it; got "France", expected "all", as all events share one row; correct it',
    ],
    [
      ['by_country', '--from', '2000-01-01'],
      'by_country: the range holds too many windows; got 2000-01-01T00:00:00.000Z to 2010-12-01T11:01:00.001Z, expected at most 10000 windows; shorten it, or ask for one key with --key',
    ],
  ])('%j ends with 2 and says what to ask instead', async (args, line) => {
    expect(await run('query', ...args)).toEqual({ exitCode: 2, out: [], err: [`query: ${line}`] });
  });

  test('refuses options that contradict each other', async () => {
    const twice = await run('query', 'by_country', '--json', '--csv');
    const range = await run('query', 'by_country', '--last', '1h', '--from', '2010-12-01');

    expect([twice.exitCode, range.exitCode]).toEqual([2, 2]);
    expect(twice.err[0]).toContain("option '--json' cannot be used with option '--csv'");
  });
});

describe('query without what it needs', () => {
  const failing = (error: Error) =>
    cliOf((terminal) => [
      queryCommand(
        { terminal },
        {
          load: async () => market,
          open: async () => {
            throw error;
          },
        },
      ),
    ]);

  test('says how to start the local cloud where there is none, and ends with 1', async () => {
    const error = new LocalCloudError('LOCAL_CLOUD_NOT_RUNNING', {
      at: 'local cloud',
      problem: 'there is nothing to talk to',
      given: 'no running local cloud',
      expected: 'a running local cloud, or AWS_ENDPOINT_URL',
      fix: 'start it with: npx millrace dev up',
    });

    expect(await failing(error)('query', 'daily')).toEqual({
      exitCode: 1,
      out: [],
      err: [
        'query: local cloud: there is nothing to talk to; got no running local cloud, expected a running local cloud, or AWS_ENDPOINT_URL; start it with: npx millrace dev up [LOCAL_CLOUD_NOT_RUNNING]',
      ],
    });
  });

  test('ends with 2 where the stage is not deployed', async () => {
    expect(
      (await failing(new UsageError('--stage: nothing there'))('query', 'daily')).exitCode,
    ).toBe(2);
  });

  test('says that nothing has come yet where no event has', async () => {
    const { reader } = await writtenRows(market, []);
    const empty = cliOf((terminal) => [
      queryCommand(
        { terminal },
        {
          load: async () => market,
          open: async () => ({
            reader,
            reached: async () => undefined,
            covered: async () => [],
            versions: memoryViewVersions(),
            troubles: async () => [],
          }),
        },
      ),
    ]);

    expect(await empty('query', 'by_country')).toEqual({
      exitCode: 0,
      out: [],
      err: [
        'no rows of by_country: it has seen no event yet; put some into its streams with millrace produce',
      ],
    });
  });

  test('names lanes that do not go on, since when and why, whatever it prints', async () => {
    const since = Date.UTC(2026, 2, 1, 11);
    const failure = {
      ...{ lane: 'exchange', shard: 'bucket-0000', code: 'VIEW_CHANGED', message: 'changed' },
      ...{ since, last: since, count: 1 },
    };
    const asked: string[] = [];
    const failing = cliOf((terminal) => [
      queryCommand(
        { terminal },
        {
          load: async () => market,
          open: async () => ({
            ...(await openMarket()),
            async troubles(view) {
              asked.push(view);
              return [{ lane: 'exchange', shard: 'bucket-0000', since, failure }];
            },
          }),
        },
      ),
    ]);

    for (const format of ['--json', '--csv', '--no-chart']) {
      const { err, exitCode } = await failing('query', 'by_country', format);
      expect(exitCode).toBe(0);
      expect(err.at(-1)).toBe(
        'exchange fails since 2026-03-01 11:00:00 UTC on bucket-0000 (once): VIEW_CHANGED: changed',
      );
    }
    expect(asked).toEqual(['by_country', 'by_country', 'by_country']);
  });

  test('answers all the same where nobody may ask about lanes', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: {} });
    const blind = cliOf((terminal) => [
      queryCommand(
        { terminal },
        {
          load: async () => market,
          open: async () => ({ ...(await openMarket()), troubles: () => Promise.reject(denied) }),
        },
      ),
    ]);

    const { out, err, exitCode } = await blind('query', 'by_country', '--json');

    expect({ exitCode, rows: out.length }).toEqual({ exitCode: 0, rows: 6 });
    expect(err).toEqual([
      'whether its lanes go on is not known: AWS: this is not allowed; got no; ask whoever runs the account for the right to do it',
    ]);
  });
});
