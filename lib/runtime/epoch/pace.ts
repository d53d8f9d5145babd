import type { DurationMs } from '../../core/time.ts';
import type { Budget } from '../../ports/budget.ts';

/** How much of its input a task takes into the next epoch, by what the ones before have shown. */
export interface Pace {
  /** Most that the next epoch should take; at least 1. */
  next(budget: Budget): number;
  /** Whether even the smallest epoch would be expected to end too late. */
  isLate(budget: Budget): boolean;
  /** An epoch was computed that does not fit. @param most - What it was to take at most. */
  misfits(epoch: Measured, most: number): void;
  /** An epoch was committed and applied. @param ms - Not finite if nobody looks at the time. */
  took(epoch: Measured, ms: DurationMs): void;
}

/** What an epoch took of its input, and how many heads that fills. */
export interface Measured {
  readonly size: number;
  readonly fill: number;
}

/** How full a head is meant to be: sizes differ, and what does not fit was computed in vain. */
const TARGET = 0.8;

/** How much larger an epoch may be than one that fitted, or ended in time, where more is not known. */
const CAREFUL_GROWTH = 2;

/** How much larger an epoch may be than the largest one that ended in time, be there ever so much. */
const FAST_GROWTH = 16;

/** Part of the time that is left which an epoch is expected to need. */
const SHARE = 1 / 2;

/** Part of the time that is left in which an epoch is computed; the rest is for what it changes. */
const COMPUTING = 1 / 4;

/**
 * The pace of a task in a process that knows nothing of it.
 *
 * What a head holds is learned from the heads that were full. After one that was too full, epochs are
 * cut by what it measured, and grow by no more than double: so every record is computed a few times at
 * most, whatever is behind it. Who has a time-out begins with a single record, which is the least that
 * can be done, and grows fast: a process that is killed again and again gets on all the same.
 */
export function pace(): Pace {
  let fitting = Number.POSITIVE_INFINITY;
  let inTime = 0;
  let last: DurationMs = 0;
  let msEach = 0;
  let least: DurationMs = 0;
  let leastSize = Number.POSITIVE_INFINITY;

  const shareOf = (budget: Budget): DurationMs => budget.remaining() * SHARE;

  return {
    next(budget) {
      const share = shareOf(budget);
      if (share === Number.POSITIVE_INFINITY) return fitting;
      const expected = msEach === 0 ? fitting : Math.floor(share / msEach);
      const quickness = last === 0 ? FAST_GROWTH : Math.floor(share / last);
      const growth = Math.min(FAST_GROWTH, Math.max(CAREFUL_GROWTH, quickness));
      return Math.max(1, Math.min(fitting, inTime * growth, expected));
    },
    isLate: (budget) => shareOf(budget) < least,
    misfits({ size, fill }, most) {
      const held = (size * TARGET) / fill;
      fitting = Math.max(1, Math.floor(Math.min(held, size / 2, most / 2)));
    },
    took({ size, fill }, ms) {
      const held = Math.max(1, Math.floor((size * TARGET) / fill));
      if (fill > TARGET) fitting = Math.min(fitting, held);
      else fitting = Math.max(fitting, Math.min(size * CAREFUL_GROWTH, held));
      if (!Number.isFinite(ms)) return;
      inTime = Math.max(inTime, size);
      last = ms;
      if (size <= leastSize || ms < least) {
        least = ms;
        leastSize = size;
      }
      msEach = Math.max((ms - least) / size, msEach / 2);
    },
  };
}

/** The part of a budget in which an epoch is computed. */
export function computingPart(budget: Budget): Budget {
  const reserve = budget.remaining() * (1 - COMPUTING);
  if (reserve === Number.POSITIVE_INFINITY) return budget;
  const remaining = () => Math.max(0, budget.remaining() - reserve);
  return { remaining, isSpent: () => budget.isSpent() || remaining() === 0 };
}
