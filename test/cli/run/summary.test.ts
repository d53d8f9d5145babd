import { describe, expect, test } from '@jest/globals';
import { filesIn } from '../../support/cli/run-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const { run, runOn, write } = filesIn(temporaryFolder());

const hour = (i: number): string => new Date(Date.UTC(2026, 2, 1, i)).toISOString();
const csv = (times: readonly (string | number)[]) => ({
  name: 'in.csv',
  content: `k,at,v\n${times.map((time) => `a,${time},1\n`).join('')}`,
});

describe('run ends with what became of its input', () => {
  const newestFirst = (rows: number) => csv(Array.from({ length: rows }, (_, i) => hour(rows - i)));

  test('and with 1 if most of it was too late, as the file is sorted newest first', async () => {
    const { exitCode, err } = await runOn('plain', newestFirst(1_000));
    const [said, summary, problem] = err.split('\n').slice(-3);

    expect(exitCode).toBe(1);
    expect(said).toMatch(
      /^v: too late; \d+ events of 2026-03-01T01.* to 2026-04-\d\d.*, the first of key "a"/,
    );
    expect(summary).toMatch(
      /^1000 read, \d+ counted, \d+ rows and 0 records given; \d{3} late, 0 repeated/,
    );
    expect(problem).toMatch(
      /^run: \d{3} of 1000 \(\d\d\.?\d? %\) are too late; expected at most 1 %; the input may be sorted newest first/,
    );
  });

  test('and with 1 if it is sorted newest first and so short that nothing was late', async () => {
    const { exitCode, err } = await runOn('plain', newestFirst(18));

    expect(exitCode).toBe(1);
    expect(err).toMatch(
      /run: \d+ of 18 .* are further ahead than those after them allow; .*newest first/,
    );
  });

  test.each([
    ['1 of 100 is too late', 99, 0],
    ['1 of 99 is too late', 98, 1],
  ])('and with what a share of it says: %s', async (_, inTime, status) => {
    const times = Array.from({ length: inTime }, (_unused, i) => hour(i));

    const { exitCode } = await runOn('plain', csv([...times, hour(0)]));

    expect(exitCode).toBe(status);
  });

  test.each([
    ['25%', 0],
    ['0.25', 0],
    ['24.9%', 1],
    ['0', 1],
    ['100 %', 0],
  ])('and takes the share that an option says: %s', async (share, status) => {
    const times = Array.from({ length: 75 }, (_unused, i) => hour(i));

    const { exitCode } = await runOn(
      'plain',
      csv([...times, ...Array(25).fill(hour(0))]),
      '--max-loss',
      share,
    );

    expect(exitCode).toBe(status);
  });

  test.each(['2', '101%', '-1', 'much', ''])('and refuses the share %j', async (share) => {
    const { exitCode, err } = await runOn('plain', csv([]), '--max-loss', share);

    expect(exitCode).toBe(2);
    expect(err).toContain('expected a share');
  });

  test.each(['in.csv', 'in.ndjson'])(
    'and with a word if all times of %s lie in 1970',
    async (name) => {
      const [at, later] = [1_772_359_200, 1_772_359_260];
      const content = name.endsWith('csv')
        ? `k,at,v\na,${at},1\na,${later},1\n`
        : `{"k":"a","at":${at}}\n{"k":"a","at":${later}}\n`;

      const { err } = await runOn('plain', { name, content });
      const { err: right } = await runOn('plain', { name, content }, '--time-format', 'seconds');

      expect(err).toMatch(/all times lie in 1970: .*--time-format seconds/);
      expect(right).not.toContain('1970');
    },
  );

  test('and names the inputs that hold no row', async () => {
    const paths = [
      write('void.csv', ''),
      write('header.csv', 'k,at,v\n'),
      write('one.csv', `k,at\na,${hour(0)}\n`),
    ];

    const several = await run('plain', paths);
    const { exitCode, err } = await runOn('plain', { name: 'void.ndjson', content: '\n\n' });

    expect(several.err).toContain(
      'void.csv: holds no row\nheader.csv: holds no row\n1 read, 1 counted',
    );
    expect({ exitCode, err }).toEqual({
      exitCode: 0,
      err: 'void.ndjson: holds no row\n0 read, 0 counted, 0 rows and 0 records given; 0 late, 0 repeated, 0 set aside',
    });
  });
});
