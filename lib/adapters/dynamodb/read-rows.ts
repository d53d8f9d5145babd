import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Json } from '../../core/aggregators/aggregator.ts';
import type { RowKey } from '../../ports/effects.ts';
import type { StoredRow } from '../../ports/row-store.ts';
import { batchGet } from './batch-get.ts';
import { attributesOf, readContents } from './content.ts';
import type { Item } from './item.ts';
import { ACCUMULATORS, rowItemKey } from './row-item.ts';

/** A row, and the item that it was read from. */
export interface ReadRow {
  readonly row: StoredRow;
  readonly item: Item;
}

/**
 * Rows that exist, strongly consistent, in any order.
 *
 * @param more - Attributes of the item that are wanted beside the accumulators.
 */
export async function readRows(
  client: DynamoDBClient,
  table: string,
  { keys, more = [] }: { readonly keys: readonly RowKey[]; readonly more?: readonly string[] },
): Promise<ReadRow[]> {
  const byItemKey = new Map(keys.map((key) => [textOf(rowItemKey(key)), key]));
  const attributes = [...attributesOf(ACCUMULATORS), ...more];
  const items = await batchGet(client, table, {
    keys: keys.map((key) => rowItemKey(key)),
    attributes,
  });
  const read = await readContents(client, table, { items, at: ACCUMULATORS, attributes });
  return read.flatMap(({ item, content }): ReadRow[] => {
    const found = byItemKey.get(textOf(item));
    if (found === undefined) return [];
    const { view, key, start, since } = found;
    const part = since === undefined ? {} : { since };
    return [{ row: { view, key, start, ...part, acc: (content ?? []) as Json[] }, item }];
  });
}

const textOf = ({ pk, sk }: Item): string => `${pk?.S}\n${sk?.S}`;
