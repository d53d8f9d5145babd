import { describe, expect, test } from '@jest/globals';
import { memoryViewVersions } from '../../lib/adapters/memory/view-versions.ts';
import { type QueryPorts, queryCommand } from '../../lib/cli/commands/query.ts';
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

const values = (lines: readonly string[]) =>
  lines.map((line) => JSON.parse(line) as Record<string, unknown>);

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
      '{"view":"by_country","key":"France","windowStart":"2010-12-01T08:00:00.000Z","windowEnd":"2010-12-01T09:00:00.000Z","status":"closed","updatedAt":"2010-12-01T08:01:01.000Z","country":"France","sales":2,"revenue":856.360,"buyers":2,"mean":428.18,"last_serial":9007199254741001,"best":[{"value":855.860,"label":"ann"},{"value":0.500,"label":"bob"}]}',
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
      '{"view":"by_country","key":"EIRE","windowStart":"2010-12-01T08:00:00.000Z","windowEnd":"2010-12-01T12:00:00.000Z","status":"open","updatedAt":"2010-12-01T11:01:01.000Z","country":"EIRE","sales":3,"revenue":1050.000,"buyers":2,"mean":350,"last_serial":9007199254741004,"best":[{"value":900.000,"label":"eve"},{"value":100.000,"label":"cid"}]}',
      '{"view":"by_country","key":"France","windowStart":"2010-12-01T08:00:00.000Z","windowEnd":"2010-12-01T11:00:00.000Z","status":"open","updatedAt":"2010-12-01T10:01:01.000Z","country":"France","sales":3,"revenue":857.360,"buyers":2,"mean":285.7866666666667,"last_serial":9007199254741003,"best":[{"value":855.860,"label":"ann"},{"value":1.000,"label":"ann"}]}',
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

    expect(values(out)).toEqual([expect.objectContaining({ key: 'all', buyers: 5 })]);
  });

  test('finds rows by a key of several fields, of the version that is declared', async () => {
    const { out } = await run('query', 'by_till', '--key', 'EIRE|1', '--json');

    expect(out.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        view: 'by_till@2',
        key: 'EIRE|1',
        status: 'open',
        ...{ country: 'EIRE', till: 1, revenue: 950 },
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
