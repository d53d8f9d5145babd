import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { BoundAggregate } from '../../core/aggregators/bind.ts';
import type { FieldType } from '../../core/field-type.ts';
import { formatInstant } from '../../core/instant.ts';
import { parseKey } from '../../core/key.ts';
import type { Value } from '../../core/value.ts';
import type { RowImage, RowKey } from '../../ports/effects.ts';
import { attributeOf } from './attribute.ts';

/** What the table must know of a view to show its rows. */
export interface RowLayout {
  readonly keyFields: readonly string[];
  readonly keyTypes: readonly FieldType[];
  readonly aggregates: Readonly<Record<string, BoundAggregate>>;
}

export type Item = Record<string, AttributeValue>;

/** Primary key of a row: `<view>#<key>` and the start of its window. */
export const rowItemKey = ({ view, key, start }: RowKey): Item => ({
  pk: { S: `${view}#${key}` },
  sk: { S: formatInstant(start) },
});

/**
 * A row as plain items show it: the grouping fields and the aggregates under the author's names,
 * with the window, the fence and the accumulators beside them. `capped` names the aggregates, if any,
 * that passed their cap and show a lower bound.
 */
export function rowItem(image: RowImage, layout: RowLayout, fence: string): Item {
  const { view, key, start, end, acc, updatedAt } = image;
  const parsed = parseKey(key, layout.keyTypes);
  const grouping = layout.keyFields.map((field, i) => {
    const type = layout.keyTypes[i];
    const value = parsed?.[i] ?? null;
    const shown: Value =
      type?.kind === 'decimal' && typeof value === 'number'
        ? { units: BigInt(value), scale: type.scale }
        : value;
    return [field, attributeOf(shown, type)] as const;
  });
  const capped: string[] = [];
  const values = Object.entries(layout.aggregates).map(([name, { aggregator, output }], i) => {
    const live = aggregator.decode(acc[i] ?? null);
    if (aggregator.isCapped?.(live)) capped.push(name);
    return [name, attributeOf(aggregator.present(live) as Value, output)] as const;
  });
  return {
    ...rowItemKey(image),
    viewWindow: { S: `${view}#${formatInstant(start)}` },
    key: { S: key },
    windowStart: { S: formatInstant(start) },
    windowEnd: { S: formatInstant(end) },
    updatedAt: { S: formatInstant(updatedAt) },
    fence: { S: fence },
    acc: { S: JSON.stringify(acc) },
    ...(capped.length > 0 ? { capped: { SS: capped } } : {}),
    ...Object.fromEntries(grouping),
    ...Object.fromEntries(values),
  };
}
