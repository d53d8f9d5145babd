import { type Bench, openBench } from './bench.ts';
import type { Numbered } from './switched.ts';
import type { Begin, Told } from './worker.ts';

/** What a file of tests told of mutants. */
export interface FileResult {
  /** Mutants that made a test fail, or never end, and which. */
  readonly noticed: ReadonlyMap<number, string>;
  /** Mutants that some test ran through. */
  readonly reached: ReadonlySet<number>;
  /** Why the file could not be used, or tests of it. */
  readonly trouble: readonly string[];
}

const LOADING = 300_000;
const BASELINE = 1_200_000;

/**
 * Runs the tests of a file once without a mutant, to see which runs through which mutants, and then for each
 * mutant those tests that do, until one fails.
 *
 * A failure counts if the same tests pass without the mutant, in the same process or in a new one.
 *
 * @param shortest - What a mutant gets at least before it is said never to end, in milliseconds.
 */
export async function tryFile(
  test: string,
  mutants: Begin['mutants'],
  shortest = 20_000,
): Promise<FileResult> {
  const result = {
    noticed: new Map<number, string>(),
    reached: new Set<number>(),
    trouble: [] as string[],
  };
  const begin = { test, mutants, active: undefined };
  let bench = await openBench(begin, LOADING);
  const baseline = await bench?.ask({ active: undefined }, BASELINE);
  if (bench === undefined || baseline === undefined) {
    return { ...result, trouble: [`${test}: does not end without a mutant`] };
  }
  const broken = new Set(baseline.failed.map(({ index }) => index));
  for (const { why } of baseline.failed) result.trouble.push(`${test}: ${why.split('\n')[0]}`);
  const usable = baseline.tests.filter(({ index }) => !broken.has(index));

  for (const id of Object.values(mutants)
    .flat()
    .map((each: Numbered) => each.id)) {
    const isAtLoad = baseline.atLoad.includes(id);
    const through = isAtLoad ? usable : usable.filter(({ hits }) => hits.includes(id));
    if (through.length === 0) continue;
    result.reached.add(id);
    const tests = through.toSorted((a, b) => a.index - b.index).map(({ index }) => index);
    const patience = shortest + 15 * through.reduce((sum, { ms }) => sum + ms, 0);
    if (isAtLoad) {
      const why = await freshly({ ...begin, active: id }, tests, patience);
      if (why !== undefined) result.noticed.set(id, why);
      continue;
    }
    bench ??= await openBench(begin, LOADING);
    if (bench === undefined) break;
    const why = await inBench(bench, id, tests, patience);
    if (why === undefined) continue;
    if (why.sure) {
      result.noticed.set(id, why.text);
      if (why.gone) bench = undefined;
      continue;
    }
    bench.close();
    bench = undefined;
    const again = await freshly({ ...begin, active: id }, tests, patience);
    if (again !== undefined) result.noticed.set(id, again);
  }
  bench?.close();
  return result;
}

interface Noticed {
  readonly sure: boolean;
  readonly gone: boolean;
  readonly text: string;
}

async function inBench(
  bench: Bench,
  active: number,
  tests: readonly number[],
  patience: number,
): Promise<Noticed | undefined> {
  const told = await bench.ask({ active, tests }, patience);
  if (told === undefined) return { sure: true, gone: true, text: 'never ends' };
  const failure = textOf(told);
  if (failure === undefined) return undefined;
  const upTo = told.tests.map(({ index }) => index);
  const control = await bench.ask({ active: undefined, tests: upTo }, patience);
  if (control === undefined) return { sure: false, gone: true, text: failure };
  return { sure: control.failed.length === 0, gone: false, text: failure };
}

/** In a process of its own, the mutant on from the start. @returns Why it failed. */
async function freshly(
  begin: Begin,
  tests: readonly number[],
  patience: number,
): Promise<string | undefined> {
  const bench = await openBench(begin, LOADING);
  if (bench === undefined) return 'does not load';
  const told = await bench.ask({ active: begin.active, tests }, patience);
  bench.close();
  return told === undefined ? 'never ends' : textOf(told);
}

const textOf = ({ failed: [first] }: Told): string | undefined => first && (first.why || 'fails');
