import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { effort } from './support/effort.ts';
import { verdict } from './support/goal.ts';
import { ratio, table, thousands, whole } from './support/markdown.ts';
import { type Spread, spreadOf } from './support/paired.ts';
import { EVENT_BYTES, referenceEvents } from './support/reference-events.ts';

/**
 * `millrace run` from a file of NDJSON to rows, beside a loop that somebody writes by hand and DuckDB.
 *
 * Run: `node bench/run-file.bench.ts [--quick]`. Every contender is the whole command, in a process of its own.
 */
const { rounds, warmUp } = effort({ rounds: 7, warmUp: 1 });
const EVENTS = 2_000_000;
const EVENTS_PER_SECOND = 10_000;

const here = (file: string): string => join(import.meta.dirname, file);
const CONTENDERS = [
  {
    name: 'Millrace',
    command: (input: string) => [
      here('../bin/cli.ts'),
      ...['run', here('run-file/by-user.ts'), '--input', `orders=${input}`],
    ],
  },
  { name: 'the loop', command: (input: string) => [here('run-file/loop.ts'), input] },
  {
    name: 'DuckDB, one thread',
    command: (input: string, output: string) => [here('run-file/duckdb.ts'), input, output],
  },
] as const;

interface Use {
  readonly seconds: number;
  readonly megabytes: number;
}

interface Measured {
  readonly users: number;
  readonly rows: number;
  readonly rates: readonly Spread[];
  /** Time of each contender by ours, round by round. */
  readonly times: readonly Spread[];
  readonly megabytes: readonly number[];
}

const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
try {
  report([1_000, 100_000].map(measure));
} finally {
  rmSync(folder, { recursive: true });
}

function measure(users: number): Measured {
  const input = join(folder, `events-${users}.ndjson`);
  writeEvents(input, users);
  const uses: Use[][] = CONTENDERS.map(() => []);
  const outputs = CONTENDERS.map((_, i) => join(folder, `rows-${i}.ndjson`));
  for (let round = -warmUp; round < rounds; round++) {
    for (let turn = 0; turn < CONTENDERS.length; turn++) {
      const i = (turn + Math.abs(round)) % CONTENDERS.length;
      const used = run(i, input, outputs[i] as string);
      if (round >= 0) uses[i]?.push(used);
    }
  }
  const rows = sameRows(outputs);
  rmSync(input);
  const ours = uses[0] ?? [];
  return {
    ...{ users, rows },
    rates: uses.map((of) => spreadOf(of.map(({ seconds }) => EVENTS / seconds))),
    times: uses.map((of) =>
      spreadOf(of.map(({ seconds }, r) => seconds / (ours[r]?.seconds ?? 0))),
    ),
    megabytes: uses.map((of) => Math.max(...of.map(({ megabytes }) => megabytes))),
  };
}

/** Nobody keeps 480 MB in memory to write them. */
function writeEvents(path: string, users: number): void {
  const eventOf = referenceEvents({ users, eventsPerSecond: EVENTS_PER_SECOND });
  const file = openSync(path, 'w');
  for (let from = 0; from < EVENTS; from += 10_000) {
    const lines = Array.from({ length: 10_000 }, (_, i) => eventOf(from + i).json);
    writeSync(file, `${lines.join('\n')}\n`);
  }
  closeSync(file);
}

/** Runs a contender from its start to its end, its rows into a file. */
function run(i: number, input: string, output: string): Use {
  const contender = CONTENDERS[i] as (typeof CONTENDERS)[number];
  const out = openSync(output, 'w');
  const use = openSync(join(folder, 'use.json'), 'w');
  const args = ['--import', here('run-file/report-use.mjs'), ...contender.command(input, output)];
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ['ignore', out, 'pipe', use],
    encoding: 'utf8',
  });
  closeSync(out);
  closeSync(use);
  if (status !== 0) throw new Error(`${contender.name} failed: ${stderr}`);
  return JSON.parse(readFileSync(join(folder, 'use.json'), 'utf8')) as Use;
}

/** Rows of a contender, each as one text, in an order of their own. */
function rowsOf(output: string): string[] {
  const lines = readFileSync(output, 'utf8').trimEnd().split('\n');
  return lines.map((line) => shown(JSON.parse(line) as Record<string, string | number>)).sort();
}

/** Sums in cents: the loop adds doubles, and is off by their last bits. */
function shown(row: Record<string, string | number>): string {
  const { key, start = Date.parse(String(row['windowStart'])) } = row;
  const { count = row['events'], min = row['least'], max = row['most'] } = row;
  return [key, start, count, Number(row['sum'] ?? row['total']).toFixed(2), min, max].join(' ');
}

/** @returns how many rows there are, if all contenders have the same. */
function sameRows(outputs: readonly string[]): number {
  const [ours = [], ...others] = outputs.map(rowsOf);
  for (const other of others) {
    const at = ours.findIndex((row, i) => row !== other[i]);
    if (at >= 0 || other.length !== ours.length) {
      throw new Error(
        `rows differ: ${ours.length} and ${other.length}, ${ours[at]} and ${other[at]}`,
      );
    }
  }
  return ours.length;
}

function report(all: readonly Measured[]): void {
  const [goal] = all;
  const aims = [
    { of: 'times the loop', value: goal?.times[1]?.median ?? 0, atLeast: 2 },
    { of: 'million events per second', value: (goal?.rates[0]?.median ?? 0) / 1e6, atLeast: 1 },
  ];
  console.log(`
A file of ${whole(EVENTS)} events of ${EVENT_BYTES} bytes, ten declared fields, up to 5 s out of order; count, sum, min and max per user and minute, printed as lines of JSON. Whole commands, each in a process of its own, from its start to its end: processor time of all threads, so starting Node, loading the definition and compiling are in it.

Millrace checks all ten fields and UTF-8, keeps amounts as exact decimals, closes windows by watermark and counts late events; the loop (\`readline\`, \`JSON.parse\`, \`Date.parse\`, a \`Map\`) does none of it and holds all rows to the end; DuckDB reads the three declared columns that it needs, on one thread. All three gave the same rows.

${table(
  [
    'events per second of processor time',
    ...CONTENDERS.map(({ name }) => name),
    'Millrace ÷ loop',
    'Millrace ÷ DuckDB',
  ],
  all.map(({ users, rows, rates, times }) => [
    `${whole(users)} users, ${whole(rows)} rows`,
    ...rates.map(thousands),
    ...times.slice(1).map(ratio),
  ]),
)}

${table(
  ['most memory, MB', ...CONTENDERS.map(({ name }) => name)],
  all.map(({ users, megabytes }) => [`${whole(users)} users`, ...megabytes.map(whole)]),
)}

${verdict('with 1,000 users, at least twice the loop and a million events per second of one core', aims)}`);
}
