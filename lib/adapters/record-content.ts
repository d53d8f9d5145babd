import type { EventTime } from '../core/time.ts';
import type { Value } from '../core/value.ts';

/** The values of a record as text: equal for equal records, wherever they were read. */
export const contentText = (time: EventTime, values: readonly Value[]): string =>
  JSON.stringify([time, ...values], (_name, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
