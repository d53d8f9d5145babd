import { expect, test } from '@jest/globals';
import { resultsWithScores } from './record.ts';

const score = { area: 'speed', sample: 50, seed: 7, noticed: 49, of: 50, explained: 4 };
const FILE = '# Results\n\n## One\n\nnumbers\n\n## Soak\n\nrows\n';

test('scores have a section of their own, one row for each area, sample and seed', () => {
  const first = resultsWithScores(FILE, [{ ...score, date: '2026-03-01' }]);
  const again = resultsWithScores(first, [
    { ...score, noticed: 50, date: '2026-03-02' },
    { ...score, area: 'batch', date: '2026-03-02' },
    { ...score, seed: 8, date: '2026-03-02' },
  ]);

  expect(first.startsWith(FILE)).toBe(true);
  expect(again.split('\n').filter((line) => /^\| (?:speed|batch) /.test(line))).toEqual([
    '| batch | 50 | 7 | 49 of 50 | 98 % | 4 | 2026-03-02 |',
    '| speed | 50 | 7 | 50 of 50 | 100 % | 4 | 2026-03-02 |',
    '| speed | 50 | 8 | 49 of 50 | 98 % | 4 | 2026-03-02 |',
  ]);
  expect(again.startsWith(FILE)).toBe(true);
  expect(again.split('## Mutants')).toHaveLength(2);
});
