import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EQUIVALENT } from './equivalent.ts';
import { type Mutant, mutantsOf, mutated } from './mutants.ts';
import { canBeSwitched } from './switched.ts';

/** A mutant of a source of the repository. */
export interface Candidate {
  readonly file: string;
  readonly text: string;
  readonly mutant: Mutant;
}

/** What chooses among the mutants. */
export interface Choice {
  readonly root: string;
  readonly wanted: number;
  readonly seed: number;
  /** Which of some files are of the wrong types with these texts. */
  readonly wronglyTyped: (texts: ReadonlyMap<string, string>) => ReadonlySet<string>;
}

/** So many mutants of the right types, chosen by the seed; those that are known to be equal are left out. */
export function sampleOf(files: readonly string[], choice: Choice): Candidate[] {
  const all = files.flatMap((file) => {
    const text = readFileSync(join(choice.root, file), 'utf8');
    return mutantsOf(text).map((mutant) => ({ file, text, mutant }));
  });
  const random = randomOf(choice.seed);
  const shuffled = all
    .map((candidate) => ({ candidate, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ candidate }) => candidate);
  const chosen: Candidate[] = [];
  while (shuffled.length > 0 && chosen.length < choice.wanted) {
    const next = shuffled.splice(0, choice.wanted - chosen.length);
    chosen.push(...usable(next, choice.wronglyTyped));
  }
  return chosen;
}

function usable(next: readonly Candidate[], wronglyTyped: Choice['wronglyTyped']): Candidate[] {
  const found: Candidate[] = [];
  let rest = next.filter((each) => !isKnown(each) && canBeSwitched(each.text, each.mutant));
  while (rest.length > 0) {
    const round = firstOfEachFile(rest);
    rest = rest.filter((each) => !round.includes(each));
    const wrong = wronglyTyped(
      new Map(round.map(({ file, text, mutant }) => [file, mutated(text, mutant)])),
    );
    found.push(...round.filter(({ file }) => !wrong.has(file)));
  }
  return found;
}

/** The type checker takes as long for one changed file as for one of each. */
function firstOfEachFile(candidates: readonly Candidate[]): Candidate[] {
  const first = new Map<string, Candidate>();
  for (const each of candidates) if (!first.has(each.file)) first.set(each.file, each);
  return [...first.values()];
}

function isKnown({ file, text, mutant }: Candidate): boolean {
  const { line } = lineOf(text, mutant);
  return EQUIVALENT.some(
    (each) => each.file === file && each.by === mutant.by && each.line === line,
  );
}

/** A mutant in one line: where, of which kind, and what became of what. */
export function describe({ file, text, mutant }: Candidate): string {
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
