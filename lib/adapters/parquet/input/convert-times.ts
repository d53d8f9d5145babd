import { DecodeFailure } from '../../../core/schema/decode-failure.ts';
import {
  clockText,
  dateText,
  millisOf,
  nanosOf,
  nanosOfDays,
  nanosOfInt96,
  timeOfDay,
} from './exact-time.ts';
import type { Meaning } from './meaning.ts';
import type { Stored } from './plain.ts';
import { type Convert, refused, type Target } from './target.ts';

type TimeMeaning = Extract<
  Meaning,
  { readonly kind: 'timestamp' } | { readonly kind: 'time' } | { readonly kind: 'date' | 'int96' }
>;

/**
 * How times are read.
 *
 * A timestamp that is not adjusted to UTC says what a clock showed, and needs the zone of that clock. INT96 is
 * in UTC, as Spark writes it. A date is where it begins: in the zone that is declared, or else in UTC.
 */
export function convertTimes(meaning: TimeMeaning, target: Target): Convert {
  switch (meaning.kind) {
    case 'timestamp': {
      const { unit, isUtc } = meaning;
      return isUtc
        ? instants((stored) => nanosOf(stored, unit), target)
        : clocks((stored) => nanosOf(stored, unit), target);
    }
    case 'int96':
      return instants(nanosOfInt96, target);
    case 'date':
      return dates(target);
    case 'time': {
      const read = (stored: Stored): string => timeOfDay(stored, meaning.unit) ?? `${stored}`;
      return target.type?.kind === 'json' || target.type === undefined
        ? read
        : (stored) => refused(target, read(stored));
    }
  }
}

function instants(nanos: (stored: Stored) => bigint, target: Target): Convert {
  switch (target.type?.kind) {
    case 'instant':
      return (stored) => millisOf(nanos(stored));
    case undefined:
      return (stored) => new Date(millisOf(nanos(stored)));
    default:
      return textual(target, (stored) => {
        const text = clockText(nanos(stored));
        return text === undefined ? undefined : `${text}Z`;
      });
  }
}

function clocks(nanos: (stored: Stored) => bigint, target: Target): Convert {
  const { field, type, times } = target;
  if (type !== undefined && type.kind !== 'instant') {
    return textual(target, (stored) => clockText(nanos(stored)));
  }
  return (stored) => {
    const text = clockText(nanos(stored));
    const at = text === undefined ? undefined : times?.text(text);
    // a foreign schema may not look at the column, or know the zone
    if (type === undefined) return at === undefined ? text : new Date(at);
    return at ?? zoneless(field, text ?? `${stored}`);
  };
}

const zoneless = (field: string, got: string): DecodeFailure =>
  new DecodeFailure({
    ...{ reason: 'INSTANT_INVALID', field, got },
    expected: 'a timestamp that is adjusted to UTC, or the zone whose clock it shows',
  });

function dates(target: Target): Convert {
  const { type, times } = target;
  if (type !== undefined && type.kind !== 'instant') return textual(target, dateText);
  return (stored) => {
    const text = dateText(stored);
    const at = (text && times?.text(text)) ?? millisOf(nanosOfDays(stored));
    return type === undefined ? new Date(at as number) : at;
  };
}

/** For `json`; no other field takes a time. */
function textual(target: Target, read: (stored: Stored) => string | undefined): Convert {
  return (stored) => {
    const text = read(stored);
    return text !== undefined && target.type?.kind === 'json'
      ? text
      : refused(target, text ?? 'a time outside of the years 0001 to 9999');
  };
}
