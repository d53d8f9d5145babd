import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { formatInstant, parseInstant } from '../../core/instant.ts';
import type { Claim, CoverageStore, CoveredRange } from '../../ports/coverage-store.ts';
import { putIf } from './is-written.ts';
import type { Item } from './item.ts';

/** Key of the item that says which windows of a view batch runs have computed again. */
const coverageItemKey = (view: string): Item => ({
  pk: { S: `${view}#@coverage` },
  sk: { S: 'ranges' },
});

/** Coverage in the table of rows, as lists of readable instants. */
export const dynamoCoverageStore = (client: DynamoDBClient, table: string): CoverageStore => ({
  async read(view) {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: coverageItemKey(view), ConsistentRead: true }),
    );
    const ranges = (Item?.['ranges']?.L ?? []).map(({ M = {} }) => rangeOf(M));
    const claims = (Item?.['claims']?.L ?? []).map(
      ({ M = {} }): Claim => ({ ...rangeOf(M), until: instantOf(M, 'until') }),
    );
    return { ranges, claims, version: Number(Item?.['version']?.N ?? 0) };
  },

  async replace(view, { ranges, claims }, expected) {
    const item: Item = {
      ...coverageItemKey(view),
      version: { N: String(expected + 1) },
      ranges: { L: ranges.map((range) => ({ M: rangeItem(range) })) },
      claims: {
        L: claims.map((claim) => ({
          M: { ...rangeItem(claim), until: { S: formatInstant(claim.until) } },
        })),
      },
    };
    const value = expected === 0 ? undefined : { N: String(expected) };
    return putIf(client, { table, item }, { attribute: 'version', value });
  },
});

const rangeItem = ({ from, to, run }: CoveredRange): Item => ({
  from: { S: formatInstant(from) },
  to: { S: formatInstant(to) },
  run: { S: run },
});

const rangeOf = (item: Item): CoveredRange => ({
  from: instantOf(item, 'from'),
  to: instantOf(item, 'to'),
  run: item['run']?.S ?? '',
});

const instantOf = (item: Item, name: string): number => parseInstant(item[name]?.S ?? '') ?? 0;
