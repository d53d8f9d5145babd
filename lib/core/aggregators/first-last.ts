import type { FieldType } from '../field-type.ts';
import type { EventTime } from '../time.ts';
import type { Aggregator, AnyAggregator, Json } from './aggregator.ts';
import { type FieldValue, fieldValues } from './field-values.ts';

/** Which end of event time. */
export type Turn = 'first' | 'last';

interface Moment {
  time: EventTime;
  value: FieldValue | null;
}

/**
 * The value with the earliest or the latest event time, however they arrive. Of nothing: `null`.
 *
 * Of several values at that time, `first` takes the smallest and `last` the largest, so that their
 * order of arrival decides nothing.
 *
 * Units: `time` is in milliseconds since 1970.
 *
 * Error: none.
 */
export function firstLast(type: FieldType, turn: Turn): AnyAggregator {
  const { name, isOne, compare, present, normalise, toJson, fromJson } = fieldValues(type);
  const sign = turn === 'first' ? 1 : -1;
  const take = (acc: Moment, value: FieldValue, time: EventTime): void => {
    if (acc.value !== null) {
      const order = (time - acc.time) * sign;
      if (order > 0 || (order === 0 && compare(value, acc.value) * sign >= 0)) return;
    }
    acc.time = time;
    acc.value = value;
  };
  const aggregator: Aggregator<FieldValue, Moment, ReturnType<typeof present>> = {
    encoding: `${turn}-${name}/1`,
    create: () => ({ time: 0, value: null }),
    add: (acc, value, time) => {
      if (time !== undefined && Number.isFinite(time) && isOne(value))
        take(acc, normalise(value), time);
    },
    combine: (into, { time, value }) => {
      if (value !== null) take(into, value, time);
    },
    present: ({ value }) => (value === null ? null : present(value)),
    encode: ({ time, value }) => (value === null ? null : [time, toJson(value)]),
    decode: (encoded) => {
      if (encoded === null) return { time: 0, value: null };
      const [time = 0, value = null] = encoded as readonly Json[];
      return { time: Number(time), value: fromJson(value) };
    },
  };
  return aggregator;
}
