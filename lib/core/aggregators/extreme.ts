import type { FieldType } from '../field-type.ts';
import type { Value } from '../value.ts';
import type { Aggregator, AnyAggregator } from './aggregator.ts';
import { type FieldValue, type FieldValues, fieldValues } from './field-values.ts';

/** Which end of the order. */
export type End = 'min' | 'max';

interface NumberExtreme {
  /** An infinity, the one that every value replaces, as long as there is none. */
  best: number;
}

interface AnyExtreme {
  best: FieldValue | null;
}

/**
 * The smallest or the largest value. Of nothing: `null`.
 *
 * Numbers by size, texts by code point, `false` before `true`. −0 counts as 0.
 *
 * Error: none.
 */
export function extreme(type: FieldType, end: End): AnyAggregator {
  const values = fieldValues(type);
  const isNumber = ['int', 'double', 'decimal', 'instant'].includes(type.kind);
  return isNumber ? numberExtreme(values, end) : anyExtreme(values, end);
}

function numberExtreme(
  { isOne, present, name }: FieldValues,
  end: End,
): Aggregator<number, NumberExtreme, Value> {
  const none = end === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const take =
    end === 'min'
      ? (acc: NumberExtreme, value: number): void => {
          if (value < acc.best && isOne(value)) acc.best = value + 0; // + 0: no −0
        }
      : (acc: NumberExtreme, value: number): void => {
          if (value > acc.best && isOne(value)) acc.best = value + 0;
        };
  return {
    encoding: `${end}-${name}/1`,
    create: () => ({ best: none }),
    add: take,
    combine: (into, { best }) => take(into, best),
    present: ({ best }) => (best === none ? null : present(best)),
    encode: ({ best }) => (best === none ? null : best),
    decode: (encoded) => ({ best: encoded === null ? none : Number(encoded) }),
  };
}

function anyExtreme(values: FieldValues, end: End): Aggregator<FieldValue, AnyExtreme, Value> {
  const sign = end === 'min' ? 1 : -1;
  const take = (acc: AnyExtreme, value: FieldValue): void => {
    if (acc.best === null || values.compare(value, acc.best) * sign < 0) acc.best = value;
  };
  return {
    encoding: `${end}-${values.name}/1`,
    create: () => ({ best: null }),
    add: (acc, value) => {
      if (values.isOne(value)) take(acc, value);
    },
    combine: (into, { best }) => {
      if (best !== null) take(into, best);
    },
    present: ({ best }) => (best === null ? null : values.present(best)),
    encode: ({ best }) => (best === null ? null : values.toJson(best)),
    decode: (encoded) => ({ best: encoded === null ? null : values.fromJson(encoded) }),
  };
}
