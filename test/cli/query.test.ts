import { describe, expect, test } from '@jest/globals';
import { memoryViewVersions } from '../../lib/adapters/memory/view-versions.ts';
import { type QueryPorts, queryCommand } from '../../lib/cli/commands/query.ts';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { LocalCloudError } from '../../lib/local-cloud/index.ts';
import { FIRST_DAY, market, NEWEST, SALES } from '../support/market.ts';
import { cliOf } from '../support/run-cli.ts';
import { writtenRows } from '../support/written-rows.ts';

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

const values = (lines: readonly string[]) =>
  lines.map((line) => (JSON.parse(line) as { values: Record<string, unknown> }).values);

describe('query', () => {
  test('prints a table by window and then key, with the digits of each scale, and says how far it is complete', async () => {
    const { exitCode, out, err } = await run('query', 'by_country', '--no-chart');

    expect(out).toEqual([
      'window (UTC)      country  sales  revenue  buyers    mean       last_serial  best                    status',
      '───────────────────────────────────────────────────────────────────────────────────────────────────────────',
      '2010-12-01 08:00  EIRE         1  100.000       1     100  9007199254741001  100.000 cid             closed',
      '2010-12-01 08:00  France       2  856.360       2  428.18  9007199254741001  855.860 ann, 0.500 bob  closed',
      '2010-12-01 09:00  EIRE         1   50.000       1      50  9007199254741002  50.000 cid              closed',
      '2010-12-01 10:00  France       1    1.000       1       1  9007199254741003  1.000 ann               open',
      '2010-12-01 10:00  Norway       1   -7.500       1    -7.5  9007199254741003  -7.500 dag              open',
      '2010-12-01 11:00  EIRE         1  900.000       1     900  9007199254741004  900.000 eve             open',
    ]);
    expect(err).toEqual(['6 rows of by_country; complete up to 2010-12-01 10:00 UTC']);
    expect(exitCode).toBe(0);
  });

  test('prints JSON with exact numbers, one object per line and nothing else', async () => {
    const { out, err } = await run(
      ...['query', 'by_country', '--key', 'France', '--to', '2010-12-01T09:00Z', '--json'],
    );

    expect(out).toEqual([
      '{"view":"by_country","key":"France","window":{"start":"2010-12-01T08:00:00.000Z","end":"2010-12-01T09:00:00.000Z"},"status":"closed","updatedAt":"2010-12-01T08:01:01.000Z","values":{"country":"France","sales":2,"revenue":856.360,"buyers":2,"mean":428.18,"last_serial":9007199254741001,"best":[{"value":855.860,"label":"ann"},{"value":0.500,"label":"bob"}]}}',
    ]);
    expect(err).toEqual([]);
  });

  test('prints CSV as RFC 4180 has it', async () => {
    const { out } = await run(
      ...['query', 'by_country', '--key', 'EIRE', '--to', '2010-12-01T09:00Z', '--csv'],
    );

    expect(out).toEqual([
      'windowStart,windowEnd,country,sales,revenue,buyers,mean,last_serial,best,status,capped\r',
      '2010-12-01T08:00:00.000Z,2010-12-01T09:00:00.000Z,EIRE,1,100.000,1,100,9007199254741001,"[{""value"":100.000,""label"":""cid""}]",closed,\r',
    ]);
  });

  test('takes a range of starts of windows, its end exclusive', async () => {
    const { out } = await run(
      ...['query', 'by_country', '--from', '2010-12-01T09:00Z', '--to', '2010-12-01T11:00Z'],
      '--json',
    );

    expect(values(out).map(({ country }) => country)).toEqual(['EIRE', 'France', 'Norway']);
  });

  test('counts --last back from how far the view is complete, and shows what is newer too', async () => {
    const { out } = await run('query', 'by_country', '--last', '1h', '--json');

    expect(values(out).map(({ revenue }) => revenue)).toEqual([50, 1, -7.5, 900]);
  });

  test('ranks keys by exact sums over the range, distinct counts being those of the whole', async () => {
    const { out, err } = await run(
      ...['query', 'by_country', '--top', '2', '--by', 'revenue', '--json'],
    );

    expect(out).toEqual([
      '{"view":"by_country","key":"EIRE","window":{"start":"2010-12-01T08:00:00.000Z","end":"2010-12-01T12:00:00.000Z"},"status":"open","updatedAt":"2010-12-01T11:01:01.000Z","values":{"country":"EIRE","sales":3,"revenue":1050.000,"buyers":2,"mean":350,"last_serial":9007199254741004,"best":[{"value":900.000,"label":"eve"},{"value":100.000,"label":"cid"}]}}',
      '{"view":"by_country","key":"France","window":{"start":"2010-12-01T08:00:00.000Z","end":"2010-12-01T11:00:00.000Z"},"status":"open","updatedAt":"2010-12-01T10:01:01.000Z","values":{"country":"France","sales":3,"revenue":857.360,"buyers":2,"mean":285.7866666666667,"last_serial":9007199254741003,"best":[{"value":855.860,"label":"ann"},{"value":1.000,"label":"ann"}]}}',
    ]);
    expect(err).toEqual([]);
  });

  test('draws a bar beside each number of a ranking', async () => {
    const { out, err } = await run('query', 'by_country', '--top', '3', '--by', 'revenue');

    const bars = out.slice(2).map((line) => line.replace(/[^█▏▎▍▌▋▊▉]/g, ''));
    expect(bars).toEqual(['█'.repeat(24), `${'█'.repeat(19)}▋`, '']);
    expect(err).toEqual([
      'top 3 keys, each added up over its windows: 6 rows of by_country; complete up to 2010-12-01 10:00 UTC',
    ]);
  });

  test('draws the windows of one key, or of all keys added up, below the table', async () => {
    const ofKey = await run('query', 'by_country', '--key', 'EIRE', '--by', 'revenue');
    const ofAll = await run('query', 'by_country');

    expect(ofKey.out[5]).toBe('');
    expect(ofKey.out[6]).toBe('revenue per window, 2010-12-01 08:00 to 2010-12-01 11:00 UTC');
    expect(ofKey.out.join('\n')).toContain('900┤');
    expect(ofKey.out.join('\n')).toContain('  0┤'); // no sale at 10
    expect(ofAll.out.join('\n')).toContain('sales per window');
    expect(ofAll.out.join('\n')).toContain('3┤');
  });

  test('finds the only row of each window where all events share one key', async () => {
    const { out } = await run('query', 'daily', '--json');

    expect(values(out)).toEqual([{ buyers: 5 }]);
  });

  test('finds rows by a key of several fields, of the version that is declared', async () => {
    const { out } = await run('query', 'by_till', '--key', 'EIRE|1', '--json');

    expect(out.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        view: 'by_till',
        key: 'EIRE|1',
        status: 'open',
        values: { country: 'EIRE', till: 1, revenue: 950 },
      }),
    ]);
  });

  test('ranks the newest window of windows that overlap, as they cannot be added up', async () => {
    const { out, err } = await run('query', 'recent', '--top', '5', '--no-chart');

    expect(out).toHaveLength(3);
    expect(err[0]).toMatch(
      /^top 1 keys of the newest window, out of 11 rows of recent; not complete/,
    );
  });

  test('says on standard error that there are no rows, and ends with 0', async () => {
    const { exitCode, out, err } = await run('query', 'by_country', '--key', 'Peru');

    expect({ exitCode, out }).toEqual({ exitCode: 0, out: [] });
    expect(err).toEqual([
      'no rows of by_country from 2010-11-30 11:00 UTC; event time has reached 2010-12-01 11:01 UTC',
    ]);
  });

  test('colours what may change and what was verified, unless it must not', async () => {
    const colored = cliOf(
      (terminal) => [queryCommand({ terminal }, { load: async () => market, open: openMarket })],
      { hasColor: true },
    );

    const { out } = await colored('query', 'by_country', '--no-chart');

    expect(out[5]).toContain('\u001b[33mopen\u001b[39m');
    expect((await run('query', 'by_country')).out.join('')).not.toContain('\u001b');
  });
});

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
      ...{ stage: 'exchange', shard: 'bucket-0000', code: 'VIEW_CHANGED', message: 'changed' },
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
