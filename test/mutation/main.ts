/**
 * `npm run mutate -- --area speed --sample 40 --seed 1`: changes sources in small ways, and tells which
 * changes no test notices.
 *
 * Only mutants that are of the right types are tried. Prints each survivor with its place, and the
 * share of mutants that were noticed; ends with 1 if that is less than `--least`.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AREAS, type Area } from './areas.ts';
import { EQUIVALENT } from './equivalent.ts';
import { type Mutant, mutantsOf, mutated } from './mutants.ts';
import { type Sandbox, sandboxOf } from './sandbox.ts';
import { typeChecker } from './types.ts';

const ROOT = join(import.meta.dirname, '..', '..');

const { values } = parseArgs({
  options: {
    area: { type: 'string', default: Object.keys(AREAS).join(',') },
    sample: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    least: { type: 'string', default: '90' },
    file: { type: 'string' },
  },
});

interface Candidate {
  readonly file: string;
  readonly text: string;
  readonly mutant: Mutant;
}

const sandbox = sandboxOf(ROOT);
const isTyped = typeChecker(ROOT);
let tried = 0;
let noticed = 0;
try {
  for (const name of values.area.split(',')) {
    const area = AREAS[name];
    if (area === undefined) {
      throw new Error(
        `--area: no area "${name}"; expected some of ${Object.keys(AREAS).join(',')}`,
      );
    }
    await tryArea(name, area, sandbox);
  }
} finally {
  sandbox.remove();
}
const share = tried === 0 ? 100 : (100 * noticed) / tried;
process.stdout.write(`${tried} mutants, ${share.toFixed(0)} % noticed\n`);
if (share < numberOf('least', values.least)) process.exitCode = 1;

async function tryArea(name: string, { sources, tests }: Area, place: Sandbox): Promise<void> {
  const patience = await longest(tests, place);
  const survivors: string[] = [];
  const sample = sampleOf(
    sources.flatMap(filesOf).filter((file) => file.includes(values.file ?? '')),
  );
  for (const { file, text, mutant } of sample) {
    place.write(file, mutated(text, mutant));
    const survives = await survivesAll(tests, place, patience);
    place.write(file, text);
    if (survives) survivors.push(describe({ file, text, mutant }));
  }
  tried += sample.length;
  noticed += sample.length - survivors.length;
  process.stdout.write(
    `${name}: ${sample.length - survivors.length} of ${sample.length} noticed\n`,
  );
  for (const survivor of survivors) process.stdout.write(`  ${survivor}\n`);
}

async function survivesAll(tests: readonly string[], place: Sandbox, patience: number) {
  for (const test of tests) if (!(await place.passes([test], patience))) return false;
  return true;
}

/** Four times what the slowest tests take without a mutant; they must pass, or nothing is told. */
async function longest(tests: readonly string[], place: Sandbox): Promise<number> {
  let most = 0;
  for (const test of tests) {
    const started = performance.now();
    if (!(await place.passes([test], 3_600_000))) throw new Error(`${test} fails without a mutant`);
    most = Math.max(most, performance.now() - started);
  }
  return 4 * most + 10_000;
}

/** So many mutants of the right types, chosen by the seed; those that are known to be equal left out. */
function sampleOf(files: readonly string[]): Candidate[] {
  const all = files.flatMap((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return mutantsOf(text).map((mutant) => ({ file, text, mutant }));
  });
  const wanted = numberOf('sample', values.sample);
  const random = randomOf(numberOf('seed', values.seed));
  const chosen: Candidate[] = [];
  while (all.length > 0 && chosen.length < wanted) {
    const [candidate] = all.splice(Math.floor(random() * all.length), 1);
    if (candidate === undefined || isKnown(candidate)) continue;
    if (isTyped(candidate.file, mutated(candidate.text, candidate.mutant))) chosen.push(candidate);
  }
  return chosen;
}

function isKnown({ file, text, mutant }: Candidate): boolean {
  const { line } = lineOf(text, mutant);
  return EQUIVALENT.some(
    (each) => each.file === file && each.by === mutant.by && each.line === line,
  );
}

function describe({ file, text, mutant }: Candidate): string {
  const { line, number } = lineOf(text, mutant);
  const before = text.slice(mutant.from, mutant.to).replaceAll(/\s+/g, ' ');
  return `${file}:${number} ${mutant.kind}: ${before} → ${mutant.by.replaceAll(/\s+/g, ' ')} in: ${line}`;
}

function lineOf(
  text: string,
  { from }: Mutant,
): { readonly line: string; readonly number: number } {
  const before = text.slice(0, from).split('\n');
  return { line: (text.split('\n')[before.length - 1] ?? '').trim(), number: before.length };
}

function filesOf(path: string): string[] {
  if (statSync(join(ROOT, path)).isFile()) return [path];
  return readdirSync(join(ROOT, path), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(path, name))
    .sort();
}

/** From 0 to 1. Source: mulberry32, T. Ettinger, public domain. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`--${name}: must be a whole number; got "${text}"`);
}
