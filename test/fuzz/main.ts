/**
 * `npm run fuzz -- --seed N --seeds N`: hostile files of so many seeds, and every large shape, read by `run` and `produce`.
 *
 * Each process that reads may take the memory and the time of `bounds.ts`. Prints what fell over, ended without a word, took more,
 * or was read otherwise by one of the two, and ends with 1 if anything was.
 */
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '2000' },
  },
});
const { findings, residentMb } = await fuzz({
  ...{ from: Number(values.seed), seeds: Number(values.seeds) },
  onProgress: (what) => process.stderr.write(`${what}\n`),
});
for (const finding of findings) process.stdout.write(`${finding}\n`);
process.stderr.write(`${findings.length} findings; at most ${residentMb} MB\n`);
process.exitCode = findings.length > 0 ? 1 : 0;
