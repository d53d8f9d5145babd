import type { DurationMs } from '../../core/time.ts';

/**
 * How much room a task's epochs have: as much as heads hold and as is written in a small part of the
 * time that there is. Where it is cut changes no result.
 *
 * Source: slow start and multiplicative decrease, as TCP has them (RFC 5681).
 */
export interface Pace {
  /** Characters. */
  room(): number;
  /** Says that no head held more. */
  shrink(to: number): void;
  /** Says that the room was not what was wrong. */
  restart(): void;
  /** Says how long an epoch took to apply, and how much time was left then. */
  applied(took: DurationMs, left: DurationMs): void;
}

/** Room of the first epoch of a cold task: it is written within seconds however slow the store is. */
const FIRST_ROOM = 65_536;

/** More than this is not worth the memory. */
export const MAX_ROOM = 4_000_000;

/** The part of the time that is left within which an epoch should be applied. */
const SHARE = 1 / 16;

export function pace(): Pace {
  let now = FIRST_ROOM;
  let most = MAX_ROOM;
  return {
    room: () => now,
    shrink(to) {
      now = to;
      most = to;
    },
    restart() {
      now = FIRST_ROOM;
      most = MAX_ROOM;
    },
    applied(took, left) {
      if (took > 2 * SHARE * left) now = Math.max(1, now / 2);
      else if (!(took > SHARE * left)) {
        most = Math.min(MAX_ROOM, most * (most < FIRST_ROOM ? 4 : 1.1));
        now = Math.min(most, now * 2);
      }
    },
  };
}
