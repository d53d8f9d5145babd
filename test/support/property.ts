import type fc from 'fast-check';

/**
 * Options of every property: `FC_SEED` replays a failure, `FC_RUNS` multiplies the number of runs.
 *
 * @param base - Runs in an ordinary test run.
 */
export function runs(base = 100): fc.Parameters<unknown> {
  const seed = process.env['FC_SEED'];
  const factor = Number(process.env['FC_RUNS'] ?? 1);
  return {
    numRuns: Math.ceil(base * factor),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  };
}
