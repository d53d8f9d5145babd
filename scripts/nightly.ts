/**
 * The long runs: every property a hundred times as often as in `npm test`, with new seeds.
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
const { status } = spawnSync(
  process.execPath,
  [
    ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    join('node_modules', 'jest', 'bin', 'jest.js'),
    ...['--selectProjects', 'unit', '--maxWorkers=2', '--testTimeout', '36000000'],
    ...['--testPathPatterns', ...patterns],
  ],
  {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, FC_RUNS: values.times },
    stdio: 'inherit',
  },
);
const minutes = ((Date.now() - started) / 60_000).toFixed(1);
process.stderr.write(
  `${values.times} times the usual runs of ${patterns.join(', ')}: ${minutes} min\n`,
);
process.exitCode = status ?? 1;
