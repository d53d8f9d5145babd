import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoCoverageStore } from '../adapters/dynamodb/coverage-store.ts';
import { dynamoRowReader } from '../adapters/dynamodb/row-reader.ts';
import { dynamoViewVersions } from '../adapters/dynamodb/view-versions.ts';
import type { EventTime } from '../core/time.ts';
import type { Pipeline, ViewDefinition } from '../pipeline/definition/definition.ts';
import { type PlainRow, plainRow } from '../serving/plain-row.ts';
import type { PlainValue } from '../serving/plain-value.ts';
import { QueryError } from '../serving/query-error.ts';
import { queryRows } from '../serving/query-rows.ts';
import { columnsByView, servedView } from '../serving/served-view.ts';
import { activeOf, versionsOf, viewOfId } from '../serving/view-named.ts';

/** Where rows are. */
export interface ViewClientOptions {
  /** Name of the table: output `ViewsTable` of the data stack. */
  readonly table: string;
  /** @defaultValue a client by the environment's region and credentials */
  readonly dynamodb?: DynamoDBClient;
}

/** Which rows are asked for; bounds are of the starts of windows, `from ≤ start < to`. */
export interface RowQueryOptions {
  /** Values of the grouping fields joined by `|`; all keys without it. */
  readonly key?: string;
  /** Earliest start; the beginning without it. */
  readonly from?: Date;
  /** Start from which on no more rows are given; none without it. */
  readonly to?: Date;
  /** Counts back from how far the view is complete; not together with `from`. Milliseconds. */
  readonly last?: number;
}

/** What was asked for. */
export interface RowsAnswer<Values> {
  /** By window and then key. */
  readonly rows: readonly PlainRow<Values>[];
  /** Event time up to which the view is complete; `null` until every shard has been heard of. */
  readonly completeTo: Date | null;
}

/** Reads the rows of one pipeline. */
export interface ViewClient {
  /**
   * The rows of a view; of its active version unless one is named (`sales@2`).
   *
   * @throws {@link QueryError} if that cannot be looked up: an unknown view, no key where one is
   *   needed, too many windows. Whatever DynamoDB throws passes through.
   */
  rows<Values = Readonly<Record<string, PlainValue>>>(
    view: string,
    query?: RowQueryOptions,
  ): Promise<RowsAnswer<Values>>;
}

/**
 * A reader of a pipeline's rows; needs `dynamodb:Query` and `BatchGetItem` on the table and its indexes.
 *
 * @example
 * const client = viewClient(shop, { table: process.env.VIEWS_TABLE });
 * const { rows } = await client.rows<{ revenue: string }>('sales_by_country', { key: 'France', last: 86_400_000 });
 */
export function viewClient(
  pipeline: Pipeline,
  { table, dynamodb = new DynamoDBClient({}) }: ViewClientOptions,
): ViewClient {
  const reader = dynamoRowReader(dynamodb, table, columnsByView(pipeline));
  const versions = dynamoViewVersions(dynamodb, table);
  const coverage = dynamoCoverageStore(dynamodb, table);

  async function viewOf(text: string): Promise<ViewDefinition> {
    const declared = versionsOf(pipeline, text);
    const view =
      declared.length === 0
        ? viewOfId(pipeline, text)
        : activeOf(declared, await versions.active(text));
    if (view !== undefined) return view;
    const names = pipeline.views.map(({ name, version }) => `${name}@${version}`);
    throw new QueryError(
      `${text}: ${pipeline.name} has no such view, or not its active version; got "${text}", expected one of ${names.join(', ')}; name one of these`,
    );
  }

  return {
    async rows<Values>(name: string, { from, to, ...query }: RowQueryOptions = {}) {
      const view = servedView(await viewOf(name));
      const asked = { ...query, from: from?.getTime(), to: to?.getTime() };
      const { rows, watermark } = await queryRows(view, asked, {
        reader,
        reached: async () => undefined,
        covered: async (id) => (await coverage.read(id)).ranges,
      });
      return {
        rows: rows.map((row) => plainRow(view, row) as PlainRow<Values>),
        completeTo: dateOf(watermark),
      };
    },
  };
}

const dateOf = (at: EventTime): Date | null => (Number.isFinite(at) ? new Date(at) : null);
