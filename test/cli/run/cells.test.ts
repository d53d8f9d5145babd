import { describe, expect, test } from '@jest/globals';
import { filesIn } from '../../support/cli/run-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const { runOn } = filesIn(temporaryFolder());

const AT = '2026-03-01T10:00:00Z';

/** One row of CSV with a value for `v`, run. */
const valued = (value: string, ...options: string[]) =>
  runOn('plain', { name: 'in.csv', content: `k;at;v\na;${AT};${value}\n` }, ...options);

describe('run on cells of CSV', () => {
  test.each([
    ['1.234', 1234],
    ['1.234.567', 1234567],
    ['-12', -12],
    ['+7', 7],
    ['7,00', 7],
  ])('takes %s for the number that a decimal comma makes of it', async (cell, total) => {
    const { rows, err } = await valued(cell, '--decimal-comma');

    expect({ rows, err }).toMatchObject({ rows: [{ n: 1, total }] });
  });

  test.each(['1.5', '12.34,5', '1,234.50', ',5', '1.23'])(
    'refuses %s where numbers have a decimal comma',
    async (cell) => {
      const { exitCode, err } = await valued(cell, '--decimal-comma');

      expect(exitCode).toBe(1);
      expect(err).toMatch(
        /line 2 › v: is not of its declared type; got .*, expected a number with a decimal comma, such as 1\.234,50/,
      );
    },
  );

  test('has money with a decimal comma to the last cent', async () => {
    const content = `k;at;amount\nu;${AT};1.234,56\nu;${AT};0,10\n`;

    const { rows, err } = await runOn('amounts', { name: 'x.csv', content }, '--decimal-comma');

    expect({ rows, err }).toMatchObject({ rows: [{ n: 2, total: 1234.66 }] });
  });

  test.each([
    ['1,5', '--decimal-comma'],
    ['NULL', '--null "NULL"'],
    ['\\N', '--null "\\\\N"'],
    ['NaN', '--null "NaN"'],
  ])('names at %s the option that makes sense of it', async (cell, option) => {
    const { exitCode, err } = await valued(cell);

    expect(exitCode).toBe(1);
    expect(err).toContain(`, or say ${option} [FIELD_TYPE]`);
  });

  test('takes the texts that are said for missing values, also where they stand for an optional text', async () => {
    const content = `k,at,v\na,${AT},\\N\na,${AT},NULL\na,${AT},\na,${AT},3\n`;

    const { rows, err } = await runOn(
      ...(['plain', { name: 'in.csv', content }, '--null', '\\N', '--null', 'NULL'] as const),
    );

    expect({ rows, err }).toMatchObject({ rows: [{ n: 4, total: 3 }] });
  });

  test('reads what COPY of Postgres writes, with its marks for missing values', async () => {
    const content = 'a\t2026-03-01 10:00:00+00\t\\N\nb\t2026-03-01 10:00:00.5+00\t2\n';
    const copied = ['--no-header', '--null', '\\N', '--columns', 'k,at,v'];

    const { rows, err } = await runOn('plain', { name: 'copy.tsv', content }, ...copied);

    expect({ rows, err }).toMatchObject({
      rows: [
        { key: 'a', n: 1, total: null },
        { key: 'b', n: 1, total: 2 },
      ],
    });
  });

  test.each([
    ['what pandas writes, with its index', `,k,at,v\n0,a,2026-03-01 10:00:00+00:00,1\n`],
    ['whole numbers that pandas wrote as floats', `k,at,v\na,${AT},1.0\n`],
    [
      'what Excel writes, with the delimiter on a line of its own',
      `sep=;\r\nk;at;v\r\na;${AT};1\r\n`,
    ],
    ['lines that end with a return only', `k,at,v\ra,${AT},1\r`],
    ['spaces around names and numbers', `k, at, v\na, ${AT}, 1\n`],
    ['UTF-16', Buffer.from(`\ufeffk,at,v\na,${AT},1\n`, 'utf16le')],
  ])('reads %s', async (_, content) => {
    const { rows, err } = await runOn('plain', { name: 'in.csv', content });

    expect({ rows, err }).toMatchObject({ rows: [{ key: 'a', n: 1, total: 1 }] });
  });

  test.each([
    ['a name that is there twice', `k,at,v,v\na,${AT},1,2\n`, /a column is there twice/],
    ['UTF-16 without a mark', Buffer.from(`k,at,v\na,${AT},1\n`, 'utf16le'), /columns are missing/],
    ['a table for people', ` k | at | v\n---+----+---\n a | ${AT} | 1\n(1 row)\n`, /fewer cells/],
    ['groups of thousands', `k,at,v\na,${AT},"1,234.00"\n`, /FIELD_TYPE/],
    ['money with its sign', `k,at,v\na,${AT},$1\n`, /FIELD_TYPE/],
  ])('refuses %s', async (_, content, problem) => {
    const { rows, exitCode, err } = await runOn('plain', { name: 'in.csv', content });

    expect({ rows, isDone: exitCode === 0 }).toEqual({ rows: [], isDone: false });
    expect(err).toMatch(problem);
  });
});

describe('run on JSON of other programs', () => {
  test.each([
    ['NaN', `{"k":"a","at":"${AT}","v":NaN}`],
    ['Infinity', `{"k":"a","at":"${AT}","v":-Infinity}`],
    ['Python', `{"k":"a","at":"${AT}","v":None}`],
    ['quotes of Python', `{'k':'a'}`],
    ['a comma behind the event', `{"k":"a","at":"${AT}"},`],
    ['several events on a line', `{"k":"a","at":"${AT}"}{"k":"a","at":"${AT}"}`],
  ])('refuses %s with its line', async (_, content) => {
    const { rows, exitCode, err } = await runOn('plain', { name: 'in.ndjson', content });

    expect({ rows, exitCode }).toEqual({ rows: [], exitCode: 1 });
    expect(err).toMatch(/^run: in\.ndjson › line 1: is not JSON; got .*\[JSON_SYNTAX\]/);
  });

  test.each(['1e400', '123456789012345678901', '1.5'])(
    'refuses %s for a whole number',
    async (v) => {
      const content = `{"k":"a","at":"${AT}","v":${v}}`;

      const { rows, exitCode, err } = await runOn('plain', { name: 'in.ndjson', content });

      expect({ rows, exitCode }).toEqual({ rows: [], exitCode: 1 });
      expect(err).toMatch(/line 1 › v: .*\[(NUMBER_OUT_OF_RANGE|FIELD_TYPE)\]/);
    },
  );

  test('puts nanoseconds before 1970 into the millisecond that holds them', async () => {
    const content =
      '{"k":"a","at":"1969-12-31T23:59:59.999999999Z","v":1}\n{"k":"a","at":-1,"v":1}\n';

    const { rows } = await runOn('plain', { name: 'in.ndjson', content });

    expect(rows).toMatchObject([{ windowStart: '1969-12-31T23:00:00.000Z', n: 2, total: 2 }]);
  });
});
