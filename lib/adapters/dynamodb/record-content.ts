import type { Fields } from '../../core/field-type.ts';
import { eventCodec } from '../../core/operators/event-codec.ts';
import { shownField } from '../../core/shown-field.ts';
import type { EventTime } from '../../core/time.ts';
import type { Value } from '../../core/value.ts';
import type { RecordImage } from '../../ports/effects.ts';

/** The content of a record that is to be stored: that of {@link contentText} once it is. */
export function recordContent(
  { time, record }: Pick<RecordImage, 'time' | 'record'>,
  fields: Fields,
): string {
  const event = eventCodec(fields).decode(record);
  const types = Object.entries(fields);
  return contentText(
    time,
    types.map(([name, { type }]) => shownField(event[name] ?? null, type)),
  );
}

/** The values of a record as text: equal for equal records, wherever they were read. */
export const contentText = (time: EventTime, values: readonly Value[]): string =>
  JSON.stringify([time, ...values], (_name, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
