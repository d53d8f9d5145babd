import type { FieldType } from '../field-type.ts';
import type { Aggregator, Json } from './aggregator.ts';
import { byOperators, type FieldValue, fieldValues } from './field-values.ts';

interface Distinct {
  /** The values seen; `null` once there were more than the cap. */
  seen: Set<FieldValue> | null;
}

/**
 * How many different values there were, exactly, up to a cap. Of nothing: 0.
 *
 * With more different values than the cap it presents `cap + 1`, a lower bound that no exact answer
 * can be, and `isCapped` says so. The values are then forgotten, which no order of arrival can change:
 * every later or merged accumulator of the same values is capped too.
 *
 * −0 and 0 are one value. Texts differ if any UTF-16 unit does; nothing is normalised.
 *
 * Error: none up to the cap.
 */
export function distinct(type: FieldType, cap: number): Aggregator<FieldValue, Distinct, number> {
  const { name, isOne, normalise, toJson, fromJson } = fieldValues(type);
  const take = (acc: Distinct, value: FieldValue): void => {
    if (acc.seen === null) return;
    acc.seen.add(value);
    if (acc.seen.size > cap) acc.seen = null;
  };
  return {
    encoding: `distinct-${name}-${cap}/1`,
    create: () => ({ seen: new Set() }),
    add: (acc, value) => {
      if (isOne(value)) take(acc, normalise(value));
    },
    combine: (into, { seen }) => {
      if (seen === null) into.seen = null;
      else for (const value of seen) take(into, value);
    },
    present: ({ seen }) => seen?.size ?? cap + 1,
    encode: ({ seen }) => (seen === null ? 'capped' : [...seen].sort(byOperators).map(toJson)),
    decode: (encoded) =>
      encoded === 'capped'
        ? { seen: null }
        : { seen: new Set((encoded as readonly Json[]).map(fromJson)) },
    isCapped: ({ seen }) => seen === null,
  };
}
