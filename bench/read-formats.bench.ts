import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDb } from '../lib/adapters/duckdb/duckdb.ts';
import { effort } from './support/effort.ts';
import { verdict } from './support/goal.ts';
import { ratio, table, thousands, whole } from './support/markdown.ts';
import { type Spread, spreadOf } from './support/paired.ts';
import { referenceEvents } from './support/reference-events.ts';

/**
 * `millrace run` of the same events in every format, and the decompressors alone.
 *
 * Run: `node bench/read-formats.bench.ts [--quick]`. Every contender is a process of its own.
 */
const { rounds, warmUp } = effort({ rounds: 3, warmUp: 0 });
const EVENTS = 300_000;

const FORMATS = [
  { name: 'NDJSON', file: 'events.ndjson' },
  { name: 'NDJSON, gzip', file: 'events.ndjson.gz' },
  { name: 'NDJSON, zstd', file: 'events.ndjson.zst' },
  { name: 'CSV', file: 'events.csv' },
  { name: 'CSV, gzip', file: 'events.csv.gz' },
  { name: 'Parquet, zstd', file: 'events.parquet' },
] as const;

type File = (typeof FORMATS)[number]['file'];

/** What unpacking alone is measured for. */
const PACKED: readonly File[] = ['events.ndjson.gz', 'events.ndjson.zst', 'events.csv.gz'];

const here = (file: string): string => join(import.meta.dirname, file);
const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
const at = (file: string): string => join(folder, file);

try {
  await writeFiles();
  report(measure());
} finally {
  rmSync(folder, { recursive: true });
}

/** The same events in all formats, written by another tool. */
async function writeFiles(): Promise<void> {
  const eventOf = referenceEvents({ users: 1_000, eventsPerSecond: 10_000 });
  const file = openSync(at('events.ndjson'), 'w');
  for (let from = 0; from < EVENTS; from += 10_000) {
    const lines = Array.from({ length: 10_000 }, (_, i) => eventOf(from + i).json);
    writeSync(file, `${lines.join('\n')}\n`);
  }
  closeSync(file);
  const database = await openDuckDb();
  await database.query('SET threads = 1');
  const columns = [
    ...['id', 'user', 'country', 'at', 'sku', 'channel', 'note'].map(
      (name) => `"${name}": 'VARCHAR'`,
    ),
    ...[`amount: 'DECIMAL(18, 2)'`, `quantity: 'INTEGER'`, `"returning": 'BOOLEAN'`],
  ].join(', ');
  const from = `read_json('${at('events.ndjson')}', format = 'newline_delimited', columns = {${columns}})`;
  const copy = (select: string, file: string, how: string): Promise<unknown> =>
    database.query(`COPY (SELECT ${select} FROM ${from}) TO '${at(file)}' (${how})`);
  await copy('*', 'events.csv', 'FORMAT csv, HEADER');
  await copy('*', 'events.csv.gz', 'FORMAT csv, HEADER, COMPRESSION gzip');
  const typed = `* REPLACE (CAST("at" AS TIMESTAMPTZ) AS "at")`;
  await copy(typed, 'events.parquet', 'FORMAT parquet, COMPRESSION zstd');
  database.close();
  for (const [command, ...options] of [
    ['gzip', '-k'],
    ['zstd', '-q', '-k'],
  ] as const) {
    const { status } = spawnSync(command, [...options, at('events.ndjson')]);
    if (status !== 0) throw new Error(`${command} failed`);
  }
}

interface Measured {
  readonly rates: ReadonlyMap<string, readonly number[]>;
  readonly megabytes: ReadonlyMap<string, number>;
}

function measure(): Measured {
  const contenders = [
    ...FORMATS.map(({ file }) => ({
      ...{ file, id: file },
      args: [
        here('../bin/cli.ts'),
        'run',
        here('run-file/by-user.ts'),
        '--input',
        `orders=${at(file)}`,
      ],
    })),
    ...PACKED.map((file) => ({
      ...{ file, id: `unpack ${file}` },
      args: [here('read-formats/unpack.ts'), at(file)],
    })),
  ];
  const rates = new Map<string, number[]>(contenders.map(({ id }) => [id, []]));
  const megabytes = new Map<string, number>();
  let rows: string | undefined;
  for (let round = -warmUp; round < rounds; round++) {
    for (const { id, args } of contenders) {
      const { seconds, most, output } = run(args);
      if (!id.startsWith('unpack')) {
        rows ??= output;
        if (output !== rows) throw new Error(`${id} gives other rows`);
      }
      if (round < 0) continue;
      rates.get(id)?.push(EVENTS / seconds);
      megabytes.set(id, Math.max(megabytes.get(id) ?? 0, most));
    }
  }
  return { rates, megabytes };
}

/** Runs a contender from its start to its end: processor time of all its threads. */
function run(args: readonly string[]) {
  const out = openSync(at('rows'), 'w');
  const use = openSync(at('use.json'), 'w');
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', here('run-file/report-use.mjs'), ...args],
    { stdio: ['ignore', out, 'pipe', use], encoding: 'utf8' },
  );
  closeSync(out);
  closeSync(use);
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
  const said = JSON.parse(readFileSync(at('use.json'), 'utf8')) as Record<string, number>;
  const output = readFileSync(at('rows'), 'utf8').split('\n').sort().join('\n');
  return { seconds: said['seconds'] ?? 0, most: said['megabytes'] ?? 0, output };
}

function report({ rates, megabytes }: Measured): void {
  const of = (id: string): readonly number[] => rates.get(id) ?? [];
  const to = (id: string, other: string): Spread =>
    spreadOf(of(id).map((rate, round) => rate / (of(other)[round] ?? 0)));
  const rows = FORMATS.map(({ name, file }) => {
    const alone = PACKED.includes(file) ? `unpack ${file}` : undefined;
    return [
      name,
      whole(statSync(at(file)).size / 1e6),
      thousands(spreadOf(of(file))),
      ratio(to(file, 'events.ndjson')),
      alone === undefined ? '' : thousands(spreadOf(of(alone))),
      whole(megabytes.get(file) ?? 0),
    ];
  });
  const aims = (['events.csv', 'events.parquet'] as const).map((file) => ({
    of: `${file.split('.')[1]} by NDJSON`,
    ...{ value: to(file, 'events.ndjson').median, atLeast: 0.5 },
  }));
  console.log(`
The same ${whole(EVENTS)} events, ten declared fields, in every format, written by DuckDB, gzip and zstd; \`millrace run\` of each gives the same rows. Whole commands, each in a process of its own, processor time of all threads. Beside what is packed, its decompressor alone.

${table(
  [
    'format',
    'MB on disk',
    'events per second of processor time',
    '÷ NDJSON',
    'decompressor alone, events per second',
    'most memory, MB',
  ],
  rows,
)}

${verdict("CSV and Parquet at least half of NDJSON's events per second", aims)}`);
}
