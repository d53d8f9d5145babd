import type { BatchResults } from '../../ports/batch-results.ts';
import type { Lake } from '../../ports/lake.ts';
import type { RowLayout } from '../dynamodb/row-item.ts';
import { encodeResults } from '../parquet/encode-results.ts';

/**
 * Results as Parquet: `batch-results/view=<view>/run=<run>/<part>.parquet`.
 *
 * @param layouts - By view id.
 */
export const lakeBatchResults = (
  lake: Lake,
  layouts: ReadonlyMap<string, RowLayout>,
): BatchResults => ({
  async put({ view, run, part, rows }) {
    const layout = layouts.get(view);
    if (layout === undefined) return;
    const name = `batch-results/view=${view}/run=${run}/${part}.parquet`;
    await lake.createObject(name, encodeResults(rows, layout), {});
  },
});
