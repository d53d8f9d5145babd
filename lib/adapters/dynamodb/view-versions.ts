import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { formatInstant, parseInstant } from '../../core/instant.ts';
import type { ViewVersions } from '../../ports/view-versions.ts';
import { putIf } from './is-written.ts';
import type { Item } from './item.ts';

/** Key of the item that says which version of a view is active. */
const versionItemKey = (view: string): Item => ({
  pk: { S: `${view}#@version` },
  sk: { S: 'active' },
});

/** Active versions in the table of rows, where whoever reads rows without us finds them too. */
export const dynamoViewVersions = (client: DynamoDBClient, table: string): ViewVersions => ({
  async active(view) {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: versionItemKey(view), ConsistentRead: true }),
    );
    if (Item === undefined) return undefined;
    const before = Item['before']?.N;
    return {
      version: Number(Item['version']?.N),
      before: before === undefined ? null : Number(before),
      since: parseInstant(Item['since']?.S ?? '') ?? 0,
    };
  },

  async switchTo({ view, from, to, at }) {
    const item: Item = {
      ...versionItemKey(view),
      version: { N: String(to) },
      since: { S: formatInstant(at) },
      ...(from === undefined ? {} : { before: { N: String(from) } }),
    };
    const value = from === undefined ? undefined : { N: String(from) };
    return putIf(client, { table, item }, { attribute: 'version', value });
  },
});
