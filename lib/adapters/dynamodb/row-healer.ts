import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Json } from '../../core/aggregators/aggregator.ts';
import { InvariantError } from '../../errors/invariant-error.ts';
import { healedFence, type LiveRow, type RowHealer } from '../../ports/row-healer.ts';
import { attributesOf, readContents } from './content.ts';
import { isStill } from './is-written.ts';
import type { Item } from './item.ts';
import { putStored } from './put-stored.ts';
import { queryKey, windowOf } from './query-key.ts';
import { readRows } from './read-rows.ts';
import { ACCUMULATORS, type RowTable, storedRow } from './row-item.ts';

/** What is wanted of a row beside its accumulators. */
const MORE = ['windowEnd', 'run'];

/**
 * Heals rows in the table that `dynamoRowStore` writes.
 *
 * @param layouts - By view id.
 * @param now - Wall clock, used for nothing but expiry of rows that were merged away.
 */
export const dynamoRowHealer = (
  client: DynamoDBClient,
  table: string,
  { layouts, now }: RowTable,
): RowHealer => ({
  async readLive(keys) {
    const found = await readRows(client, table, { keys, more: MORE });
    return found.map(({ row, item }) => liveRow(row, item));
  },

  async readKey({ view, key }, range) {
    const attributes = [...attributesOf(ACCUMULATORS), ...MORE, 'mergedInto'];
    const items = await queryKey(client, table, { view, key, range, attributes });
    const read = await readContents(client, table, { items, at: ACCUMULATORS, attributes });
    return read
      .filter(({ item }) => item['mergedInto'] === undefined)
      .map(({ item, content }) => liveRow({ view, key, acc: (content ?? []) as Json[] }, item));
  },

  async heal({ row, run, expected }) {
    const layout = layouts.get(row.view);
    if (layout === undefined) throw new InvariantError('L20', `${row.view} has no rows to heal`);
    return putStored(client, table, {
      stored: storedRow(row, layout, { fence: healedFence(run), run, now: now() }),
      at: ACCUMULATORS,
      mayReplaceParts: true,
      ...isStill({
        attribute: 'fence',
        value: expected === undefined ? undefined : { S: expected },
      }),
    });
  },
});

const liveRow = (
  row: Omit<LiveRow, 'start' | 'since' | 'end' | 'fence' | 'run'>,
  item: Item,
): LiveRow => ({
  ...row,
  ...windowOf(item),
  fence: item['fence']?.S ?? '',
  run: item['run']?.S ?? null,
});
