import { isEventTime } from '../../core/instant.ts';
import type { EventTime } from '../../core/time.ts';
import { instantOfWritten, readInstant, readWrittenTime } from '../../core/written-time.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import { UsageError } from '../usage-error.ts';
import { patternReader } from './time-format.ts';
import { type ZoneClock, zoneClock } from './zone-clock.ts';

/** How times are read that an event of a stream does not hold so. `undefined`: leave it to the decoder. */
export interface TimeReader {
  text(text: string): EventTime | undefined;
  /** Whether numbers are anything else than milliseconds. */
  readonly readsNumbers: boolean;
  /** The text of a number. */
  number(text: string): EventTime | undefined;
}

export interface TimeOptions {
  /** Zone of times that say none. */
  readonly timeZone?: string | undefined;
  readonly timeFormat?: string | undefined;
}

/** Powers of ten that make milliseconds of numbers. */
const UNITS: Readonly<Record<string, number>> = {
  ...{ seconds: 3, milliseconds: 0, microseconds: -3, nanoseconds: -6 },
  ...{ s: 3, ms: 0, us: -3, ns: -6 },
};

/**
 * Reads times as the options say, besides those that every event may hold.
 *
 * @returns nothing if no option says anything
 * @throws {@link UsageError}
 */
export function timeReader({ timeZone, timeFormat }: TimeOptions): TimeReader | undefined {
  if (timeZone === undefined && timeFormat === undefined) return undefined;
  const clock = timeZone === undefined ? undefined : clockOf(timeZone);
  const zoned = zonedText(clock);
  const none = (): undefined => undefined;
  if (timeFormat === undefined) return { text: zoned, number: none, readsNumbers: false };
  const power = Object.hasOwn(UNITS, timeFormat) ? UNITS[timeFormat] : undefined;
  if (power !== undefined) {
    const number = (text: string): EventTime | undefined => ofUnits(text, power);
    return { text: (text) => number(text) ?? zoned(text), number, readsNumbers: true };
  }
  const local = timeFormat === 'excel' ? ofSerial : patternReader(timeFormat);
  if (clock === undefined && !local.hasZone) {
    throw new UsageError(
      `--time-format: such times say no zone; got "${timeFormat}" and no --time-zone, expected both; say --time-zone UTC, or the zone whose clocks they show`,
    );
  }
  const number = (text: string): EventTime | undefined => {
    const ms = local.read(text);
    if (ms === undefined) return undefined;
    return inYears(local.hasZone || clock === undefined ? ms : ms - clock(ms));
  };
  return { text: (text) => number(text) ?? zoned(text), number, readsNumbers: true };
}

function clockOf(timeZone: string): ZoneClock {
  if (/^utc$/i.test(timeZone)) return () => 0;
  try {
    return zoneClock(timeZone);
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    throw new UsageError(
      `--time-zone: there is no such time zone; got "${timeZone}", expected a name of the IANA database, such as "Europe/Berlin" or "UTC"; look it up at https://www.iana.org/time-zones`,
    );
  }
}

/** Times with a zone of their own, by offset or by name, and those without in the one of the option. */
function zonedText(clock: ZoneClock | undefined): (text: string) => EventTime | undefined {
  const named = new Map<string, ZoneClock | undefined>();
  const clockNamed = (zone: string): ZoneClock | undefined => {
    if (!named.has(zone)) named.set(zone, clockIfKnown(zone));
    return named.get(zone);
  };

  return (text) => {
    const instant = readInstant(text);
    if (instant !== undefined) return instant;
    if (/^\d+$/.test(text)) return undefined; // milliseconds, not a date without dashes
    const time = readWrittenTime(text);
    if (time === undefined || time.offset !== undefined) return undefined;
    const own = time.zone === undefined ? clock : clockNamed(time.zone);
    return own === undefined ? undefined : instantOfWritten(time, own(time.local));
  };
}

function clockIfKnown(zone: string): ZoneClock | undefined {
  try {
    return zoneClock(zone);
  } catch {
    return undefined;
  }
}

const NUMBER = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Exact, to the millisecond in which the number lies. */
function ofUnits(text: string, power: number): EventTime | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = BigInt(`${sign}${whole}${fraction}`);
  const places = Number(exponent) - fraction.length + power;
  if (Math.abs(places) > 400) return undefined;
  if (places >= 0) return inYears(Number(digits * 10n ** BigInt(places)));
  const divisor = 10n ** BigInt(-places);
  const quotient = digits / divisor;
  return inYears(Number(digits < 0n && digits % divisor !== 0n ? quotient - 1n : quotient));
}

const DAY_MS = 86_400_000;
/** 1970-01-01 in days of a spreadsheet, which begin with the end of 1899. */
const SERIAL_1970 = 25_569;

const ofSerial = {
  hasZone: false,
  read: (text: string): number | undefined =>
    NUMBER.test(text) ? Math.round((Number(text) - SERIAL_1970) * DAY_MS) : undefined,
};

const inYears = (ms: number): EventTime | undefined => (isEventTime(ms) ? ms : undefined);
