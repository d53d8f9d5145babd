import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What became of a sample of an area. */
export interface Score {
  readonly area: string;
  readonly sample: number;
  readonly seed: number;
  readonly noticed: number;
  readonly of: number;
  /** Mutants of the area that were looked at and cannot be noticed; none of them is in a sample. */
  readonly explained: number;
  /** Such as `2026-03-01`. */
  readonly date: string;
}

const RESULTS = join(import.meta.dirname, '..', '..', 'bench', 'RESULTS.md');

const TITLE = '## Mutants';

const HEAD = `${TITLE}

\`npm run mutate -- --area A --sample N --seed S --record\`: changes of the sources, of the right types, chosen by the seed, and how many of them a unit test noticed
([how](../docs/adr/0094-mutants-behind-switches.md)). What cannot be noticed is explained in \`test/mutation/equivalent.ts\` and in no sample.

| area | sample | seed | noticed | | explained | measured |
| --- | ---: | ---: | ---: | ---: | ---: | --- |`;

const lineOf = ({ area, sample, seed, noticed, of, explained, date }: Score): string =>
  `| ${area} | ${sample} | ${seed} | ${noticed} of ${of} | ${((100 * noticed) / Math.max(1, of)).toFixed(0)} % | ${explained} | ${date} |`;

/** The file with some scores in its section of mutants, each in the place of the one of its area and seed. */
export function resultsWithScores(standing: string, scores: readonly Score[]): string {
  const sections = standing.split(/^(?=## )/m);
  const mine = sections.find((section) => section.startsWith(`${TITLE}\n`)) ?? '';
  const isRow = (line: string): boolean => /^\| \w+ \| \d+ \|/.test(line);
  const idOf = (line: string): string => line.split('|').slice(1, 4).join('|');
  const rows = new Map(
    mine
      .split('\n')
      .filter(isRow)
      .map((line) => [idOf(line), line]),
  );
  for (const line of scores.map(lineOf)) rows.set(idOf(line), line);
  const others = sections.filter((section) => section !== mine).join('');
  return `${others.trimEnd()}\n\n${HEAD}\n${[...rows.values()].sort().join('\n')}\n`;
}

/** Writes scores into `bench/RESULTS.md`. */
export const record = (scores: readonly Score[]): void =>
  writeFileSync(RESULTS, resultsWithScores(readFileSync(RESULTS, 'utf8'), scores));
