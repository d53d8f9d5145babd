import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { valueFrom } from '../../../lib/adapters/dynamodb/value-from.ts';
import { eventCodec } from '../../../lib/core/operators/event-codec.ts';
import type { Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import { viewId } from '../../../lib/pipeline/definition/view-id.ts';
import { canonical, type Given } from '../definitions/platforms.ts';

/** The rows and records that a table holds, as `runGives` writes them. */
export async function givenByTable(
  client: DynamoDBClient,
  table: string,
  pipeline: Pipeline,
): Promise<Pick<Given, 'rows' | 'records'>> {
  const rows: string[] = [];
  const records: string[] = [];
  const pages = paginateScan({ client }, { TableName: table, ConsistentRead: true });
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      const text = (name: string): string => item[name]?.S ?? '';
      const view = pipeline.views.find((each) => text('pk') === `${viewId(each)}#${text('key')}`);
      if (view === undefined || item['mergedInto'] !== undefined) continue;
      const [time = ''] = text('sk').split('#'); // of a record: of its own, whatever window it is about
      const start = Date.parse(time);
      const at = `${viewId(view)} ${text('key')} ${start}`;
      if (item['acc'] !== undefined) {
        rows.push(`${at} ${Date.parse(text('windowEnd'))}: ${text('acc')}`);
        continue;
      }
      const { fields } = view.operator;
      const event = Object.fromEntries(
        Object.entries(fields).map(([name, { type }]) => [
          name,
          item[name] === undefined ? undefined : valueFrom(item[name], type),
        ]),
      );
      records.push(`${at}: ${canonical(eventCodec(fields).encode(event))}`);
    }
  }
  return { rows: rows.sort(), records: records.sort() };
}
