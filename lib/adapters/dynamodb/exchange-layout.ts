import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  type ExchangeLayout,
  FIRST_LAYOUT,
  type Layout,
  newerLayout,
} from '../../ports/exchange-layout.ts';
import { type Expected, putIf } from './is-written.ts';

/** How long a layout is used before it is asked for again. Milliseconds. */
const ASK_EVERY = 10_000;

/**
 * The layout of a pipeline's exchange, one item of the state table.
 *
 * @param now - Wall clock: says only when to ask again.
 */
export function dynamoExchangeLayout(
  client: DynamoDBClient,
  table: string,
  { pipeline, now }: { readonly pipeline: string; readonly now: () => number },
): ExchangeLayout {
  const key = { pk: { S: `X#${pipeline}` }, sk: { S: 'X' } };
  let known: Layout = FIRST_LAYOUT;
  let askedAt = Number.NEGATIVE_INFINITY;

  return {
    async read() {
      if (now() - askedAt < ASK_EVERY) return known;
      const asked = now();
      const { Item } = await client.send(
        new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }),
      );
      if (Item !== undefined) {
        const { version, level } = Item;
        known = newerLayout(known, { version: Number(version?.N), level: Number(level?.N) });
      }
      askedAt = asked;
      return known;
    },

    async write({ version, level }) {
      const item = { ...key, version: { N: String(version) }, level: { N: String(level) } };
      const before: Expected = {
        attribute: 'version',
        value: version - 1 === FIRST_LAYOUT.version ? undefined : { N: String(version - 1) },
      };
      if (!(await putIf(client, { table, item }, before))) return false;
      known = newerLayout(known, { version, level });
      return true;
    },
  };
}
