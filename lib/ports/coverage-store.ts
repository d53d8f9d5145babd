import type { EventTime } from '../core/time.ts';

/** Windows with `from ≤ start` and `end ≤ to` that batch runs have computed again. */
export interface CoveredRange {
  readonly from: EventTime;
  readonly to: EventTime;
  /** The run that confirmed or extended it last. */
  readonly run: string;
}

/** A run that is under way. */
export interface Claim {
  readonly run: string;
  readonly from: EventTime;
  readonly to: EventTime;
  /** When it counts as dead. Milliseconds by the clock. */
  readonly until: EventTime;
}

/** What batch runs have done to a view, and are doing. */
export interface Coverage {
  /** By time, disjoint. */
  readonly ranges: readonly CoveredRange[];
  readonly claims: readonly Claim[];
}

/** Coverage as it is stored. */
export interface StoredCoverage extends Coverage {
  /** Counts changes; 0 before the first. */
  readonly version: number;
}

/**
 * The coverage of views, by view id.
 *
 * Contract:
 * 1. `read` is strongly consistent; of a view that nobody has covered it gives nothing at version 0.
 * 2. `replace` writes only if the stored version is `expected`, and answers `false` otherwise; of
 *    several with the same `expected` one wins.
 */
export interface CoverageStore {
  read(view: string): Promise<StoredCoverage>;
  replace(view: string, next: Coverage, expected: number): Promise<boolean>;
}
