import { DefinitionError } from '../errors/definition-error.ts';

/** Milliseconds since 1970-01-01T00:00Z; negative before. */
export type EventTime = number;

/** A length of time in milliseconds. */
export type DurationMs = number;

/** Before every event: the watermark of a stream of which nothing is known yet. */
export const BEGINNING_OF_TIME: EventTime = Number.NEGATIVE_INFINITY;

/** After every event: the watermark of a stream that has ended. */
export const END_OF_TIME: EventTime = Number.POSITIVE_INFINITY;

/** Earliest and latest event times that are accepted: the years 0001 to 9999. */
export const EARLIEST_EVENT_TIME: EventTime = -62_135_596_800_000;
export const LATEST_EVENT_TIME: EventTime = 253_402_300_799_999;

const UNITS: Readonly<Record<string, DurationMs>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** A duration as authors write it: milliseconds, or text such as `500ms`, `30s`, `1h30m`, `7d`. */
export type DurationInput = DurationMs | string;

/**
 * Milliseconds of a duration.
 *
 * Text is one or more whole numbers with the units `w d h m s ms`, each at most once, longest first.
 * Units: milliseconds. Zero is a duration; a negative one is not.
 *
 * @throws {@link DefinitionError} `DURATION_INVALID`
 */
export function duration(input: DurationInput, at = 'duration'): DurationMs {
  const ms = typeof input === 'number' ? input : parse(input);
  if (Number.isSafeInteger(ms) && ms >= 0) return ms;
  throw new DefinitionError('DURATION_INVALID', {
    at,
    problem: 'is not a duration',
    given: typeof input === 'string' ? `"${input}"` : String(input),
    expected: 'whole milliseconds, or text such as "500ms", "30s", "1h30m" or "7d"',
    fix: 'write the number with its unit',
  });
}

const PARTS = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/;

function parse(text: string): number {
  const match = PARTS.exec(text);
  if (match === null || text === '') return Number.NaN;
  const sizes = ['w', 'd', 'h', 'm', 's', 'ms'];
  return match
    .slice(1)
    .reduce((sum, part, i) => sum + Number(part ?? 0) * (UNITS[sizes[i] ?? ''] ?? 0), 0);
}

/** Text of a duration in its largest exact units, as {@link duration} reads it: `1h30m`. */
export function formatDuration(ms: DurationMs): string {
  if (ms === 0) return '0ms';
  let rest = ms;
  let text = '';
  for (const [unit, size] of Object.entries(UNITS).sort((a, b) => b[1] - a[1])) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}
