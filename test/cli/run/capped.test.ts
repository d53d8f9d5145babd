import { describe, expect, test } from '@jest/globals';
import { filesIn } from '../../support/cli/run-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const { run, runOn, write } = filesIn(temporaryFolder());

/** Events of so many different keys, each twice. */
const keys = (count: number): string =>
  `k,at\n${Array.from({ length: 2 * count }, (_, i) => `k${i % count},2026-03-01T10:00:00Z\n`).join('')}`;

describe('run', () => {
  test.each([
    [10, { keys: 10, few: 10 }, undefined],
    [11, { keys: 11, few: 11 }, ['few']],
    [1_000, { keys: 1_000, few: 11 }, ['few']],
    [1_001, { keys: 1_001, few: 11 }, ['keys', 'few']],
    [5_000, { keys: 1_001, few: 11 }, ['keys', 'few']],
  ])(
    'counts %i different values exactly up to the cap, and marks the row beyond it',
    async (count, values, capped) => {
      const { rows } = await runOn('tallied', { name: 'in.csv', content: keys(count) });

      expect(rows).toMatchObject([values]);
      expect((rows[0]?.['capped'] as string[] | undefined)?.toSorted()).toEqual(capped?.toSorted());
    },
  );

  test('refuses more files than are open at once, and reads as many', async () => {
    const paths = Array.from({ length: 1_001 }, (_, i) => write(`many/${i}.csv`, keys(1)));

    const most = await run('plain', paths.slice(1));
    const { exitCode, err } = await run('plain', paths);

    expect(most.rows).toMatchObject([{ key: 'k0', n: 2_000 }]);
    expect({ exitCode, err }).toMatchObject({
      exitCode: 2,
      err: expect.stringMatching(/names too many files; got 1001, expected at most 1000/),
    });
  });
});
