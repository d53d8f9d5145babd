import type { FieldType } from '../field-type.ts';
import type { Value } from '../value.ts';
import type { AnyAggregator, Json } from './aggregator.ts';
import { type FieldValue, type FieldValues, fieldValues } from './field-values.ts';

interface Counts {
  /** How often each value came; `null` once there were more than the cap. */
  counts: Map<FieldValue, number> | null;
}

/** How often each value came, in the order of the values. */
export type Counted = readonly (readonly [value: FieldValue, count: number])[];

interface ValueCounts {
  /** As part of the encoding's name. */
  readonly name: string;
  readonly cap: number;
}

/**
 * What follows from how often each value came. Of nothing: `null`.
 *
 * Error: none up to the cap. With more different values it presents `null`, and `isCapped` says so; the
 * values are then forgotten, which no order of arrival can change.
 *
 * @param show - Makes what rows show of the values, of which there is at least one.
 */
export function valueCounts(
  type: FieldType,
  { name, cap }: ValueCounts,
  show: (counted: Counted, values: FieldValues) => Value,
): AnyAggregator {
  const values = fieldValues(type);
  const { isOne, normalise, compare, toJson, fromJson } = values;
  const inOrder = (counts: ReadonlyMap<FieldValue, number>) =>
    [...counts].sort(([a], [b]) => compare(a, b));
  const take = (acc: Counts, value: FieldValue, n: number): void => {
    const { counts } = acc;
    if (counts === null) return;
    counts.set(value, (counts.get(value) ?? 0) + n);
    if (counts.size > cap) acc.counts = null;
  };
  return {
    encoding: `${name}-${cap}-${values.name}/1`,
    create: (): Counts => ({ counts: new Map() }),
    add: (acc, value) => {
      if (isOne(value)) take(acc as Counts, normalise(value), 1);
    },
    combine: (into, from) => {
      const { counts } = from as Counts;
      if (counts === null) (into as Counts).counts = null;
      else for (const [value, n] of counts) take(into as Counts, value, n);
    },
    present: (acc) => {
      const { counts } = acc as Counts;
      return counts === null || counts.size === 0 ? null : show(inOrder(counts), values);
    },
    encode: (acc) => {
      const { counts } = acc as Counts;
      return counts === null ? 'capped' : inOrder(counts).map(([value, n]) => [toJson(value), n]);
    },
    decode: (encoded) =>
      encoded === 'capped'
        ? { counts: null }
        : {
            counts: new Map(
              (encoded as readonly (readonly [Json, number])[]).map(([value, n]) => [
                fromJson(value),
                n,
              ]),
            ),
          },
    isCapped: (acc) => (acc as Counts).counts === null,
  };
}
