import type { DynamoDBClient, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { Json } from '../../core/aggregators/aggregator.ts';
import { formatInstant, parseInstant } from '../../core/instant.ts';
import { END_OF_TIME, type EventTime } from '../../core/time.ts';
import type { Column, ReadOptions, RowReader, ViewRow } from '../../ports/row-reader.ts';
import { attributesOf, type ReadItem, readContents } from './content.ts';
import { controlKey, formerControlKey, RETIRED } from './control-items.ts';
import type { Item } from './item.ts';
import { projection } from './projection.ts';
import { queryAll, queryKey, windowOf } from './query-key.ts';
import { ACCUMULATORS } from './row-item.ts';
import { valueFrom } from './value-from.ts';

/** Index of the views table by view and start of the window. */
export const WINDOW_INDEX = { name: 'byWindow', partitionKey: 'viewWindow' } as const;

/** What a row has beside its columns. */
const OWN = [
  ...['pk', 'sk', 'key', 'windowEnd', 'updatedAt', 'run'],
  ...['capped', 'truncated', 'mergedInto'],
] as const;

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
  const query = (input: Omit<QueryCommandInput, 'TableName'>): Promise<Item[]> =>
    queryAll(client, { TableName: table, ...input });

  async function rowsIn(view: string, items: readonly Item[], options: ReadOptions) {
    const rowIn = ({ item, content }: ReadItem): ViewRow =>
      rowOf({ item, content }, view, columns.get(view) ?? []);
    if (!options.withAccumulators) return items.map((item) => rowIn({ item, content: undefined }));
    const wanted = { items, at: ACCUMULATORS, attributes: attributes(view, options) };
    const read = await readContents(client, table, wanted);
    return read.filter(({ item }) => item['mergedInto'] === undefined).map(rowIn);
  }

  const attributes = (view: string, { withAccumulators = false }: ReadOptions): string[] => [
    ...OWN,
    ...(withAccumulators ? attributesOf(ACCUMULATORS) : []),
    ...(columns.get(view) ?? []).map(({ name }) => name),
  ];

  return {
    async rowsOfKey({ view, key }, range, { latest, ...options } = {}) {
      const of = { view, key, range, attributes: attributes(view, options), latest };
      return rowsIn(view, await queryKey(client, table, of), options);
    },

    async rowsOfWindow({ view, start }, options = {}) {
      const wanted = projection(attributes(view, options));
      const items = await query({
        IndexName: WINDOW_INDEX.name,
        KeyConditionExpression: '#index = :window',
        ...wanted,
        ExpressionAttributeNames: {
          ...wanted.ExpressionAttributeNames,
          '#index': WINDOW_INDEX.partitionKey,
        },
        ExpressionAttributeValues: { ':window': { S: `${view}#${formatInstant(start)}` } },
      });
      return rowsIn(view, items, options);
    },

    async watermarks(view) {
      const at = { kind: 'watermark', view, sk: '' } as const;
      const ask = ({ pk }: ReturnType<typeof controlKey>) =>
        query({
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
        });
      const [items, former] = await Promise.all([ask(controlKey(at)), ask(formerControlKey(at))]);
      const tasks = new Map<string, EventTime | undefined>();
      for (const item of [...former.filter(isOfTask), ...items]) {
        const task = item['sk']?.S ?? '';
        const [before, now] = [tasks.get(task), watermarkOf(item)];
        tasks.set(task, before !== undefined && !(before < (now ?? before)) ? before : now);
      }
      return tasks;
    },
  };
}

/** Rows of a key called `@watermark` were once beside these; a row's sort key is a time. */
const isOfTask = ({ sk }: Item): boolean => !/^[\d+-]/.test(sk?.S ?? '');

function watermarkOf(item: Item): EventTime | undefined {
  const text = item['watermark']?.N;
  if (text === undefined) return undefined;
  return Number(text) === RETIRED ? END_OF_TIME : Number(text);
}

function rowOf({ item, content }: ReadItem, view: string, columns: readonly Column[]): ViewRow {
  const instant = (name: string): EventTime | undefined => parseInstant(item[name]?.S ?? '');
  return {
    view,
    key: item['key']?.S ?? '',
    ...windowOf(item),
    updatedAt: instant('updatedAt') ?? null,
    values: Object.fromEntries(
      columns.map(({ name, type }) => [name, valueFrom(item[name], type)]),
    ),
    acc: (content as Json[] | undefined) ?? null,
    capped: (item['capped']?.SS ?? []).toSorted(),
    truncated: (item['truncated']?.SS ?? []).toSorted(),
    run: item['run']?.S ?? null,
  };
}
