import type { FieldType } from '../field-type.ts';
import type { EventTime } from '../time.ts';
import type { Value } from '../value.ts';
import type { AnyAggregator, Json } from './aggregator.ts';
import { type FieldValue, type FieldValues, fieldValues } from './field-values.ts';
import { inSequence, type Moment, momentsOf, renumbered } from './moments.ts';

/** A value, and where it stands among the others. */
export interface Placed extends Moment {
  readonly value: FieldValue | null;
}

interface Collected {
  /** In their order. */
  entries: Placed[];
  /** Whether there were more than are kept. */
  isOver: boolean;
}

/** What of the values is kept. */
export interface Keeping {
  /** Of which end of the order they are. */
  readonly from: 'first' | 'last';
  /** Most that are kept. */
  readonly most: number;
  /** Whether fewer than there were are a bound, and not what was asked for. */
  readonly isCap: boolean;
  /** What decides the order: the event time and then arrival, or arrival alone. */
  readonly order: 'time' | 'arrival';
}

/**
 * The values of a field in the order of their events: by event time, and by arrival where times are
 * equal. Of nothing: whatever `show` makes of none.
 *
 * Error: none. Where `isCap`, `isCapped` says that there were more than `most`; those that come first
 * (or last) are kept, whatever their order of arrival.
 *
 * State: orders of arrival are stored as places among values of one time, so equal sequences have equal
 * state, wherever they were counted.
 *
 * @param show - Makes what rows show of the values that are kept.
 */
export function collected(
  type: FieldType,
  { from, most, isCap, order }: Keeping,
  show: (values: readonly Value[], acc: { readonly isOver: boolean }) => Value,
): AnyAggregator {
  const values = fieldValues(type);
  const timeOf = momentsOf(order);
  const take = (acc: Collected, entry: Placed): void => {
    const { entries } = acc;
    const at = inSequence(entries, entry);
    if (entries.length < most) {
      entries.splice(at, 0, entry);
      return;
    }
    acc.isOver = true;
    if (from === 'first' ? at === most : at === 0) return;
    entries.splice(at, 0, entry);
    if (from === 'first') entries.pop();
    else entries.shift();
  };
  const aggregator: AnyAggregator = {
    encoding: `collected-${from}-${most}-by-${order}-${values.name}/1`,
    create: (): Collected => ({ entries: [], isOver: false }),
    add: (acc, value, time, _label, at = 0) => {
      if (time === undefined || !Number.isFinite(time)) return;
      const kept = heldOf(values, value);
      if (kept !== undefined) {
        take(acc as Collected, { time: timeOf(time), order: at, value: kept });
      }
    },
    combine: (into, other) => {
      const { entries, isOver } = other as Collected;
      for (const entry of entries) take(into as Collected, entry);
      if (isOver) (into as Collected).isOver = true;
    },
    present: (acc) => {
      const { entries, isOver } = acc as Collected;
      const shown = entries.map(({ value }) => (value === null ? null : values.present(value)));
      return show(shown, { isOver });
    },
    encode: (acc) => {
      const { entries, isOver } = acc as Collected;
      const stored = renumbered(entries).map(({ time, order: at, value }) => [
        ...[time, at, value === null ? null : values.toJson(value)],
      ]);
      return isOver ? { over: stored } : stored;
    },
    decode: (encoded) => {
      const isOver = !Array.isArray(encoded);
      const stored = (isOver ? (encoded as { readonly over: Json }).over : encoded) as Stored;
      const entries = stored.map(([time, at, value]): Placed => {
        return { time, order: at, value: value === null ? null : values.fromJson(value) };
      });
      return { entries, isOver };
    },
    ...(isCap ? { isCapped: (acc) => (acc as Collected).isOver } : {}),
  };
  return aggregator;
}

type Stored = readonly (readonly [time: EventTime, order: number, value: Json])[];

/** The value as it is kept; `undefined` if the field forbids it. */
export const heldOf = (values: FieldValues, value: unknown): FieldValue | null | undefined => {
  if (value === null) return null;
  return values.isOne(value) ? values.normalise(value) : undefined;
};
