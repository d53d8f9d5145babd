import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import type { Json } from '../../core/aggregators/aggregator.ts';
import type { ErasedPlace, ErasedShowing, RowEraser } from '../../ports/row-eraser.ts';
import { holds } from '../../runtime/erasure/holds.ts';
import { attributesOf, partsIn, readContents } from './content.ts';
import type { Item } from './item.ts';
import { besideWhom, removeOrphans } from './orphan-parts.ts';
import { PARTS_PREFIX } from './parts.ts';
import { projection } from './projection.ts';
import { queryAll, queryMade } from './query-key.ts';
import { madeOf, monthsIn, WHOLE_RECORD } from './record-store.ts';
import { ACCUMULATORS, rowItemKey } from './row-item.ts';
import { WINDOW_INDEX } from './row-reader.ts';
import { removeParts } from './write-parts.ts';

/** Deletes that are under way at once. */
const CONCURRENCY = 16;

/** Deletes rows and records from the views table, with what is beside them. */
export function dynamoRowEraser(client: DynamoDBClient, table: string): RowEraser {
  async function removeOne({ pk, sk }: Item): Promise<void> {
    const Key = { pk: { S: pk?.S ?? '' }, sk: { S: sk?.S ?? '' } };
    const { Attributes } = await client.send(
      new DeleteItemCommand({ TableName: table, Key, ReturnValues: 'ALL_OLD' }),
    );
    for (const at of [ACCUMULATORS, WHOLE_RECORD]) {
      const parts = partsIn(Attributes, at);
      if (parts !== undefined) await removeParts(client, table, parts);
    }
  }
  const remove = (items: readonly Item[]): Promise<unknown> =>
    pMap(items, removeOne, { concurrency: CONCURRENCY });

  /** Whether items show a subject where they may. */
  async function showing(items: readonly Item[], of: ErasedShowing): Promise<Item[]> {
    const shown = items.filter((item) => of.columns.some((name) => isIn(item[name], of.texts)));
    const rest = items.filter((item) => !shown.includes(item));
    const rows = rest.filter((item) => 'acc' in item && of.accumulators.length > 0);
    const cut = rest.filter(({ truncated }) =>
      truncated?.SS?.some((each) => of.columns.includes(each)),
    );
    const inRows = await readContents(client, table, {
      ...{ items: rows, at: ACCUMULATORS, attributes: attributesOf(ACCUMULATORS) },
    });
    const inRecords = await readContents(client, table, {
      ...{ items: cut, at: WHOLE_RECORD, attributes: attributesOf(WHOLE_RECORD) },
    });
    return [
      ...shown,
      ...inRows.flatMap(({ item, content }) => {
        const acc = (content ?? []) as readonly Json[];
        return of.accumulators.some((i) => holds(acc[i], of.texts)) ? [item] : [];
      }),
      ...inRecords.flatMap(({ item, content }) => (holds(content, of.texts) ? [item] : [])),
    ];
  }

  return {
    async count(place) {
      let found = 0;
      for await (const some of itemsIn(client, table, { place, attributes: [] })) {
        found += some.length;
      }
      return found;
    },

    async erase(place, of) {
      let erased = 0;
      if (of === undefined && 'key' in place) {
        // all parts, also those that somebody left who died; first, as the rows say that there is something
        const pk = `${PARTS_PREFIX}${partitionOf(place)}`;
        await remove(await partition(client, table, { pk, attributes: ['pk', 'sk'] }));
      }
      const attributes =
        of === undefined
          ? []
          : [...of.columns, 'truncated', ...[ACCUMULATORS, WHOLE_RECORD].flatMap(attributesOf)];
      const beside = new Set<string>();
      for await (const some of itemsIn(client, table, { place, attributes })) {
        const meant = of === undefined ? some : await showing(some, of);
        await remove(meant);
        erased += meant.length;
        if ('key' in place) beside.add(partitionOf(place));
      }
      if (!('key' in place || 'stepKey' in place)) {
        for await (const some of scan(client, table, { prefix: `${PARTS_PREFIX}${place.view}#` })) {
          for (const pk of besideWhom(some)) beside.add(pk);
        }
      }
      for (const pk of beside) {
        await removeOrphans(client, table, { pk, at: [ACCUMULATORS, WHOLE_RECORD] });
      }
      return erased;
    },

    eraseRows: async (rows) => void (await remove(rows.map((row) => rowItemKey(row)))),
  };
}

interface Wanted {
  readonly place: ErasedPlace;
  readonly attributes: readonly string[];
}

/** The items of a place, page by page. */
async function* itemsIn(
  client: DynamoDBClient,
  table: string,
  { place, attributes: more }: Wanted,
): AsyncGenerator<readonly Item[]> {
  const attributes = ['pk', 'sk', ...more];
  if ('key' in place) {
    const pk = partitionOf(place);
    yield await partition(client, table, { pk, attributes });
  } else if ('stepKey' in place) {
    const { range } = place;
    for (const month of monthsIn(range)) {
      const made = madeOf(place, month);
      yield await queryMade(client, table, { index: WINDOW_INDEX, made, range, attributes });
    }
  } else {
    yield* scan(client, table, { prefix: `${place.view}#`, attributes });
  }
}

/** All items whose partition key begins so, page by page. */
async function* scan(
  client: DynamoDBClient,
  TableName: string,
  { prefix, attributes = ['pk'] }: { prefix: string; attributes?: readonly string[] },
): AsyncGenerator<readonly Item[]> {
  const pages = paginateScan(
    { client },
    {
      ...{ TableName, ConsistentRead: true, FilterExpression: 'begins_with(pk, :prefix)' },
      ...projection(attributes),
      ExpressionAttributeValues: { ':prefix': { S: prefix } },
    },
  );
  for await (const { Items = [] } of pages) yield Items;
}

const partitionOf = ({ view, key }: { readonly view: string; readonly key: string }): string =>
  rowItemKey({ view, key, start: 0 }).pk.S;

const partition = (
  client: DynamoDBClient,
  table: string,
  { pk, attributes }: { readonly pk: string; readonly attributes: readonly string[] },
): Promise<Item[]> =>
  queryAll(client, {
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk',
    ...projection(attributes),
    ExpressionAttributeValues: { ':pk': { S: pk } },
  });

/** Whether one of the texts is a value of an attribute, however deep; JSON in rows is text. */
function isIn(attribute: AttributeValue | undefined, texts: ReadonlySet<string>): boolean {
  if (attribute === undefined) return false;
  const { S, N, BOOL, L, M, SS } = attribute;
  if (S !== undefined) return texts.has(S) || (/^[[{]/.test(S) && holds(parsed(S), texts));
  if (N !== undefined || BOOL !== undefined) return texts.has(String(N ?? BOOL));
  if (SS !== undefined) return SS.some((text) => texts.has(text));
  return (L ?? Object.values(M ?? {})).some((each) => isIn(each, texts));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // text that only begins like JSON
  }
}
