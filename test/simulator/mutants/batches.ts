import type { Mutation } from '../mutation.ts';
import { withStage } from './patched-stage.ts';

/** Takes the records of a batch as they come, and lets the head follow them back. */
export const unsortedBatches: Mutation = {
  startSource: () =>
    withStage(
      () => ({ setback: () => undefined }),
      (records) => records,
    ),
};

/** Takes the records as they come, and trusts the log to refuse what goes back. */
export const noOrderAtTheDoor: Mutation = {
  startSource: () =>
    withStage(
      () => ({}),
      (records) => records,
    ),
};

/** Changes what is cached when an epoch is computed, and not when it is committed. */
export const cacheBeforeCommit: Mutation = {
  startSource: () =>
    withStage((stage) => ({
      async compute(...given) {
        const { keep, drop: _, ...outcome } = await stage.compute(...given);
        keep?.();
        return outcome;
      },
    })),
};
