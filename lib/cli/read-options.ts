import { parseInstant } from '../core/instant.ts';
import { nearestNames } from '../core/nearest-names.ts';
import { type DurationMs, duration, type EventTime } from '../core/time.ts';
import { UsageError } from './usage-error.ts';

/**
 * The instant of an option: ISO-8601 with its zone, or a date, which means its start in UTC.
 *
 * @throws {@link UsageError}
 */
export function instantOption(text: string, option: string): EventTime {
  const at = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00Z` : text);
  if (at !== undefined) return at;
  throw new UsageError(
    `${option}: is not an instant; got "${text}", expected ISO-8601 with its zone, such as 2026-03-01T00:00Z, or a date; write it so`,
  );
}

/**
 * The duration of an option, more than 0.
 *
 * @throws {@link UsageError}
 */
export function durationOption(text: string, option: string): DurationMs {
  try {
    const ms = duration(text);
    if (ms > 0) return ms;
  } catch {
    // said below, in the words of the command line
  }
  throw new UsageError(
    `${option}: is not a length of time; got "${text}", expected one such as 30m, 24h or 7d; write the number with its unit`,
  );
}

/**
 * The whole number of an option, at least 1.
 *
 * @throws {@link UsageError}
 */
export function countOption(text: string, option: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new UsageError(
    `${option}: is not a number of things; got "${text}", expected a whole number from 1; correct it`,
  );
}

/** What to do about a name that there is not: the nearest ones that there are, if any is near. */
export function nameAdvice(name: string, names: readonly string[]): string {
  const near = nearestNames(name, names);
  return near.length === 0 ? 'name one of these' : `did you mean ${near.join(' or ')}?`;
}

/**
 * The windows that options name.
 *
 * @throws {@link UsageError} if there is none
 */
export function rangeOf({ from: first, to: last }: { readonly from: string; readonly to: string }) {
  const from = instantOption(first, '--from');
  const to = instantOption(last, '--to');
  if (from < to) return { from, to };
  throw new UsageError(
    `--to: the range is empty; got ${last}, expected a time after --from ${first}; exchange them`,
  );
}
