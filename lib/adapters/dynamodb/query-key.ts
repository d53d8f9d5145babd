import {
  type AttributeValue,
  type DynamoDBClient,
  paginateQuery,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { formatInstant, parseInstant } from '../../core/instant.ts';
import { EARLIEST_EVENT_TIME, type EventTime, LATEST_EVENT_TIME } from '../../core/time.ts';
import type { RowKey } from '../../ports/effects.ts';
import type { StartRange } from '../../ports/row-reader.ts';
import type { Item } from './item.ts';
import { projection } from './projection.ts';
import { rowItemKey } from './row-item.ts';

/** Rows and records of one key that start in a range. */
export interface KeyQuery {
  readonly view: string;
  readonly key: string;
  readonly range: StartRange;
  readonly attributes: readonly string[];
  /** Only so many of them, the last ones; at least 1. */
  readonly latest?: number | undefined;
}

/** The items of one key in the order of their starts, strongly consistent; none that was merged away. */
export async function queryKey(
  client: DynamoDBClient,
  table: string,
  { view, key, range, attributes, latest }: KeyQuery,
): Promise<Item[]> {
  const sortKeys = sortKeysIn(range);
  if (sortKeys === undefined) return [];
  const items = await queryAll(
    client,
    {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      FilterExpression: 'attribute_not_exists(mergedInto)',
      ...projection(attributes),
      ExpressionAttributeValues: {
        ':pk': rowItemKey({ view, key, start: 0 })['pk'] ?? { S: '' },
        ':from': { S: sortKeys.first },
        ':to': { S: sortKeys.last },
      },
      ...(latest === undefined ? {} : { ScanIndexForward: false, Limit: latest }),
    },
    latest,
  );
  return latest === undefined ? items : items.reverse();
}

/** Records of a range that an index has under one of its keys; it may lag behind by moments. */
export async function queryMade(
  client: DynamoDBClient,
  table: string,
  { index, made, range, attributes }: MadeQuery,
): Promise<Item[]> {
  const sortKeys = sortKeysIn(range);
  if (sortKeys === undefined) return [];
  const wanted = projection(attributes);
  return queryAll(client, {
    TableName: table,
    IndexName: index.name,
    KeyConditionExpression: '#index = :made',
    FilterExpression: 'sk BETWEEN :from AND :to',
    ...wanted,
    ExpressionAttributeNames: { ...wanted.ExpressionAttributeNames, '#index': index.partitionKey },
    ExpressionAttributeValues: {
      ':made': made,
      ':from': { S: sortKeys.first },
      ':to': { S: sortKeys.last },
    },
  });
}

interface MadeQuery extends Pick<KeyQuery, 'range' | 'attributes'> {
  readonly index: { readonly name: string; readonly partitionKey: string };
  readonly made: AttributeValue;
}

/** All items of a query, or so many. */
export async function queryAll(
  client: DynamoDBClient,
  input: QueryCommandInput,
  most = Number.POSITIVE_INFINITY,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of paginateQuery({ client }, input)) {
    for (const item of page.Items ?? []) items.push(item);
    if (items.length >= most) break;
  }
  return items.slice(0, most);
}

/**
 * First and last sort key of a range, both inclusive; `undefined` if no instant lies in it.
 *
 * Where a key has several rows of one time, `#` and what caused them stand behind it; `$` is next to
 * `#` and stands behind them all.
 */
function sortKeysIn({ from, to }: StartRange): { first: string; last: string } | undefined {
  const first = Math.max(Math.ceil(from), EARLIEST_EVENT_TIME);
  const last = Math.min(Math.ceil(to) - 1, LATEST_EVENT_TIME);
  if (!(first <= last)) return undefined;
  return { first: formatInstant(first), last: `${formatInstant(last)}$` };
}

/** When a row or a record starts, when the window of a row ends, and which part of a pane it is. */
export function windowOf(
  item: Item,
): Pick<RowKey, 'start' | 'since'> & { readonly end: EventTime } {
  const [first = '', behind] = item['sk']?.S?.split('#', 2) ?? [];
  const start = parseInstant(first) ?? 0;
  const end = item['windowEnd']?.S;
  const since = end === undefined ? undefined : instantIn(behind);
  return {
    start,
    ...(since === undefined ? {} : { since }),
    end: instantIn(end) ?? start,
  };
}

/** Starts and ends of windows may lie outside of the years that an event can have. */
function instantIn(text = ''): EventTime | undefined {
  const isOutside = /^(?:[+-]\d{6}|0000)-/.test(text);
  return isOutside ? Date.parse(text) : parseInstant(text);
}
