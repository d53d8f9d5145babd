/**
 * The long runs: every property a hundred times as often as in `npm test`, with new seeds, and as many more hostile files.
 *
 * Prints what failed, with the seed that replays it, and ends with 1 if anything did.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: { times: { type: 'string', default: '100' } },
  allowPositionals: true,
});
const patterns = positionals.length > 0 ? positionals : ['property.test.ts'];
const started = Date.now();
const root = join(import.meta.dirname, '..');
const { status } = spawnSync(
  process.execPath,
  [
    ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    join('node_modules', 'jest', 'bin', 'jest.js'),
    ...['--selectProjects', 'unit', '--maxWorkers=2', '--testTimeout', '36000000'],
    ...['--testPathPatterns', ...patterns],
  ],
  {
    cwd: root,
    env: { ...process.env, FC_RUNS: values.times },
    stdio: 'inherit',
  },
);
/** Hostile files that `npm test` reads. */
const SEEDS = 100;
const fuzzed =
  positionals.length > 0
    ? 0
    : spawnSync(
        process.execPath,
        [
          ...[join('test', 'fuzz', 'main.ts'), '--seed', `${started}`],
          ...['--seeds', `${SEEDS * Number(values.times)}`],
        ],
        { cwd: root, stdio: 'inherit' },
      ).status;
const minutes = ((Date.now() - started) / 60_000).toFixed(1);
process.stderr.write(
  `${values.times} times the usual runs of ${patterns.join(', ')}: ${minutes} min\n`,
);
process.exitCode = status === 0 ? (fuzzed ?? 1) : (status ?? 1);
