import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { effort } from './support/effort.ts';
import { verdict } from './support/goal.ts';
import { ratio, table, thousands, whole } from './support/markdown.ts';
import { type Spread, spreadOf } from './support/paired.ts';
import { EVENT_BYTES } from './support/reference-events.ts';

/**
 * A batch run from Parquet to rows, beside DuckDB and Spark on the same files.
 *
 * Run: `node bench/batch-run.bench.ts [--quick]`. Spark is PySpark, installed from PyPI into a folder of
 * its own below `~/.cache/millrace` the first time; it needs Java 17.
 */
const { isQuick, rounds } = effort({ rounds: 5, warmUp: 0 });
const EVENTS = isQuick ? 200_000 : 2_000_000;
/** How time grows. */
const SIZES = isQuick ? [100_000] : [1_000_000, 10_000_000];
/** The largest of them is measured so many times over, too: its objects once more along the chain. */
const TIMES = 10;

const PYSPARK = 'pyspark==4.0.1';
const SPARK = join(homedir(), '.cache/millrace/bench-spark');

interface Use {
  readonly rows: number;
  readonly events: number;
  readonly seconds: number;
  readonly megabytes: number;
}

const here = (file: string): string => join(import.meta.dirname, file);
const folder = mkdtempSync(join(tmpdir(), 'millrace-batch-'));
try {
  const python = installSpark();
  const lake = makeLake(EVENTS);
  const contenders = [
    { name: 'Millrace', run: () => node('batch-run/millrace.ts', lake) },
    { name: 'Millrace, event by event', run: () => node('batch-run/by-events.ts', lake) },
    { name: 'DuckDB, one thread', run: () => node('batch-run/duckdb.ts', lake) },
    ...(python === undefined ? [] : [{ name: 'Spark, local[2]', run: () => spark(python, lake) }]),
  ];
  const uses: Use[][] = contenders.map(() => []);
  let rows: number | undefined;
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const i = (turn + round) % contenders.length;
      const used = contenders[i]?.run();
      if (used === undefined) continue;
      rows ??= used.rows;
      if (used.events !== EVENTS || used.rows !== rows) {
        throw new Error(`${contenders[i]?.name} gives something else: ${JSON.stringify(used)}`);
      }
      uses[i]?.push(used);
    }
  }
  rmSync(lake, { recursive: true });
  const sizes = [
    ...SIZES.map((events) => ({ events, times: 1 })),
    { events: SIZES.at(-1) ?? 0, times: TIMES },
  ];
  const growth = sizes.map(({ events, times }) => {
    const grown = makeLake(events, times);
    const used = node('batch-run/millrace.ts', grown);
    rmSync(grown, { recursive: true });
    return { events: events * times, used };
  });
  report(
    contenders.map(({ name }) => name),
    uses,
    growth,
  );
} finally {
  rmSync(folder, { recursive: true });
}

function makeLake(events: number, times = 1): string {
  const lake = join(folder, `lake-${events}-${times}`);
  run(process.execPath, [here('batch-run/make-lake.ts'), lake, `${events}`, `${times}`]);
  return lake;
}

/** Runs a command and gives what it printed. */
function run(command: string, args: readonly string[], use?: number): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    stdio: ['ignore', 'pipe', 'pipe', ...(use === undefined ? [] : [use])],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}

function node(script: string, lake: string): Use {
  const file = join(folder, 'use.json');
  const use = openSync(file, 'w');
  const args = ['--import', here('run-file/report-use.mjs'), here(script), lake];
  const out = run(process.execPath, args, use);
  closeSync(use);
  return { ...JSON.parse(out), ...JSON.parse(readFileSync(file, 'utf8')) } as Use;
}

function spark(python: string, lake: string): Use {
  const out = run(python, [here('batch-run/spark.py'), lake]);
  return JSON.parse(out.trim().split('\n').at(-1) ?? '') as Use;
}

/** @returns Its Python, or nothing if it cannot be installed here. */
function installSpark(): string | undefined {
  const python = join(SPARK, 'bin/python');
  try {
    if (!existsSync(python)) {
      process.stderr.write(`installing ${PYSPARK} into ${SPARK} …\n`);
      run('python3', ['-m', 'venv', SPARK]);
      run(join(SPARK, 'bin/pip'), ['-q', 'install', PYSPARK]);
    }
    return python;
  } catch (error) {
    process.stderr.write(`Spark is left out: ${String(error)}\n`);
    return undefined;
  }
}

interface Grown {
  readonly events: number;
  readonly used: Use;
}

function report(
  names: readonly string[],
  uses: readonly (readonly Use[])[],
  growth: readonly Grown[],
) {
  const rates = uses.map((of) => spreadOf(of.map(({ seconds }) => EVENTS / seconds)));
  const [ours = []] = uses;
  const times = uses.map((of) =>
    spreadOf(of.map(({ seconds }, round) => seconds / (ours[round]?.seconds ?? Number.NaN))),
  );
  const megabytes = uses.map((of) => Math.max(...of.map((use) => use.megabytes)));
  const timesOf = (name: string): Spread | undefined => times[names.indexOf(name)];
  const byEvents = timesOf('Millrace, event by event')?.median ?? Number.NaN;
  const aims = [
    { of: 'times Spark', value: timesOf('Spark, local[2]')?.median ?? 0, atLeast: 3 },
    {
      of: 'times Spark, event by event',
      value: (timesOf('Spark, local[2]')?.median ?? 0) / byEvents,
      atLeast: 3,
    },
    { of: 'times DuckDB', value: timesOf('DuckDB, one thread')?.median ?? 0, atLeast: 0.5 },
    { of: 'GB of memory, less than one', value: 1_000 / (megabytes[0] ?? 0), atLeast: 1 },
  ];
  const perEvent = ({ events, used }: Grown) => used.seconds / events;
  console.log(`
The lake of ${whole(EVENTS)} events of ${EVENT_BYTES} bytes, as the archive lane writes it: Parquet with a column per field, and the payload. To rows of count, sum, min and max per user and minute. Whole commands, processor time of all threads; Spark's Java and Python together.

Millrace does what a batch run does: partial rows and their outcome per task, merged, compared with the live rows, those that are missing written (into memory, not a table) and the results as Parquet. Event by event, as in a Lambda function, it decodes and checks the payload of every record by the code of the speed layer. Where that is exact, a run on one machine (\`--in-process\`) has DuckDB compute the partial rows of a task from the typed columns, after it has made sure that columns and payloads say the same and every key is on its shard; this view is such a one. DuckDB and Spark by themselves read the three columns that they need, and check nothing.

${table(
  ['', ...names],
  [
    ['events per second of processor time', ...rates.map(thousands)],
    ['its time ÷ that of Millrace', ...times.map(ratio)],
    ['most memory, MB', ...megabytes.map(whole)],
  ],
)}

${verdict('three times Spark and half of DuckDB per core, at most 1 GB', aims)} Starting Node with our modules takes 0.6 s of processor time by itself, about three times what DuckDB takes for everything; copies of the files, which in a bucket DuckDB would have to fetch too, and the two further looks at them make the rest.

How time grows, in one command each; the last of them has the objects of the one before ${TIMES} times over, each time further along the chain, so as many rows:

${table(
  ['events', 'processor time, s', 'µs per event', 'most memory, MB'],
  growth.map((grown) => [
    whole(grown.events),
    grown.used.seconds.toFixed(1),
    (perEvent(grown) * 1e6).toFixed(2),
    whole(grown.used.megabytes),
  ]),
)}`);
}
