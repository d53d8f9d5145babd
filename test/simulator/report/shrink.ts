import { CHOICES, FAULTS, type Hit, hitKey } from '../engine/chance.ts';
import type { Mutation } from '../mutation.ts';
import { simulate } from '../run.ts';
import type { Input, Scenario } from '../scenario/scenario.ts';

/** A failing run, as small as it could be made. */
export interface Shrunk {
  readonly scenario: Scenario;
  /** Decisions that need not be taken as the seed would. */
  readonly without: ReadonlySet<string>;
  /** Faults that are left. */
  readonly faults: readonly Hit[];
  /** How many runs it took. */
  readonly runs: number;
}

/** Runs after which what has been reached is good enough. */
const BUDGET = 1_500;

/**
 * Takes inputs, faults and other decisions away for as long as the same invariant is broken first.
 *
 * Source: the delta debugging of A. Zeller, "Simplifying and Isolating Failure-Inducing Input" (2002).
 */
export async function shrink(scenario: Scenario, mutation: Mutation = {}): Promise<Shrunk> {
  let runs = 0;
  const attempt = async (inputs: readonly Input[], without: ReadonlySet<string>) => {
    runs++;
    const hits: Hit[] = [];
    const onHit = (hit: Hit): void => void hits.push(hit);
    const run = await simulate({ ...scenario, inputs }, { mutation, without, onHit });
    return { broken: run.violations[0]?.invariant, hits };
  };
  const { broken, hits: all } = await attempt(scenario.inputs, new Set());
  let hits = all;
  let { inputs } = scenario;
  let without: ReadonlySet<string> = new Set();

  const tryWith = async (fewer: readonly Input[], calmer: ReadonlySet<string>) => {
    if (runs >= BUDGET) return false;
    const result = await attempt(fewer, calmer);
    if (result.broken !== broken) return false;
    [inputs, without, hits] = [fewer, calmer, result.hits];
    return true;
  };
  const calm = async (kinds: readonly string[]): Promise<void> => {
    const mine = hits.filter(([kind]) => kinds.includes(kind)).map(hitKey);
    await reduce(mine, (kept) => {
      const gone = mine.filter((key) => !kept.includes(key));
      return tryWith(inputs, new Set([...without, ...gone]));
    });
  };

  for (let size = Number.POSITIVE_INFINITY; sizeOf(inputs, hits) < size; ) {
    size = sizeOf(inputs, hits);
    await reduce(inputs, (kept) => tryWith(kept, without));
    for (const input of inputs) await reduceParts(input, inputs, (kept) => tryWith(kept, without));
    await calm(FAULTS);
    await calm(CHOICES);
  }
  const faults = hits.filter(([kind]) => (FAULTS as readonly string[]).includes(kind));
  return { scenario: { ...scenario, inputs }, without, faults, runs };
}

const sizeOf = (inputs: readonly Input[], hits: readonly Hit[]): number =>
  hits.length +
  inputs.reduce((sum, input) => sum + (input.kind === 'send' ? input.parts.length : 1), 0);

/** Takes pieces away, large ones first, whenever what is left still does. */
async function reduce<T>(items: readonly T[], does: (kept: readonly T[]) => Promise<boolean>) {
  let kept = items;
  for (let piece = kept.length; piece >= 1; piece = Math.floor(piece / 2)) {
    for (let from = 0; from < kept.length; ) {
      const fewer = [...kept.slice(0, from), ...kept.slice(from + piece)];
      if (await does(fewer)) kept = fewer;
      else from += piece;
    }
  }
}

/** Takes parts of one packed record away. */
async function reduceParts(
  input: Input,
  inputs: readonly Input[],
  does: (kept: readonly Input[]) => Promise<boolean>,
): Promise<void> {
  if (input.kind !== 'send' || input.parts.length < 2) return;
  await reduce(input.parts, async (parts) =>
    parts.length === 0
      ? false
      : does(inputs.map((each) => (each === input ? { ...input, parts } : each))),
  );
}
