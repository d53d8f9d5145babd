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
import { resultsWith, type Section } from './support/results.ts';

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
const at = process.argv.indexOf('--only');
const only = at < 0 ? undefined : process.argv[at + 1];
if (at >= 0 && !SECTIONS.some(([, script]) => script === `${only}.bench.ts`)) {
  const names = SECTIONS.map(([, script]) => script.replace('.bench.ts', '')).join(', ');
  throw new Error(`--only: no benchmark "${only}"; expected one of ${names}`);
}

const sections = SECTIONS.map(([title, script]): Section => {
  if (only !== undefined && script !== `${only}.bench.ts`) return { title, text: undefined };
  process.stderr.write(`${title} …\n`);
  return {
    title,
    text: inNewProcess(join(import.meta.dirname, script), isQuick ? ['--quick'] : []),
  };
});

const [processor] = cpus();
const document = resultsWith(readFileSync(FILE, 'utf8'), sections, {
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus().length} cores, ${processor?.model.trim() || 'unknown processor'}, Node ${process.version}`,
});

if (isQuick) process.stdout.write(document);
else writeFileSync(FILE, document);
