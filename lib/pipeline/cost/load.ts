/** What a pipeline is given to do. */
export interface Load {
  /** Of all streams together, on average. */
  readonly eventsPerSecond: number;
  readonly bytesPerEvent: number;
  /** Events a second that the shards must be able to take; the average if it is not given. */
  readonly peakEventsPerSecond?: number;
  /**
   * Keys that the events of a moment are spread over, by view.
   *
   * It decides how many rows a batch touches. A view that is not named is taken to have as many keys
   * as there are events in a second: then hardly two events of a batch share a row.
   */
  readonly activeKeys: Readonly<Record<string, number>>;
  /** Rows and state that are kept, in gigabytes. */
  readonly storedGigabytes: number;
}

/** Nothing but heartbeats. */
export const AT_REST: Load = {
  eventsPerSecond: 0,
  bytesPerEvent: 0,
  activeKeys: {},
  storedGigabytes: 1,
};

/** The load that the project is designed for: 500 GB an hour. */
export const REFERENCE_LOAD = {
  eventsPerSecond: 10_000,
  peakEventsPerSecond: 50_000,
  bytesPerEvent: 13_900,
  storedGigabytes: 10,
} as const;

/**
 * How many of `keys` are among `events` that fall on them evenly.
 *
 * @param keys - May be less than one: the keys of one of many shards, on average.
 */
export const distinctKeys = (events: number, keys: number): number =>
  keys <= 0 ? 0 : keys * (1 - Math.exp(-events / keys));
