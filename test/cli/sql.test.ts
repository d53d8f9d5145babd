import { describe, expect, test } from '@jest/globals';
import { lakeEngine } from '../../lib/adapters/duckdb/lake-engine.ts';
import { sqlCommand } from '../../lib/cli/commands/sql.ts';
import { instant, int, string } from '../../lib/core/field-type.ts';
import { schema } from '../../lib/core/schema/schema.ts';
import type { Lake } from '../../lib/ports/lake.ts';
import { archivedLake } from '../support/batch/archived-lake.ts';
import { cliOf } from '../support/cli/run-cli.ts';
import { sample } from '../support/definitions/sample-pipeline.ts';
import { site } from '../support/definitions/site.ts';

const TEN = Date.UTC(2026, 2, 1, 10);
const HOUR = 3_600_000;
const Sale = sample.streams[0]?.schema ?? schema({ at: instant() });

const sale = (country: string, amount: string, hours: number) => ({
  text: `{"customer":"c","country":"${country}","quantity":1,"amount":${amount},"at":${TEN}}`,
  arrival: TEN + hours * HOUR,
  partitionKey: 'c',
});

const lake = archivedLake([sale('fr', '12.50', 0), sale('fr', '0.10', 1), sale('de', '7', 1)], {
  ...{ stream: 'sales', schema: Sale, time: 'at' },
});

const sqlOn = (pipeline = sample, files: Lake | Promise<Lake> = lake) =>
  cliOf((terminal) => [
    sqlCommand(
      { terminal },
      {
        load: async () => pipeline,
        async open(of, _stage, { range }) {
          const sql = await lakeEngine(of, await files, range);
          return { sql, close: sql.close };
        },
      },
    ),
  ]);

const TOTALS = 'select country, sum(amount) as total, min("at") as first from sales group by 1';

describe('sql', () => {
  test('queries streams by their names, with exact numbers and instants as text', async () => {
    const { out, exitCode } = await sqlOn()('sql', `${TOTALS} order by 1;`, '--json');

    expect(exitCode).toBe(0);
    expect(out).toEqual([
      '{"country":"de","total":7.00,"first":"2026-03-01T10:00:00.000Z"}',
      '{"country":"fr","total":12.60,"first":"2026-03-01T10:00:00.000Z"}',
    ]);
  });

  test('takes a query that begins with WITH, and prints CSV', async () => {
    const query = 'with s as (select * from sales) select count(*) as n, max(hh) as hh from s';

    expect((await sqlOn()('sql', query, '--csv')).out).toEqual(['n,hh\r', '3,11\r']);
  });

  test('sees the hours of arrival of a range only', async () => {
    const query = ['sql', 'select count(*) as n from sales', '--csv'];

    const { out } = await sqlOn()(...query, '--from', '2026-03-01T11:00Z');

    expect(out).toEqual(['n\r', '2\r']);
  });

  test('copies nothing of a stream whose name is only a part of another word', async () => {
    const listed: string[] = [];
    const watched: Lake = {
      ...(await lake),
      async *list(prefix, options) {
        listed.push(prefix);
        yield* (await lake).list(prefix, options);
      },
    };

    await sqlOn(sample, watched)('sql', 'select 1 as presales, 2 as sales_of_old', '--csv');
    expect(listed).toEqual([]);

    await sqlOn(sample, watched)('sql', 'select count(*) as n from "SALES"', '--csv');
    expect(listed).not.toEqual([]);
  });

  test('finds no rows, and all declared columns, in a stream that holds nothing', async () => {
    const empty = archivedLake([], { stream: 'sales', schema: Sale, time: 'at' });

    const { out } = await sqlOn(sample, empty)('sql', 'select customer, dt from sales', '--csv');

    expect(out).toEqual(['customer,dt\r']);
  });

  test('has a column for a field that was declared after all files were written', async () => {
    const Older = schema({ customer: string(), country: string(), quantity: int(), at: instant() });
    const old = archivedLake([sale('fr', '1', 0)], { stream: 'sales', schema: Older, time: 'at' });

    const { out } = await sqlOn(sample, old)('sql', 'select country, amount from sales', '--csv');

    expect(out).toEqual(['country,amount\r', 'fr,\r']);
  });

  test('says what is wrong with a query', async () => {
    const { exitCode, err } = await sqlOn()('sql', 'select nothing from sales');

    expect(exitCode).toBe(1);
    expect(err).toEqual([expect.stringContaining('DuckDB refuses the query')]);
  });

  test.each([
    ['duckdb', 'epoch_ms('],
    ['athena', "date_diff('millisecond'"],
  ])('prints the query of a view for %s', async (dialect, words) => {
    const { out } = await sqlOn()('sql', '--for', 'sales_by_country', '--dialect', dialect);

    expect(out.join('\n')).toContain('FROM "sales"');
    expect(out.join('\n')).toContain(words);
  });

  test('prints for DuckDB what it can run itself', async () => {
    const run = sqlOn();
    const { out: query } = await run('sql', '--for', 'sales_by_country');

    const { out } = await run('sql', `${query.join('\n')} ORDER BY country`, '--csv');

    expect(out.map((line) => line.replace('.000Z', 'Z').replace('.000Z', 'Z'))).toEqual([
      'country,windowStart,windowEnd,orders,revenue\r',
      'de,2026-03-01T10:00:00Z,2026-03-01T11:00:00Z,1,7.00\r',
      'fr,2026-03-01T10:00:00Z,2026-03-01T11:00:00Z,2,12.60\r',
    ]);
  });

  test('says why SQL cannot say a view', async () => {
    const { exitCode, err } = await sqlOn(site)('sql', '--for', 'sessions');

    expect(exitCode).toBe(1);
    expect(err).toEqual([expect.stringContaining('it needs the events of a key one by one')]);
  });

  test('asks for a query or a view, and not for both', async () => {
    const both = await sqlOn()('sql', 'select 1', '--for', 'sales_by_country');

    expect((await sqlOn()('sql')).exitCode).toBe(2);
    expect(both.exitCode).toBe(2);
  });
});
