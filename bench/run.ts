/**
 * Runs the benchmarks and writes `bench/RESULTS.md`; nobody edits that by hand.
 *
 * `npm run bench -- --quick` shows that they work, prints, and leaves the file alone; `--only batch-run`
 * measures one of them anew and leaves the others as they stand.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { inNewProcess } from './support/new-process.ts';

const SECTIONS = [
  ['From a Lambda payload to applied rows', 'lambda-path.bench.ts'],
  ['`millrace run`: from a file to rows', 'run-file.bench.ts'],
  ['`millrace run`: reading each format', 'read-formats.bench.ts'],
  ['The standard job', 'standard-job.bench.ts'],
  ['Honest rows while somebody means harm', 'attacker.bench.ts'],
  ['DynamoDB writes', 'dynamodb-writes.bench.ts'],
  ['Batch runs: from Parquet to rows', 'batch-run.bench.ts'],
  ['Under load, on the local cloud', 'loadtest.bench.ts'],
] as const;

const FILE = join(import.meta.dirname, 'RESULTS.md');
const isQuick = process.argv.includes('--quick');
const only = process.argv[process.argv.indexOf('--only') + 1];
const standing = readFileSync(FILE, 'utf8').split(/^(?=## )/m);

/** What the file says of a section, if only another one is measured. */
const standingOf = (title: string, script: string): string | undefined =>
  process.argv.includes('--only') && script !== `${only}.bench.ts`
    ? standing.find((section) => section.startsWith(`## ${title}\n`))?.trimEnd()
    : undefined;

const sections = SECTIONS.map(([title, script]) => {
  const kept = standingOf(title, script);
  if (kept !== undefined) return `${kept}\n`;
  process.stderr.write(`${title} …\n`);
  const text = inNewProcess(join(import.meta.dirname, script), isQuick ? ['--quick'] : []).trim();
  return `## ${title}\n\n${text}\n`;
});

/** Written by `npm run soak`. */
const soak = standing.find((section) => section.startsWith('## Soak\n'));

const [processor] = cpus();
const document = `# Benchmark results

Written by \`npm run bench\` and \`npm run soak\`; do not edit. Read the ratios within a row, not the absolute numbers: both sides
ran in turns, in one run, on one machine that may have had other work. \`a (b–c)\` is a median with the
least and the greatest of its rounds.

- Machine: ${cpus().length} cores, ${processor?.model.trim() || 'unknown processor'}, Node ${process.version}
- Date: ${new Date().toISOString().slice(0, 10)}

${[...sections, ...(soak === undefined ? [] : [soak])].join('\n')}`;

if (isQuick) process.stdout.write(document);
else writeFileSync(FILE, document);
