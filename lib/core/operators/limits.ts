/**
 * How much one key may hold, so that its state stays one item of a store.
 *
 * What does not fit is not taken, reported as `overflow`, and counted; it is never silently cut.
 */
export const STATE_LIMITS = {
  /** Open windows or sessions; where windows are kept as panes, panes. */
  windows: 20_000,
  /** Events that a join, an exact rolling window or a pattern remembers. */
  events: 10_000,
  /** Versions of a table's row. */
  versions: 10_000,
  /** Partial matches of a pattern, unless its definition says another number. */
  runs: 1_000,
  /** The most partial matches that a definition may allow. */
  mostRuns: 100_000,
  /** Events in all the matches that a pattern gives at one moment. */
  given: 100_000,
} as const;
