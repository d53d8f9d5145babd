import type { FieldType } from '../field-type.ts';
import type { EventTime } from '../time.ts';
import type { Value } from '../value.ts';
import type { AnyAggregator, Json } from './aggregator.ts';
import { heldOf } from './collected.ts';
import { type FieldValue, fieldValues } from './field-values.ts';
import { byMoment, type Moment, momentsOf, renumbered } from './moments.ts';

type Kept = FieldValue | null;

interface SetState {
  /** The first moment of each value. */
  readonly first: Map<Kept, Moment>;
  /** The last of the moments, if it is known. */
  latest: Moment | undefined;
  isOver: boolean;
}

/**
 * The different values of a field, in the order in which they come first. Of nothing: `[]`.
 *
 * Error: none up to the cap. Of more different values, those that come first are kept, whatever their
 * order of arrival, and `isCapped` says so.
 *
 * State: as that of `collected`.
 */
export function collectSet(
  type: FieldType,
  { cap, order }: { readonly cap: number; readonly order: 'time' | 'arrival' },
): AnyAggregator {
  const values = fieldValues(type);
  const timeOf = momentsOf(order);
  const inOrder = ({ first }: SetState) =>
    [...first].map(([value, moment]) => ({ ...moment, value })).sort(byMoment);
  const take = (acc: SetState, value: Kept, moment: Moment): void => {
    const { first } = acc;
    const before = first.get(value);
    if (before !== undefined && byMoment(before, moment) <= 0) return;
    if (before === undefined && first.size === cap) {
      acc.isOver = true;
      const last = acc.latest ?? first.get(lastOf(first));
      acc.latest = last;
      if (last !== undefined && byMoment(last, moment) <= 0) return;
      first.delete(lastOf(first));
    }
    first.set(value, moment);
    acc.latest = undefined;
  };
  return {
    encoding: `collect-set-${cap}-by-${order}-${values.name}/1`,
    create: (): SetState => ({ first: new Map(), latest: undefined, isOver: false }),
    add: (acc, value, time, _label, at = 0) => {
      if (time === undefined || !Number.isFinite(time)) return;
      const kept = heldOf(values, value);
      if (kept !== undefined) take(acc as SetState, kept, { time: timeOf(time), order: at });
    },
    combine: (into, other) => {
      const { first, isOver } = other as SetState;
      for (const [value, moment] of first) take(into as SetState, value, moment);
      if (isOver) (into as SetState).isOver = true;
    },
    present: (acc): Value =>
      inOrder(acc as SetState).map(({ value }) => (value === null ? null : values.present(value))),
    encode: (acc) => {
      const stored = renumbered(inOrder(acc as SetState)).map(({ time, order: at, value }) => [
        ...[time, at, value === null ? null : values.toJson(value)],
      ]);
      return (acc as SetState).isOver ? { over: stored } : stored;
    },
    decode: (encoded) => {
      const isOver = !Array.isArray(encoded);
      const stored = (isOver ? (encoded as { readonly over: Json }).over : encoded) as Stored;
      const first = new Map(
        stored.map(([time, at, value]): [Kept, Moment] => [
          value === null ? null : values.fromJson(value),
          { time, order: at },
        ]),
      );
      return { first, latest: undefined, isOver };
    },
    isCapped: (acc) => (acc as SetState).isOver,
  };
}

type Stored = readonly (readonly [time: EventTime, order: number, value: Json])[];

/** The value whose first moment is the last of all. */
function lastOf(first: ReadonlyMap<Kept, Moment>): Kept {
  let last: Kept = null;
  let latest: Moment | undefined;
  for (const [value, moment] of first) {
    if (latest !== undefined && byMoment(latest, moment) > 0) continue;
    last = value;
    latest = moment;
  }
  return last;
}
