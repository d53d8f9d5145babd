import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { formatInstant, parseInstant } from '../../core/instant.ts';
import type { ViewVersions } from '../../ports/view-versions.ts';
import { readControl, replaceControl } from './control-items.ts';
import type { Item } from './item.ts';

const activeOf = (view: string) => ({ kind: 'version', view, sk: 'active' }) as const;

/** Active versions in the table of rows, where whoever reads rows without us finds them too. */
export const dynamoViewVersions = (client: DynamoDBClient, table: string): ViewVersions => ({
  async active(view) {
    const item = await readControl(client, table, activeOf(view));
    if (item === undefined) return undefined;
    const before = item['before']?.N;
    return {
      version: Number(item['version']?.N),
      before: before === undefined ? null : Number(before),
      since: parseInstant(item['since']?.S ?? '') ?? 0,
    };
  },

  async switchTo({ view, from, to, at }) {
    const attributes: Item = {
      version: { N: String(to) },
      since: { S: formatInstant(at) },
      ...(from === undefined ? {} : { before: { N: String(from) } }),
    };
    const value = from === undefined ? undefined : { N: String(from) };
    const expected = { attribute: 'version', value };
    return replaceControl(client, table, { at: activeOf(view), attributes, expected });
  },
});
