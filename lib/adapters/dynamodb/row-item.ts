import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { BoundAggregate } from '../../core/aggregators/bind.ts';
import type { FieldType } from '../../core/field-type.ts';
import { formatInstant } from '../../core/instant.ts';
import { parseKey } from '../../core/key.ts';
import type { EventTime } from '../../core/time.ts';
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

/** Longest text that is part of a sort key as it is, in bytes: a sort key holds 1,024. */
const MAX_ID_BYTES = 512;

/**
 * Primary key of a row: `<view>#<key>`, and the start of its window; behind that, where there are
 * several, what caused it.
 */
export const rowItemKey = ({ view, key, start }: RowKey, id?: string) => ({
  pk: { S: `${view}#${key}` },
  sk: { S: formatInstant(start) + (id === undefined ? '' : `#${shortened(id)}`) },
});

const shortened = (id: string): string =>
  Buffer.byteLength(id) <= MAX_ID_BYTES ? id : `~${createHash('sha256').update(id).digest('hex')}`;

/**
 * A row as plain items show it: the grouping fields and the aggregates under the author's names,
 * with the window, the fence and the accumulators beside them. `capped` names the aggregates, if any,
 * that passed their cap and show a lower bound.
 */
export function rowItem(image: RowImage, layout: RowLayout, fence: string): Item {
  const { view, key, start, end, acc, updatedAt, pane } = image;
  if (image.mergedInto !== undefined) return mergedItem(image, image.mergedInto, fence);
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
    ...rowItemKey(image, pane),
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

/** How long a row that is gone leaves its fence: longer than any function can run. Milliseconds. */
export const KEEP_FENCE = 7 * 86_400_000;

/** What is left of a row that was merged into another: no index lists it, and it expires. */
function mergedItem(image: RowImage, into: EventTime, fence: string): Item {
  const { key, start, updatedAt, pane } = image;
  return {
    ...rowItemKey(image, pane),
    key: { S: key },
    windowStart: { S: formatInstant(start) },
    mergedInto: { S: formatInstant(into) },
    updatedAt: { S: formatInstant(updatedAt) },
    fence: { S: fence },
    expiresAt: { N: String(Math.ceil((updatedAt + KEEP_FENCE) / 1_000)) },
  };
}
