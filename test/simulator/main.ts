/**
 * `npm run simulate -- --seed N --runs N`: runs of the simulated pipeline, each from one seed.
 *
 * Prints how often every fault happened; of a run that breaks an invariant, its seed and a shrunk
 * trace, and ends with 1.
 */
import { parseArgs } from 'node:util';
import { FAULTS, type Fault } from './engine/chance.ts';
import { MUTANTS } from './mutants/index.ts';
import { report } from './report/report.ts';
import { search } from './search.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1000' },
    faults: { type: 'string' },
    mutant: { type: 'string' },
  },
});

const from = numberOf('seed', values.seed);
const runs = numberOf('runs', values.runs);
const mutation = values.mutant === undefined ? {} : MUTANTS[values.mutant];
if (mutation === undefined) {
  throw new Error(`--mutant: no such mutant; expected one of ${Object.keys(MUTANTS).join(', ')}`);
}
const faults = values.faults?.split(',').map(faultOf);
const started = process.cpuUsage();
const found = await search({
  from,
  runs,
  mutation,
  onProgress: (done) => process.stderr.write(`${done} runs, ${speed(done)}\n`),
  ...(faults === undefined ? {} : { faults }),
});
const counts = Object.entries(found.happened).map(([name, n]) => `${name} ${n}`);
process.stderr.write(`${counts.join(', ')}\n`);
process.stderr.write(`${found.runs} runs, ${speed(found.runs)}\n`);
if (found.failed !== undefined) {
  process.stdout.write(`${await report(found.failed, mutation)}\n`);
  process.exitCode = 1;
}

function speed(done: number): string {
  const { user, system } = process.cpuUsage(started);
  return `${((done / (user + system)) * 1e6).toFixed(0)} per second of processor time`;
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`--${name}: must be a whole number; got "${text}"`);
}

function faultOf(name: string): Fault {
  const found = FAULTS.find((fault) => fault === name.trim());
  if (found === undefined) {
    throw new Error(`--faults: no fault "${name}"; expected some of ${FAULTS.join(',')}`);
  }
  return found;
}
