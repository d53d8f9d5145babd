import {
  type DynamoDBClient,
  paginateQuery,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Json } from '../../core/aggregators/aggregator.ts';
import { formatInstant, parseInstant } from '../../core/instant.ts';
import {
  EARLIEST_EVENT_TIME,
  END_OF_TIME,
  type EventTime,
  LATEST_EVENT_TIME,
} from '../../core/time.ts';
import type {
  Column,
  ReadOptions,
  RowReader,
  StartRange,
  ViewRow,
} from '../../ports/row-reader.ts';
import { type Item, rowItemKey } from './row-item.ts';
import { RETIRED, watermarkItemKey } from './row-store.ts';
import { valueFrom } from './value-from.ts';

/** Index of the views table by view and start of the window. */
export const WINDOW_INDEX = { name: 'byWindow', partitionKey: 'viewWindow' } as const;

/** What a row has beside its columns. */
const OWN = ['sk', 'key', 'windowEnd', 'updatedAt', 'capped', 'run'] as const;

/**
 * Rows in the table that `dynamoRowStore` writes.
 *
 * @param columns - Of each view, by view id. Of a view without, rows show no values.
 */
export function dynamoRowReader(
  client: DynamoDBClient,
  table: string,
  columns: ReadonlyMap<string, readonly Column[]>,
): RowReader {
  async function query(
    input: Omit<QueryCommandInput, 'TableName'>,
    most = Number.POSITIVE_INFINITY,
  ): Promise<Item[]> {
    const items: Item[] = [];
    for await (const page of paginateQuery({ client }, { TableName: table, ...input })) {
      items.push(...(page.Items ?? []));
      if (items.length >= most) break;
    }
    return items.slice(0, most);
  }

  const rowsIn = (view: string, items: readonly Item[]): ViewRow[] =>
    items.map((item) => rowOf(item, view, columns.get(view) ?? []));

  const attributes = (view: string, { withAccumulators = false }: ReadOptions) =>
    projection([
      ...OWN,
      ...(withAccumulators ? ['acc'] : []),
      ...(columns.get(view) ?? []).map(({ name }) => name),
    ]);

  return {
    async rowsOfKey({ view, key }, { from, to }, options = {}) {
      const range = sortKeys({ from, to });
      if (range === undefined) return [];
      const { names, expression } = attributes(view, options);
      const { latest } = options;
      const items = await query(
        {
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          FilterExpression: 'attribute_not_exists(mergedInto)',
          ProjectionExpression: expression,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: {
            ':pk': rowItemKey({ view, key, start: 0 })['pk'] ?? { S: '' },
            ':from': { S: range.first },
            ':to': { S: range.last },
          },
          ...(latest === undefined ? {} : { ScanIndexForward: false, Limit: latest }),
        },
        latest,
      );
      return rowsIn(view, latest === undefined ? items : items.reverse());
    },

    async rowsOfWindow({ view, start }, options = {}) {
      const { names, expression } = attributes(view, options);
      const items = await query({
        IndexName: WINDOW_INDEX.name,
        KeyConditionExpression: '#index = :window',
        ProjectionExpression: expression,
        ExpressionAttributeNames: { ...names, '#index': WINDOW_INDEX.partitionKey },
        ExpressionAttributeValues: { ':window': { S: `${view}#${formatInstant(start)}` } },
      });
      return rowsIn(view, items);
    },

    async watermarks(view) {
      const items = await query({
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': watermarkItemKey(view, '').pk },
      });
      return new Map(items.map((item) => [item['sk']?.S ?? '', watermarkOf(item)]));
    },
  };
}

function watermarkOf(item: Item): EventTime | undefined {
  const text = item['watermark']?.N;
  if (text === undefined) return undefined;
  return Number(text) === RETIRED ? END_OF_TIME : Number(text);
}

/**
 * First and last sort key of a range, both inclusive; `undefined` if no instant lies in it.
 *
 * Where a key has several rows of one time, `#` and what caused them stand behind it; `$` is next to
 * `#` and stands behind them all.
 */
function sortKeys({ from, to }: StartRange): { first: string; last: string } | undefined {
  const first = Math.max(Math.ceil(from), EARLIEST_EVENT_TIME);
  const last = Math.min(Math.ceil(to) - 1, LATEST_EVENT_TIME);
  if (!(first <= last)) return undefined;
  return { first: formatInstant(first), last: `${formatInstant(last)}$` };
}

/**
 * Names are the author's, so any of them may be a word that DynamoDB keeps for itself. None may be
 * asked for twice: alerts have the window that they are about as columns of their own.
 */
function projection(attributes: readonly string[]) {
  const names = Object.fromEntries([...new Set(attributes)].map((name, i) => [`#a${i}`, name]));
  return { names, expression: Object.keys(names).join(', ') };
}

/** An end of a window after the last instant that an event can have. */
const beyond = (text: string | undefined): EventTime | undefined =>
  text?.startsWith('+') ? Date.parse(text) : undefined;

function rowOf(item: Item, view: string, columns: readonly Column[]): ViewRow {
  const instant = (name: string): EventTime | undefined => parseInstant(item[name]?.S ?? '');
  const start = parseInstant(item['sk']?.S?.split('#', 1)[0] ?? '') ?? 0;
  const acc = item['acc']?.S;
  return {
    view,
    key: item['key']?.S ?? '',
    start,
    end: instant('windowEnd') ?? beyond(item['windowEnd']?.S) ?? start,
    updatedAt: instant('updatedAt') ?? null,
    values: Object.fromEntries(
      columns.map(({ name, type }) => [name, valueFrom(item[name], type)]),
    ),
    acc: acc === undefined ? null : (JSON.parse(acc) as Json[]),
    capped: (item['capped']?.SS ?? []).toSorted(),
    run: item['run']?.S ?? null,
  };
}
