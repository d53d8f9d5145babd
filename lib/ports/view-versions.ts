import type { EventTime } from '../core/time.ts';

/** The version of a view that its readers are given, and since when. */
export interface ActiveVersion {
  readonly version: number;
  /** The one before it; `null` if nobody had ever switched. */
  readonly before: number | null;
  /** When it was switched to. Milliseconds. */
  readonly since: EventTime;
}

/** A change of the version that readers are given. */
export interface Switch {
  /** Name of the view, without a version. */
  readonly view: string;
  /** What is active as far as the caller knows; `undefined` if nobody has ever switched. */
  readonly from: number | undefined;
  readonly to: number;
  readonly at: EventTime;
}

/**
 * Which version of each view readers are given.
 *
 * Contract:
 * 1. `active` gives what the last successful `switchTo` wrote, strongly consistent; `undefined` if
 *    there was none.
 * 2. `switchTo` changes nothing and answers `false` unless `from` is what is active; of several with
 *    the same `from` one wins.
 */
export interface ViewVersions {
  active(view: string): Promise<ActiveVersion | undefined>;
  switchTo(change: Switch): Promise<boolean>;
}
