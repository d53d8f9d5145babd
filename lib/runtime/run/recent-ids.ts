import type { DurationMs, EventTime } from '../../core/time.ts';

/** Ids of events that were taken, for as long as they are remembered. */
export interface RecentIds {
  /** Whether the id was taken; from now on it was. */
  isRepeated(id: string, time: EventTime, watermark: EventTime): boolean;
  encode(): readonly (readonly [id: string, time: EventTime])[];
  decode(stored: readonly (readonly [id: string, time: EventTime])[]): void;
}

/**
 * An id is remembered until the watermark is more than `horizon` past its event.
 *
 * Forgotten ids are swept out when as many have come since as were left the last time.
 */
export function recentIds(horizon: DurationMs): RecentIds {
  const known = new Map<string, EventTime>();
  let sweepAt = 1_024;

  function sweep(watermark: EventTime): void {
    for (const [id, time] of known) if (time + horizon < watermark) known.delete(id);
    sweepAt = Math.max(1_024, known.size * 2);
  }

  return {
    isRepeated(id, time, watermark) {
      const before = known.get(id);
      if (before !== undefined && before + horizon >= watermark) return true;
      if (time + horizon >= watermark) known.set(id, time);
      else known.delete(id);
      if (known.size >= sweepAt) sweep(watermark);
      return false;
    },
    encode: () => [...known],
    decode(stored) {
      for (const [id, time] of stored) known.set(id, time);
    },
  };
}
