import type { Fields } from '../../core/field-type.ts';
import { resultsPrefix } from '../../pipeline/deployed/lake-prefixes.ts';
import type { BatchResults, ResultPart } from '../../ports/batch-results.ts';
import type { Lake } from '../../ports/lake.ts';
import type { RowLayout } from '../dynamodb/row-item.ts';
import { encodeRecords, encodeRows } from './encode-results.ts';

/** How results look, by view id. */
export interface ResultShapes {
  readonly layouts: ReadonlyMap<string, RowLayout>;
  /** Of views whose results are records. */
  readonly fields: ReadonlyMap<string, Fields>;
}

/** Results as Parquet, in a table per view with a partition per run. */
export const lakeBatchResults = (lake: Lake, shapes: ResultShapes): BatchResults => ({
  async put(part) {
    await lake.createObject(resultsName(part), encodeResultsOf(part, shapes), {});
  },
});

/** `batch-results/view=<view>/run=<run>/<part>.parquet` */
export const resultsName = ({ view, run, part }: Omit<ResultPart, 'rows' | 'records'>): string =>
  `${resultsPrefix(view)}run=${run}/${part}.parquet`;

/** A file of results; with all columns also if there are none. */
export function encodeResultsOf(
  { view, rows, records = [] }: Omit<ResultPart, 'run' | 'part'>,
  { layouts, fields }: ResultShapes,
): Uint8Array {
  const layout = layouts.get(view);
  return layout === undefined
    ? encodeRecords(records, fields.get(view) ?? {})
    : encodeRows(rows, layout);
}
