import { JUMP_GUARD } from '../../core/jump-guard.ts';

/** More than a run holds back before it takes an event. */
const REMEMBERED = 4 * JUMP_GUARD.followers;

/** Where the last events came from: a run may find fault with one that was given some events before. */
export interface RecentPlaces {
  /** An event of this line is given. */
  add(line: number): void;
  /** The last one was none after all. */
  drop(): void;
  /** The line of an event, of which so many were taken, itself included. */
  lineOf(taken: number): number | undefined;
}

export function recentPlaces(): RecentPlaces {
  const lines = new Float64Array(REMEMBERED);
  let given = 0;
  return {
    add(line) {
      lines[given % REMEMBERED] = line;
      given++;
    },
    drop: () => void given--,
    lineOf: (taken) =>
      taken < 1 || taken > given || given - taken >= REMEMBERED
        ? undefined
        : lines[(taken - 1) % REMEMBERED],
  };
}
