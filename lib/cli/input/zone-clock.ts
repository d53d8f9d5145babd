import type { DurationMs } from '../../core/time.ts';
import { type ZoneOffset, zoneOffset } from '../../core/windows/calendar/zone.ts';

const DAY_MS = 86_400_000;

/** How far the clocks of a time zone are ahead of UTC when they show a time. */
export type ZoneClock = (local: number) => DurationMs;

/**
 * The clocks of an IANA time zone. A time that they show twice is the first of both; one that they skip is
 * as far behind the skip as it says, as Temporal's `compatible` has it.
 *
 * @throws {@link DefinitionError} `TIME_ZONE_UNKNOWN`
 */
export function zoneClock(timeZone: string): ZoneClock {
  const offsetAt = zoneOffset(timeZone);
  const known = new Map<number, DurationMs>();

  return (local) => {
    const day = Math.floor(local / DAY_MS);
    const same = known.get(day);
    if (same !== undefined) return same;
    const before = offsetAt((day - 1) * DAY_MS);
    const after = offsetAt((day + 2) * DAY_MS);
    if (before !== after) return compatible(local, [before, after], offsetAt);
    if (known.size > 10_000) known.clear();
    known.set(day, before);
    return before;
  };
}

function compatible(
  local: number,
  [before, after]: readonly [DurationMs, DurationMs],
  offsetAt: ZoneOffset,
): DurationMs {
  return [before, after].find((offset) => offsetAt(local - offset) === offset) ?? before;
}
