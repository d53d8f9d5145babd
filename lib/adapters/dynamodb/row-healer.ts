import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Json } from '../../core/aggregators/aggregator.ts';
import { InvariantError } from '../../errors/invariant-error.ts';
import { healedFence, type LiveRow, type RowHealer } from '../../ports/row-healer.ts';
import { putIf } from './is-written.ts';
import { queryKey, windowOf } from './query-key.ts';
import { readRows } from './read-rows.ts';
import { type Item, type RowLayout, rowItem } from './row-item.ts';

/**
 * Heals rows in the table that `dynamoRowStore` writes.
 *
 * @param layouts - By view id.
 */
export const dynamoRowHealer = (
  client: DynamoDBClient,
  table: string,
  layouts: ReadonlyMap<string, RowLayout>,
): RowHealer => ({
  async readLive(keys) {
    const found = await readRows(client, table, { keys, more: ['windowEnd', 'fence', 'run'] });
    return found.map(({ row, item }) => liveRow(row, item));
  },

  async readKey({ view, key }, range) {
    const attributes = ['sk', 'acc', 'windowEnd', 'fence', 'run'];
    const items = await queryKey(client, table, { view, key, range, attributes });
    return items.map((item) => {
      const acc = JSON.parse(item['acc']?.S ?? '[]') as Json[];
      return liveRow({ view, key, acc }, item);
    });
  },

  async heal({ row, run, expected }) {
    const layout = layouts.get(row.view);
    if (layout === undefined) throw new InvariantError('L20', `${row.view} has no rows to heal`);
    const item = { ...rowItem(row, layout, healedFence(run)), run: { S: run } };
    const value = expected === undefined ? undefined : { S: expected };
    return putIf(client, { table, item }, { attribute: 'fence', value });
  },
});

const liveRow = (row: Omit<LiveRow, 'start' | 'end' | 'fence' | 'run'>, item: Item): LiveRow => ({
  ...row,
  ...windowOf(item),
  fence: item['fence']?.S ?? '',
  run: item['run']?.S ?? null,
});
