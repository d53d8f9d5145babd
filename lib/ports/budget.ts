import type { DurationMs } from '../core/time.ts';

/**
 * How much time there is left, for whoever reads no clock.
 *
 * Work that is given a budget may stop in between, once at least something is done that stays done, and
 * says what is left; that comes again.
 *
 * Contract: `remaining` never grows; once `isSpent`, it stays so.
 */
export interface Budget {
  /** Until whoever gave it waits no longer. Milliseconds. */
  remaining(): DurationMs;
  /** Whether nothing new should be begun. */
  isSpent(): boolean;
}

/** For whoever has all the time in the world. */
export const UNLIMITED: Budget = {
  remaining: () => Number.POSITIVE_INFINITY,
  isSpent: () => false,
};
