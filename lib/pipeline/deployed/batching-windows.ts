/**
 * Longest that the lanes of each stage gather records, whatever a plan says. Units: seconds.
 *
 * Read by what deploys a stage and by what explains a plan, so that both say one number.
 */
export const LONGEST_BATCHING_SECONDS = { dev: 300, prod: 300, local: 2 } as const;

/** How long a lane gathers on each stage where that is not what the plan says. */
export const cutBatching = (
  seconds: number,
): readonly { readonly stage: string; readonly seconds: number }[] =>
  Object.entries(LONGEST_BATCHING_SECONDS)
    .filter(([, longest]) => longest < seconds)
    .map(([stage, longest]) => ({ stage, seconds: longest }));
