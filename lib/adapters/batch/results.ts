import type { Fields } from '../../core/field-type.ts';
import { LAKE_PREFIXES } from '../../pipeline/lake-prefixes.ts';
import type { BatchResults } from '../../ports/batch-results.ts';
import type { Lake } from '../../ports/lake.ts';
import type { RowLayout } from '../dynamodb/row-item.ts';
import { encodeRecords, encodeRows } from '../parquet/encode-results.ts';

/** How results look, by view id. */
export interface ResultShapes {
  readonly layouts: ReadonlyMap<string, RowLayout>;
  /** Of views whose results are records. */
  readonly fields: ReadonlyMap<string, Fields>;
}

/** Results as Parquet: `batch-results/view=<view>/run=<run>/<part>.parquet`. */
export const lakeBatchResults = (lake: Lake, { layouts, fields }: ResultShapes): BatchResults => ({
  async put({ view, run, part, rows, records = [] }) {
    const layout = layouts.get(view);
    const name = `${LAKE_PREFIXES.results}view=${view}/run=${run}/${part}.parquet`;
    const bytes =
      layout === undefined
        ? encodeRecords(records, fields.get(view) ?? {})
        : encodeRows(rows, layout);
    await lake.createObject(name, bytes, {});
  },
});
