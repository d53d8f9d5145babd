import { documentedSize } from './documented-size.ts';
import type { Placeholders } from './expression.ts';
import { compareText, type WireItem } from './wire.ts';

const PAGE_BYTES = 1_024 * 1_024;

export interface Page {
  readonly Limit?: number;
  readonly ScanIndexForward?: boolean;
  readonly ExclusiveStartKey?: WireItem;
  readonly IndexName?: string;
}

export interface QueryCall extends Page, Placeholders {
  readonly TableName: string;
  readonly ConsistentRead?: boolean;
  readonly KeyConditionExpression: string;
  readonly FilterExpression?: string;
  readonly ProjectionExpression?: string;
}

/** A page ends after 1 MB or so many items, whatever of it passes the filter. */
export function answerQuery(
  items: readonly WireItem[],
  passes: (item: WireItem) => boolean,
  page: Page,
  project: (item: WireItem) => WireItem = (item) => item,
): object {
  const { Limit = Number.POSITIVE_INFINITY, ScanIndexForward = true } = page;
  const { ExclusiveStartKey: after, IndexName: index } = page;
  const ordered = ScanIndexForward ? items : items.toReversed();
  const isBehind = (item: WireItem): boolean =>
    after === undefined || byPlace(item, after) > 0 === ScanIndexForward;
  const first = ordered.findIndex((item) => isBehind(item) && !isAt(item, after));
  const from = first < 0 ? ordered.length : first;
  const found: WireItem[] = [];
  let bytes = 0;
  let i = from;
  for (; i < ordered.length && i - from < Limit && bytes < PAGE_BYTES; i++) {
    const item = ordered[i] as WireItem;
    bytes += documentedSize(item);
    if (bytes > PAGE_BYTES && i > from) break;
    if (passes(item)) found.push(project(item));
  }
  const last = ordered[i - 1];
  const isCut = i < ordered.length || i - from === Limit; // even if nothing comes behind it
  return {
    Items: found,
    Count: found.length,
    ScannedCount: i - from,
    ...(isCut && last !== undefined ? { LastEvaluatedKey: keyOf(last, index) } : {}),
  };
}

const keyOf = (item: WireItem, index: string | undefined): WireItem => {
  const names = index === undefined ? ['pk', 'sk'] : ['pk', 'sk', 'viewWindow', 'key'];
  return Object.fromEntries(names.map((name) => [name, item[name] ?? {}]));
};

const isAt = (item: WireItem, key: WireItem | undefined): boolean =>
  key !== undefined && byPlace(item, key) === 0;

/** The order within a partition of the table or of its index, and of a whole table in one scan. */
export function byPlace(a: WireItem, b: WireItem): number {
  for (const name of 'viewWindow' in b && 'viewWindow' in a ? ['key', 'pk', 'sk'] : ['pk', 'sk']) {
    const order = compareText(text(a, name), text(b, name));
    if (order !== 0) return order;
  }
  return 0;
}

const text = (item: WireItem, name: string): string => String(item[name]?.['S'] ?? '');
