import { DefinitionError } from '../../../errors/definition-error.ts';
import { daysFromCivil } from '../../instant.ts';
import type { DurationMs, EventTime } from '../../time.ts';

/** What the clocks of a time zone add to UTC at an instant. Units: milliseconds; negative in the west. */
export type ZoneOffset = (at: EventTime) => DurationMs;

const DAY_MS = 86_400_000;

/**
 * The clocks of an IANA time zone, as the JavaScript engine's own copy of the database has them.
 *
 * The rules of the past do not change, but those of the future do: two engines with different copies
 * of the database may disagree about windows that one of them does not know to be moved (ADR 0020).
 *
 * @throws {@link DefinitionError} `TIME_ZONE_UNKNOWN`
 */
export function zoneOffset(timeZone: string): ZoneOffset {
  const clock = clockOf(timeZone);
  return (at) => {
    const local: Record<string, number> = {};
    let isBeforeChrist = false;
    for (const { type, value } of clock.formatToParts(at)) {
      if (type === 'era') isBeforeChrist = value.startsWith('B');
      else if (type !== 'literal') local[type] = Number(value);
    }
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = local;
    const days = daysFromCivil(isBeforeChrist ? 1 - year : year, month, day);
    const seconds = (hour * 60 + minute) * 60 + second;
    return days * DAY_MS + seconds * 1_000 - Math.floor(at / 1_000) * 1_000;
  };
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw new DefinitionError('TIME_ZONE_UNKNOWN', {
      at: 'time zone',
      problem: 'there is no such time zone',
      given: `"${timeZone}"`,
      expected: 'a name of the IANA database, such as "Europe/Berlin" or "UTC"',
      fix: 'look it up at https://www.iana.org/time-zones',
    });
  }
}
