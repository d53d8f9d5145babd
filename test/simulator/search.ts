import type { Mutation } from './mutation.ts';
import { simulate } from './run.ts';
import { type Focus, scenarioOf } from './scenario/generate.ts';
import type { Scenario } from './scenario/scenario.ts';

export interface SearchOptions extends Focus {
  /** First seed. */
  readonly from: number;
  /** Most seeds, one after the other. */
  readonly runs: number;
  readonly mutation?: Mutation;
  /** Told how many runs there were, now and then. */
  readonly onProgress?: (runs: number) => void;
}

export interface Found {
  /** Runs until the first that broke an invariant, that one included; or all. */
  readonly runs: number;
  readonly failed: Scenario | undefined;
  /** How often each fault and each unusual input happened. */
  readonly happened: Readonly<Record<string, number>>;
}

const PROGRESS_EVERY = 1_000;

/** Runs seeds in their order until one breaks an invariant. */
export async function search(options: SearchOptions): Promise<Found> {
  const { from, runs, mutation, onProgress, ...focus } = options;
  const happened: Record<string, number> = {};
  for (let i = 0; i < runs; i++) {
    const scenario = scenarioOf(from + i, focus);
    const outcome = await simulate(scenario, mutation === undefined ? {} : { mutation });
    for (const [name, count] of Object.entries(outcome.faults)) {
      happened[name] = (happened[name] ?? 0) + count;
    }
    if (outcome.violations.length > 0) return { runs: i + 1, failed: scenario, happened };
    if ((i + 1) % PROGRESS_EVERY === 0) onProgress?.(i + 1);
  }
  return { runs, failed: undefined, happened };
}
