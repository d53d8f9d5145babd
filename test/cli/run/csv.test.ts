import { describe, expect, test } from '@jest/globals';
import { filesIn } from '../../support/cli/run-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const { runOn } = filesIn(temporaryFolder());

const TEN = '2026-03-01T10:00:00Z';
const ONE = [{ key: 'a', windowStart: '2026-03-01T10:00:00.000Z', n: 1, total: 1 }];
const csv = (content: string | Buffer, name = 'in.csv') => ({ name, content });

describe('run on CSV', () => {
  test.each<[string, string | Buffer]>([
    ['with blank lines', `k,at,v\n\na,${TEN},1\n\n\n`],
    ['with ends of line as on Windows, and blanks in front', `\r\nk,at,v\r\na,${TEN},1\r\n   \r\n`],
    ['with ends of line as on old Macs', `k,at,v\ra,${TEN},1\r`],
    ['with a byte order mark', `\ufeffk,at,v\na,${TEN},1\n`],
    ['with a byte order mark before a quote', `\ufeff"k","at","v"\n"a","${TEN}","1"\n`],
    [
      'in UTF-16, as spreadsheets save it',
      Buffer.from(`\ufeffk\tat\tv\r\na\t${TEN}\t1\r\n`, 'utf16le'),
    ],
    ['with semicolons', `k;at;v\na;${TEN};1\n`],
    ['with tabs', `k\tat\tv\na\t${TEN}\t1\n`],
    ['with bars', `k|at|v\na|${TEN}|1\n`],
    ['with semicolons and a comma in a name', `k;at;v;"x,y"\na;${TEN};1;"1,5"\n`],
    ['with spaces around names and numbers', `k, at, v\na, ${TEN}, 1\n`],
    ['with columns that no field needs, twice', `k,x,at,v,x\na,1,${TEN},1,2\n`],
    ['with an index without a name, as pandas has it', `,k,at,v\n0,a,${TEN},1\n`],
    ['with numbers as dataframes write them beside empty ones', `k,at,v\na,${TEN},1.0\n`],
    ['with empty cells beyond the header', `k,at,v\na,${TEN},1,,\n`],
    ['with a quote inside of a cell', `k,at,v,x\na,${TEN},1,5" pipe\n`],

    ['with ends of line in quotes', `k,x,at,v\na,"x\n\n""y",${TEN},1\n`],
    ['without an end of the last line', `k,at,v\na,${TEN},1`],
  ])('reads a file %s', async (_, content) => {
    const { exitCode, rows, err } = await runOn('plain', csv(content));

    expect({ exitCode, err: exitCode === 0 ? '' : err }).toEqual({ exitCode: 0, err: '' });
    expect(rows).toMatchObject(ONE);
  });

  test.each([
    [
      'fewer cells than columns',
      `a,${TEN}`,
      /fewer cells .* got 2, expected 3; .*INPUT_ROW_LENGTH/,
    ],
    ['more cells than columns', `a,${TEN},1,2`, /more cells .* got 4, expected 3; .*LENGTH/],
    ['text behind a quote', `"a"b,${TEN},1`, /quotes cannot be read; got text behind/],
    ['another type', `a,${TEN},x`, /\[FIELD_TYPE\]/],
    ['no UTF-8', Buffer.from(`\xfc,${TEN},1`, 'latin1'), /\[UTF8_INVALID\]/],
  ])('names the line of a row with %s, and passes over it alone', async (_, row, problem) => {
    const before = `k,x,at,v\n`.replace('x,', '');
    const rows = [`a,${TEN},1\n\n"a",${TEN},1\n`, row, `\na,${TEN},1\n`];
    const content = Buffer.concat([before, ...rows].map((part) => Buffer.from(part)));

    const stopped = await runOn('plain', csv(content));
    const passed = await runOn('plain', csv(content), '--bad', 'skip');

    expect(stopped.exitCode).toBe(1);
    expect(stopped.err).toMatch(/^run: in\.csv › line 5/);
    expect(stopped.err).toMatch(problem);
    expect(passed.err).toMatch(/^in\.csv › line 5/);
    expect(passed.rows).toMatchObject([{ n: 3 }]);
  });

  test('takes quotes inside of cells as they are, in as many rows as have them', async () => {
    const content = `k,x,at,v\na,5" pipe,${TEN},1\na,6" pipe,${TEN},2\na,"7"" pipe",${TEN},4\n`;

    const { rows } = await runOn('plain', csv(content));

    expect(rows).toMatchObject([{ n: 3, total: 7 }]);
  });

  test('names the line with a quote that does not close', async () => {
    const { exitCode, err } = await runOn('plain', csv(`k,at,v\na,${TEN},1\n"a,${TEN},1\na,b,c\n`));

    expect(exitCode).toBe(1);
    expect(err).toMatch(/in\.csv › line 3: .*a quote that does not close/);
  });

  test('names the only line of many that is not UTF-8', async () => {
    const sound = `a,${TEN},1\n`.repeat(20_000);
    const content = Buffer.from(`k,at,v\n${sound}J\xfcrgen,${TEN},1\n${sound}`, 'latin1');

    const { err } = await runOn('plain', csv(content));

    expect(err).toMatch(/in\.csv › line 20002: is not UTF-8; got 0xfc/);
  });

  test.each([
    [
      'twice',
      `k,at,v,v\na,${TEN},1,2\n`,
      /a column is there twice; got k, at, v, v, .*COLUMN_REPEATED/,
    ],
    ['not at all', `k,v\na,1\n`, /columns are missing; got k, v, expected at too; add/],
    ['not at all, as nothing separates cells', 'k:at:v\n', /say by --delimiter what separates/],
  ])('refuses a file with a column %s before it reads a row', async (_, content, problem) => {
    const { exitCode, err, rows } = await runOn('plain', csv(content));

    expect({ exitCode, rows }).toEqual({ exitCode: 2, rows: [] });
    expect(err).toMatch(problem);
  });

  test.each([
    ['a delimiter', `k::at::v\na::${TEN}::1\n`, ['--delimiter', '::']],
    ['a tab by its name', `k\tat\tv\na\t${TEN}\t1\n`, ['--delimiter', 'tab']],
    ['that there is no header', `a,${TEN},1\n`, ['--no-header']],
    ['columns of a file without a header', `1;${TEN};a\n`, ['--no-header', '--columns', 'v,at,k']],
    ['other columns than the header', `key,when,n\na,${TEN},1\n`, ['--columns', 'k, at, v']],
  ])('takes from options %s', async (_, content, options) => {
    const { exitCode, rows } = await runOn('plain', csv(content), ...options);

    expect(exitCode).toBe(0);
    expect(rows).toMatchObject(ONE);
  });

  test.each([
    ['another number of columns', `a,${TEN}\n`, ['--no-header'], /got 2, expected 3 for k, at, v/],
    ['a delimiter that is a quote', 'k', ['--delimiter', '"'], /--delimiter: cannot separate/],
    ['columns without a name', 'k', ['--columns', 'k,,v'], /--columns: a column has no name/],
  ])('refuses %s', async (_, content, options, problem) => {
    const { exitCode, err } = await runOn('plain', csv(content), ...options);

    expect(exitCode).toBe(2);
    expect(err).toMatch(problem);
  });

  test.each(['True', 'TRUE', 't', '1', 'yes', 'Y'])('reads %s as true', async (cell) => {
    const { rows } = await runOn('flags', csv(`k,at,ok\na,${TEN},${cell}\na,${TEN},false\n`));

    expect(rows).toMatchObject([{ n: 1 }]);
  });

  test('gives a schema of another library the columns that it names, as NDJSON does', async () => {
    const lines = ['{"@timestamp":"T","user.id":"u","amount":0.10}'.replace('T', TEN)];
    const header = '@timestamp,user.id,amount,note';

    const ofCsv = await runOn('renamed', csv(`${header}\n${TEN},u,0.10,\n${TEN},u,0.20,x\n`));
    const ofJson = await runOn('renamed', { name: 'in.ndjson', content: lines.join('\n') });

    expect(ofCsv.out).toEqual([ofJson.out[0]?.replace('"n":1,"total":0.10', '"n":2,"total":0.30')]);
  });
});
