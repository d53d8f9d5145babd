import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvariantError } from '../../errors/invariant-error.ts';
import { healedFence, type LiveRow, type RowHealer } from '../../ports/row-healer.ts';
import { putIf } from './is-written.ts';
import { readRows } from './read-rows.ts';
import { type RowLayout, rowItem } from './row-item.ts';

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
    const found = await readRows(client, table, { keys, more: ['fence', 'run'] });
    return found.map(
      ({ row, item }): LiveRow => ({
        ...row,
        fence: item['fence']?.S ?? '',
        run: item['run']?.S ?? null,
      }),
    );
  },

  async heal({ row, run, expected }) {
    const layout = layouts.get(row.view);
    if (layout === undefined) throw new InvariantError('L20', `${row.view} has no rows to heal`);
    const item = { ...rowItem(row, layout, healedFence(run)), run: { S: run } };
    const value = expected === undefined ? undefined : { S: expected };
    return putIf(client, { table, item }, { attribute: 'fence', value });
  },
});
