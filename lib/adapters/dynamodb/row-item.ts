import { createHash } from 'node:crypto';
import type { BoundAggregate } from '../../core/aggregators/bind.ts';
import type { FieldType } from '../../core/field-type.ts';
import { formatInstant } from '../../core/instant.ts';
import { parseKey } from '../../core/key.ts';
import { shownField } from '../../core/shown-field.ts';
import type { EventTime } from '../../core/time.ts';
import type { Value } from '../../core/value.ts';
import type { RowImage, RowKey } from '../../ports/effects.ts';
import { attributeOf } from './attribute.ts';
import { type StoredItem, withContent } from './content.ts';
import { cutShown, type Shown } from './cut-shown.ts';
import type { Item } from './item.ts';

/** What the table must know of a view to show its rows. */
export interface RowLayout {
  readonly keyFields: readonly string[];
  readonly keyTypes: readonly FieldType[];
  readonly aggregates: Readonly<Record<string, BoundAggregate>>;
}

/** What stores of rows know beside their table. */
export interface RowTable {
  readonly layouts: ReadonlyMap<string, RowLayout>;
  readonly now: () => number;
}

/** Under which fence a row is written, when, and by which batch run if by one. */
export interface WrittenBy {
  readonly fence: string;
  /** Milliseconds. */
  readonly now: number;
  readonly run?: string;
}

/** Longest text that is part of a sort key as it is, in bytes: a sort key holds 1,024. */
const MAX_ID_BYTES = 512;

/**
 * Primary key of a row: `<view>#<key>`, and the start of its window; behind that, where there are
 * several, what caused it. Behind that of a part of a pane, the first window that has it.
 */
export function rowItemKey({ view, key, start, since }: RowKey, id?: string) {
  const behind = since === undefined ? id : formatInstant(since);
  return {
    pk: { S: `${view}#${key}` },
    sk: { S: formatInstant(start) + (behind === undefined ? '' : `#${shortened(behind)}`) },
  };
}

const shortened = (id: string): string =>
  Buffer.byteLength(id) <= MAX_ID_BYTES ? id : `~${createHash('sha256').update(id).digest('hex')}`;

/** What a row shows of its key and its accumulators, under the author's names. */
export interface ShownRow extends Shown {
  /** Names of aggregates that passed their cap and show a lower bound. */
  readonly capped: readonly string[];
}

/** The grouping fields and the aggregates of a row. */
export function shownRow({ key, acc }: Pick<RowImage, 'key' | 'acc'>, layout: RowLayout): ShownRow {
  const parsed = parseKey(key, layout.keyTypes);
  const grouping = layout.keyFields.map((field, i) => {
    const type = layout.keyTypes[i];
    return [field, attributeOf(shownField(parsed?.[i] ?? null, type), type)] as const;
  });
  const capped: string[] = [];
  const values = Object.entries(layout.aggregates).map(([name, { aggregator, output }], i) => {
    const live = aggregator.decode(acc[i] ?? null);
    if (aggregator.isCapped?.(live)) capped.push(name);
    return [name, attributeOf(aggregator.present(live) as Value, output)] as const;
  });
  return { ...cutShown(Object.fromEntries([...grouping, ...values])), capped };
}

/**
 * A row as plain items show it: the grouping fields and the aggregates under the author's names,
 * with the window, the fence and the accumulators beside them. `capped` names the aggregates, if any,
 * that passed their cap and show a lower bound, `truncated` the attributes that do not show all.
 *
 */
export function storedRow(
  image: RowImage,
  layout: RowLayout,
  { fence, now, run: by }: WrittenBy,
): StoredItem {
  const { view, key, start, end, acc, updatedAt, pane } = image;
  const run: Item = by === undefined ? {} : { run: { S: by } };
  if (image.mergedInto !== undefined) {
    return { item: { ...mergedItem(image, image.mergedInto, { fence, now }), ...run } };
  }
  const { item: shown, truncated, capped } = shownRow(image, layout);
  return withContent(
    {
      ...rowItemKey(image, pane),
      viewWindow: { S: `${view}#${formatInstant(start)}` },
      key: { S: key },
      windowStart: { S: formatInstant(start) },
      windowEnd: { S: formatInstant(end) },
      updatedAt: { S: formatInstant(updatedAt) },
      fence: { S: fence },
      ...run,
      ...namesIn('capped', capped),
      ...namesIn('truncated', truncated),
      ...shown,
    },
    ACCUMULATORS,
    acc,
  );
}

/** Where the accumulators of a row are. No author's attribute has a dot. */
export const ACCUMULATORS = { text: 'acc', bytes: 'acc.zstd' } as const;

/** An attribute with names, if there are any: DynamoDB takes no empty set. */
export const namesIn = (attribute: string, names: readonly string[]): Item =>
  names.length === 0 ? {} : { [attribute]: { SS: [...names] } };

/** How long a row that is gone leaves its fence: longer than any function can run. Milliseconds. */
export const KEEP_FENCE = 7 * 86_400_000;

/** What is left of a row that was merged into another: no index lists it, and it expires. */
function mergedItem(image: RowImage, into: EventTime, { fence, now }: WrittenBy): Item {
  const { key, start, updatedAt, pane } = image;
  return {
    ...rowItemKey(image, pane),
    key: { S: key },
    windowStart: { S: formatInstant(start) },
    mergedInto: { S: formatInstant(into) },
    updatedAt: { S: formatInstant(updatedAt) },
    fence: { S: fence },
    expiresAt: { N: String(Math.ceil((now + KEEP_FENCE) / 1_000)) }, // its events may be old
  };
}
