import type { FieldType } from '../field-type.ts';
import type { Value } from '../value.ts';
import type { Aggregator, AnyAggregator, Json } from './aggregator.ts';
import { type FieldValue, type FieldValues, fieldValues } from './field-values.ts';

interface Entry {
  readonly value: FieldValue;
  readonly label: FieldValue | null;
}

/** Largest first, at most k. */
interface Largest {
  entries: Entry[];
}

interface TopK {
  readonly value: FieldType;
  readonly k: number;
  /** Type of the label; without one, values are shown alone. */
  readonly label?: FieldType | undefined;
}

/**
 * The k largest values, largest first; a value that came twice is there twice. Of nothing: `[]`.
 *
 * With a label: `{ value, label }`. Of equal values the one with the smaller label comes first, one
 * without a label last; so equal events give equal lists, whatever their order.
 *
 * Error: none.
 */
export function topK({ value: type, k, label: labelType }: TopK): AnyAggregator {
  const values = fieldValues(type);
  const labels = labelType === undefined ? null : fieldValues(labelType);
  const compare = byValueThenLabel(values, labels);
  const take = ({ entries }: Largest, entry: Entry): void => {
    let at = entries.length;
    for (let low = 0; low < at; ) {
      const middle = (low + at) >> 1;
      if (compare(entries[middle] as Entry, entry) <= 0) low = middle + 1;
      else at = middle;
    }
    entries.splice(at, 0, entry);
    if (entries.length > k) entries.pop();
  };
  const isTooSmall = ({ entries }: Largest, value: FieldValue): boolean => {
    const last = entries.length === k ? entries[k - 1] : undefined;
    return last !== undefined && values.compare(value, last.value) < 0;
  };

  const aggregator: Aggregator<FieldValue, Largest, readonly Value[]> = {
    encoding: `top-${k}-${values.name}${labels === null ? '' : `-by-${labels.name}`}/1`,
    create: () => ({ entries: [] }),
    add: (acc, value, _time, label) => {
      if (isTooSmall(acc, value) || !values.isOne(value)) return;
      const shown = labels?.isOne(label) ? labels.normalise(label) : null;
      take(acc, { value: values.normalise(value), label: shown });
    },
    combine: (into, from) => {
      for (const entry of from.entries) take(into, entry);
    },
    present: ({ entries }) =>
      entries.map(({ value, label }) =>
        labels === null
          ? values.present(value)
          : { value: values.present(value), label: label === null ? null : labels.present(label) },
      ),
    encode: ({ entries }) =>
      entries.map(({ value, label }) =>
        labels === null
          ? values.toJson(value)
          : [values.toJson(value), label === null ? null : labels.toJson(label)],
      ),
    decode: (encoded) => ({
      entries: (encoded as readonly Json[]).map((entry) => {
        if (labels === null) return { value: values.fromJson(entry), label: null };
        const [value = null, label = null] = entry as readonly Json[];
        return {
          value: values.fromJson(value),
          label: label === null ? null : labels.fromJson(label),
        };
      }),
    }),
  };
  return aggregator;
}

const byValueThenLabel =
  (values: FieldValues, labels: FieldValues | null) =>
  (a: Entry, b: Entry): number => {
    const order = values.compare(b.value, a.value);
    if (order !== 0 || labels === null || a.label === b.label) return order;
    if (a.label === null || b.label === null) return a.label === null ? 1 : -1;
    return labels.compare(a.label, b.label);
  };
