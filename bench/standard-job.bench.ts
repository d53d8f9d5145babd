import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeEvents } from './standard-job/events.ts';
import { effort } from './support/effort.ts';
import { ratio, table, thousands, whole } from './support/markdown.ts';
import { spreadOf } from './support/paired.ts';

/**
 * The job that engines are compared by: minutes and sessions per user.
 *
 * Run: `node bench/standard-job.bench.ts [--quick]`. Every contender is the whole command, in a process of its own.
 */
const { isQuick, rounds } = effort({ rounds: 3, warmUp: 0 });
const EVENTS = isQuick ? 20_000 : 2_000_000;
const JOBS = ['minutes', 'sessions'] as const;
const NAMES = ['Millrace', 'the loop', 'DuckDB, one thread'] as const;

const here = (file: string): string => join(import.meta.dirname, file);
const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));

/** How a contender is started. */
function command(contender: number, job: string, input: string, output: string): string[] {
  const [run, loop, duckdb] = [
    [here('../bin/cli.ts'), 'run', `${here('standard-job/jobs.ts')}#${job}`],
    [here('standard-job/loop.ts'), job, input],
    [here('standard-job/duckdb.ts'), job, input, output],
  ];
  return (
    [[...(run ?? []), '--input', `events=${input}`], loop ?? [], duckdb ?? []][contender] ?? []
  );
}

/** Seconds of processor time of one contender from its start to its end, its rows into a file. */
function secondsOf(contender: number, job: string, input: string, output: string): number {
  const out = openSync(output, 'w');
  const use = openSync(join(folder, 'use.json'), 'w');
  const preload = ['--import', here('run-file/report-use.mjs')];
  const args = [...preload, ...command(contender, job, input, output)];
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ['ignore', out, 'pipe', use],
    encoding: 'utf8',
  });
  closeSync(out);
  closeSync(use);
  if (status !== 0) throw new Error(`${NAMES[contender]} failed: ${stderr}`);
  const { seconds } = JSON.parse(readFileSync(join(folder, 'use.json'), 'utf8'));
  return seconds;
}

type Row = Readonly<Record<string, string | number>>;

/** Sums in cents: the loop adds doubles, and is off by their last bits. */
function textOf(row: Row): string {
  const { key, start = Date.parse(String(row['windowStart'])) } = row;
  const cells = [row['count'] ?? row['events'], row['sum'] ?? row['total']];
  const [count, ...amounts] = [...cells, row['min'] ?? row['least'], row['max'] ?? row['most']].map(
    Number,
  );
  return [key, start, count, ...amounts.map((each) => each.toFixed(2))].join(' ');
}

/** How many rows there are, and what they are, in whatever order. */
function rowsIn(output: string): { readonly rows: number; readonly digest: string } {
  const lines = readFileSync(output, 'utf8').trimEnd().split('\n');
  const texts = lines.map((line) => textOf(JSON.parse(line) as Row)).sort();
  const digest = createHash('sha256').update(texts.join('\n')).digest('hex');
  return { rows: texts.length, digest };
}

function measure(job: (typeof JOBS)[number], input: string) {
  const seconds: number[][] = NAMES.map(() => []);
  const outputs = NAMES.map((_, i) => join(folder, `${job}-${i}.ndjson`));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < NAMES.length; turn++) {
      const i = (turn + round) % NAMES.length;
      seconds[i]?.push(secondsOf(i, job, input, outputs[i] ?? ''));
    }
  }
  const found = outputs.map(rowsIn);
  if (new Set(found.map(({ digest }) => digest)).size !== 1) {
    throw new Error(`rows of ${job} differ: ${found.map(({ rows }) => rows).join(', ')}`);
  }
  const [ours = []] = seconds;
  return {
    ...{ job, rows: found[0]?.rows ?? 0 },
    rates: seconds.map((each) => spreadOf(each.map((s) => EVENTS / s))),
    ratios: seconds.slice(1).map((each) => spreadOf(each.map((s, r) => s / (ours[r] ?? 0)))),
  };
}

try {
  const input = join(folder, 'events.ndjson');
  writeEvents(input, EVENTS);
  const all = JOBS.map((job) => measure(job, input));
  const head = [
    'events per second of processor time',
    ...NAMES,
    'Millrace ÷ loop',
    'Millrace ÷ DuckDB',
  ];
  console.log(`
A file of ${whole(EVENTS)} events of some 240 bytes over one hour, 10,000 users by Zipf's law, one event in five up to 2 s behind, a nested member that the job does not need; out-of-orderness of 5 s. Count, sum, least and most per user: by minutes, and by sessions with a gap of 30 s. Whole commands, start included: processor time of all threads. All gave the same rows.

${table(
  head,
  all.map(({ job, rows, rates, ratios }) => [
    `${job}, ${whole(rows)} rows`,
    ...rates.map(thousands),
    ...ratios.map(ratio),
  ]),
)}

Flink, Kafka Streams and Spark are not measured here.`);
} finally {
  rmSync(folder, { recursive: true });
}
