/**
 * `npm run mutate -- --area speed,exchange --sample 40 --seed 1`: changes sources in small ways, and tells which
 * changes no test notices.
 *
 * Only mutants that are of the right types are tried, by the unit tests whose imports reach their source, the
 * nearest first. Prints for each area the share of mutants that were noticed, and each survivor with its place;
 * ends with 1 if an area has less than `--least` per cent. `--tests` takes only tests whose path holds one of these
 * texts. `--record` writes the shares into `bench/RESULTS.md`.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AREAS } from './areas.ts';
import { EQUIVALENT } from './equivalent.ts';
import { importsOf, sourcesAt, unitTests } from './reach.ts';
import { record, type Score } from './record.ts';
import { type Candidate, describe, sampleOf } from './sample.ts';
import type { Numbered } from './switched.ts';
import { tryFile } from './try-file.ts';
import { typeChecker } from './types.ts';

const ROOT = join(import.meta.dirname, '..', '..');

const { values } = parseArgs({
  options: {
    area: { type: 'string', default: Object.keys(AREAS).join(',') },
    sample: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    least: { type: 'string', default: '90' },
    file: { type: 'string', default: '' },
    tests: { type: 'string', default: '' },
    verbose: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
  },
});

interface Tried extends Candidate {
  readonly id: number;
  readonly area: string;
  reached: boolean;
  noticed: boolean;
}

const tried = chosen();
process.once('SIGINT', () => {
  report();
  process.stdout.write('interrupted: what is not noticed yet was not tried with all tests\n');
  process.exit(130);
});
const imports = importsOf(ROOT);
for (const test of unitTests(ROOT).filter(isMeant)) {
  const reached = imports(test);
  const alive = tried.filter(({ noticed, file }) => !noticed && reached.has(file));
  if (alive.length > 0) await tryWith(test, alive);
}
report();
if (values.record) record(values.area.split(',').map(scoreOf));

function scoreOf(area: string): Score {
  const mutants = tried.filter((each) => each.area === area);
  const paths = AREAS[area] ?? [];
  return {
    ...{ area, sample: numberOf('sample'), seed: numberOf('seed'), of: mutants.length },
    noticed: mutants.filter(({ noticed }) => noticed).length,
    explained: EQUIVALENT.filter(({ file }) => paths.some((path) => file.startsWith(path))).length,
    date: new Date().toISOString().slice(0, 10),
  };
}

function isMeant(test: string): boolean {
  return values.tests.split(',').some((part) => test.includes(part));
}

function chosen(): Tried[] {
  const wronglyTyped = typeChecker(ROOT);
  const choice = { root: ROOT, wanted: numberOf('sample'), seed: numberOf('seed'), wronglyTyped };
  let id = 0;
  return values.area.split(',').flatMap((area) => {
    const paths = AREAS[area];
    if (paths === undefined) {
      throw new Error(`--area: no area "${area}"; expected some of ${Object.keys(AREAS).join()}`);
    }
    const files = paths.flatMap((path) => sourcesAt(ROOT, path));
    return sampleOf(
      files.filter((file) => file.includes(values.file)),
      choice,
    ).map((candidate) => ({ ...candidate, id: id++, area, reached: false, noticed: false }));
  });
}

async function tryWith(test: string, alive: readonly Tried[]): Promise<void> {
  const mutants: Record<string, Numbered[]> = {};
  for (const { file, id, mutant } of alive) {
    const path = join(ROOT, file);
    mutants[path] = [...(mutants[path] ?? []), { id, mutant }];
  }
  const started = performance.now();
  const { noticed, reached, trouble } = await tryFile(join(ROOT, test), mutants);
  for (const each of alive) {
    if (reached.has(each.id)) each.reached = true;
    const why = noticed.get(each.id);
    if (why === undefined) continue;
    each.noticed = true;
    if (values.verbose) log(`noticed: ${describe(each)}\n    by ${test}: ${why.split('\n')[0]}`);
  }
  for (const each of trouble) log(`not used: ${each}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  log(`${test}: ${noticed.size} of ${reached.size} reached, ${alive.length} tried, ${seconds} s`);
}

function report(): void {
  for (const area of values.area.split(',')) {
    const mutants = tried.filter((each) => each.area === area);
    const survivors = mutants.filter(({ noticed }) => !noticed);
    const share = 100 - (100 * survivors.length) / Math.max(1, mutants.length);
    const count = `${mutants.length - survivors.length} of ${mutants.length}`;
    process.stdout.write(`${area}: ${count} noticed, ${share.toFixed(0)} %\n`);
    for (const survivor of survivors) {
      process.stdout.write(`  ${survivor.reached ? '' : 'no test: '}${describe(survivor)}\n`);
    }
    if (share < numberOf('least')) process.exitCode = 1;
  }
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

function numberOf(name: 'sample' | 'seed' | 'least'): number {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`--${name}: must be a whole number; got "${values[name]}"`);
}
