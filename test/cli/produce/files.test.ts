import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type DuckDb, openDuckDb, sqlText } from '../../../lib/adapters/duckdb/duckdb.ts';
import { count } from '../../../lib/core/aggregators/authoring.ts';
import { bigint, decimal, instant, string } from '../../../lib/core/field-type.ts';
import { schemaOf } from '../../../lib/core/schema/foreign-schema.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import { producedShop } from '../../support/cli/produced-shop.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder();

function write(name: string, content: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const sale = (id: string, second: number): string =>
  `{"id":"${id}","customer":"c","at":${1_772_359_200_000 + 1_000 * second},"amount":1}`;

const named = pipeline('named', (p) => {
  const Sale = schema({ id: string(), customer: string(), at: instant() });
  const sales = p.stream('sales', Sale, {
    key: 'customer',
    time: 'at',
    id: 'id',
    dedupeWithin: '1h',
  });
  const perCustomer = sales.groupBy('customer').window(tumbling('1h'));
  perCustomer.aggregate({ n: count() }).view('v');
});

describe('produce of several files', () => {
  test('sends the oldest of what is next, of every file of a folder and its partitions', async () => {
    write('day/a.ndjson', `${sale('1', 0)}\n${sale('4', 30)}\n`);
    write('day/country=FR/b.csv', 'id,customer,at,amount\n2,c,2026-03-01T10:00:10Z,1\n');
    write('day/country=FR/c.json', `[${sale('3', 20)}, ${sale('5', 40)}]`);
    write('day/_SUCCESS', '');
    const { run, stored } = producedShop();

    const { exitCode, err } = await run(join(folder, 'day'));

    const events = stored().map(({ text }) => JSON.parse(text) as { id: string; country?: string });
    expect({ exitCode, err }).toMatchObject({ exitCode: 0 });
    expect(events.map(({ id, country }) => [id, country])).toEqual([
      ...[
        ['1', undefined],
        ['2', 'FR'],
        ['3', 'FR'],
        ['4', undefined],
        ['5', 'FR'],
      ],
    ]);
    expect(err[0]).toMatch(/^5 events in 1 records, .*; 5 read, 0 set aside$/);
  });

  test('takes patterns, and several arguments', async () => {
    const paths = ['x1.json', 'x2.json', 'y.json'].map((name, i) =>
      write(`some/${name}`, sale(name, i)),
    );
    const { run, ids } = producedShop();

    const { exitCode } = await run(join(folder, 'some/x*.json'), paths[2] as string);

    expect({ exitCode, ids: ids() }).toEqual({
      exitCode: 0,
      ids: ['x1.json', 'x2.json', 'y.json'],
    });
  });

  test('goes on, after a stop and after a bad row, with exactly what is missing of each', async () => {
    const times = Array.from({ length: 40 }, (_, i) => i);
    const even = times.filter((i) => i % 2 === 0).map((i) => sale(`${i + 100}`, i));
    write('two/even.ndjson', even.with(15, 'not JSON').join('\n'));
    write(
      'two/odd.ndjson',
      times
        .filter((i) => i % 2 === 1)
        .map((i) => sale(`${i + 100}`, i))
        .join('\n'),
    );
    const args = [join(folder, 'two'), '--disorder', '3s'];
    const deployed = producedShop({ onAdd: (n) => void (n === 9 && process.emit('SIGINT')) });
    const onwards = (err: readonly string[]): string[] =>
      (/ go on with (--lines @\S+?)(,|$)/.exec(err.at(-1) ?? '')?.[1] ?? '').split(' ');

    const stopped = await deployed.run(...args);
    const failed = await deployed.run(...args, ...onwards(stopped.err));
    write('two/even.ndjson', even.join('\n'));
    const done = await deployed.run(...args, ...onwards(failed.err), '--json');

    expect([stopped.exitCode, failed.exitCode, done.exitCode]).toEqual([1, 1, 0]);
    expect(failed.err.at(-1)).toMatch(/^produce: even\.ndjson › line 16: .*\[JSON_SYNTAX\]/);
    expect(JSON.parse(done.out[0] ?? '')).toMatchObject({ rest: null });
    expect(deployed.ids()).toEqual(times.map((i) => `${i + 100}`));
  });

  test('keeps rows that are no events in their place behind events whose time waits to be judged', async () => {
    const far = sale('far', 1_000_000);
    write('far/a.ndjson', `${sale('1', 0)}\n${far}\nnot JSON\n${sale('2', 1)}\n`);
    write('far/b.ndjson', sale('3', 2));
    const { run, ids } = producedShop();

    const { err } = await run(join(folder, 'far'), '--json');
    const path = /--lines @(\S+?),/.exec(err.at(-1) ?? '')?.[1] ?? '';
    write('far/a.ndjson', `${sale('1', 0)}\n${far}\n${sale('x', 1)}\n${sale('2', 1)}\n`);
    await run(join(folder, 'far'), '--lines', `@${path}`);

    expect(ids()).toEqual(['1', '2', '3', 'far', 'x']);
  });

  test('names events by the path of their file, or the name that stands for the folder', async () => {
    const event = '{"customer":"c","at":1772359200000}';
    const paths = ['dt=1/p.ndjson', 'dt=2/p.ndjson'].map((name) => write(`ids/${name}`, event));
    const [byPath, byName] = [producedShop({ pipeline: named }), producedShop({ pipeline: named })];

    await byPath.run(join(folder, 'ids'));
    await byName.run(join(folder, 'ids'), '--name', 'march');

    expect(byPath.ids()).toEqual(paths.map((path) => `${path}:1`));
    expect(byName.ids()).toEqual(['march/dt=1/p.ndjson:1', 'march/dt=2/p.ndjson:1']);
  });

  test.each([
    [['--from-line', '2'], /--from-line: says no file; got lines for 2 files/],
    [['--lines', '2'], /--lines: says no file/],
    [['--name', 'x', 'a.ndjson', 'b.ndjson'], /--name: names one file, folder or pattern; got 3/],
  ])('refuses %j, which does not say which', async (options, why) => {
    write('refused/1.ndjson', sale('1', 0));
    write('refused/2.ndjson', sale('2', 0));
    const { run, ids } = producedShop();
    for (const name of ['a', 'b']) write(`${name}.ndjson`, '');
    const inFolder = options.map((each) => (each.endsWith('.ndjson') ? join(folder, each) : each));

    const { exitCode, err } = await run(join(folder, 'refused'), ...inFolder);

    expect({ exitCode, ids: ids() }).toEqual({ exitCode: 2, ids: [] });
    expect(err.join()).toMatch(why);
  });

  test('refuses lines of a file that is not sent', async () => {
    const lines = write('lines-of', `3- ${folder}/elsewhere.ndjson\n`);
    const path = write('here.ndjson', sale('1', 0));
    const { run } = producedShop();

    const { exitCode, err } = await run(path, '--lines', `@${lines}`);

    expect(exitCode).toBe(2);
    expect(err.join()).toMatch(/names a file that is not sent; got .*elsewhere\.ndjson/);
  });
});

describe('produce of Parquet', () => {
  let duckdb: DuckDb;
  beforeAll(async () => {
    duckdb = await openDuckDb();
  });
  afterAll(() => duckdb.close());

  async function parquet(name: string, select: string): Promise<string> {
    const path = join(folder, name);
    await duckdb.query(`COPY (${select}) TO ${sqlText(path)} (FORMAT parquet)`);
    return path;
  }

  const AT = "TIMESTAMPTZ '2026-03-01 10:00:00Z'";

  test('sends what the same rows as NDJSON would be, to the last digit', async () => {
    const path = await parquet(
      'sales.parquet',
      `SELECT * FROM (VALUES ('1', 'ümläut', NULL, ${AT}, 90071992547409.91::DECIMAL(16, 2)),
        ('2', 'c', 'FR', ${AT}, -0.05)) t(id, customer, country, "at", amount)`,
    );
    const { run, stored } = producedShop();

    const { exitCode, err } = await run(path);

    expect({ exitCode, err }).toMatchObject({ exitCode: 0 });
    const at = '"at":"2026-03-01T10:00:00.000Z"';
    expect(stored()).toMatchObject([
      {
        partitionKey: 'ümläut',
        text: `{"id":"1","customer":"ümläut",${at},"amount":90071992547409.91}`,
      },
      { partitionKey: 'c', text: `{"id":"2","customer":"c","country":"FR",${at},"amount":-0.05}` },
    ]);
  });

  test('stops at a bad row and goes on there, and names events by their row', async () => {
    const rows = (bad: string) =>
      `SELECT CASE WHEN i = 3 THEN '${bad}' ELSE 'c' END AS customer, ${AT} AS "at" FROM range(6) t(i)`;
    const path = await parquet('named.parquet', rows(''));
    const { run, ids } = producedShop({ pipeline: named });

    const failed = await run(path, '--name', 'n');
    await parquet('named.parquet', rows('c'));
    const done = await run(path, '--name', 'n', '--from-line', '4');

    expect(failed.err.at(-1)).toMatch(
      /^produce: named\.parquet › row 4: the key is empty; .*go on with --from-line 4, or/,
    );
    expect(done.exitCode).toBe(0);
    expect(ids()).toEqual([1, 2, 3, 4, 5, 6].map((row) => `n:${row}`));
  });

  test('gives a schema of another library the JSON that a lane will give it', async () => {
    const foreign = pipeline('foreign', (p) => {
      const Sale = schemaOf(
        z.object({
          id: z.coerce.string(),
          customer: z.string(),
          at: z.iso.datetime(),
          n: z.number(),
        }),
        { id: string(), customer: string(), at: instant() },
      );
      const sales = p.stream('sales', Sale, { key: 'customer', time: 'at' });
      sales.groupBy('customer').window(tumbling('1h')).aggregate({ n: count() }).view('v');
    });
    const path = await parquet(
      'foreign.parquet',
      `SELECT 1 AS id, 'c' AS customer, ${AT} AS "at", 9007199254740993::BIGINT AS n
        UNION ALL SELECT 2, NULL, ${AT}, 1`,
    );
    const { run, stored } = producedShop({ pipeline: foreign });

    const { err } = await run(path, '--bad', 'skip');

    expect(stored().map(({ text }) => text)).toEqual([
      '{"id":1,"customer":"c","at":"2026-03-01T10:00:00.000Z","n":9007199254740993}',
    ]);
    expect(err[0]).toMatch(/^foreign\.parquet › row 2.*customer/);
  });

  test('keeps numbers of any size exact', async () => {
    const wide = pipeline('wide', (p) => {
      const Sale = schema({ id: bigint(), customer: string(), at: instant(), amount: decimal(3) });
      const sales = p.stream('sales', Sale, { key: 'customer', time: 'at' });
      sales.groupBy('customer').window(tumbling('1h')).aggregate({ n: count() }).view('v');
    });
    const path = await parquet(
      'wide.parquet',
      `SELECT 12345678901234567890123456789::HUGEINT::DECIMAL(38, 0) AS id, 'c' AS customer, ${AT} AS at, 0.125::DECIMAL(9, 3) AS amount`,
    );
    const { run, stored } = producedShop({ pipeline: wide });

    await run(path);

    expect(stored()[0]?.text).toMatch(/^\{"id":12345678901234567890123456789,.*"amount":0\.125\}$/);
  });

  test('names a column that is missing before anything is sent', async () => {
    const path = await parquet('cut.parquet', `SELECT '1' AS id, ${AT} AS at`);
    const { run, stored } = producedShop();

    const { exitCode, err } = await run(path);

    expect({ exitCode, stored: stored() }).toEqual({ exitCode: 2, stored: [] });
    expect(err.at(-1)).toMatch(/columns are missing; got id, at, expected customer, amount too/);
  });
});
