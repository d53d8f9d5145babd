import { type PlainValue, plainValue } from './plain-value.ts';
import type { AnswerRow } from './query-rows.ts';
import type { RowStatus } from './row-status.ts';
import type { ServedView } from './served-view.ts';

/** A row of a view, or a record such as an alert, for whoever reads it in a program. */
export interface PlainRow<Values = Readonly<Record<string, PlainValue>>> {
  /** The values of the grouping fields, joined by `|`. */
  readonly key: string;
  /** Start of the window; time of a record. */
  readonly start: Date;
  /** End of the window, exclusive; a record has none of its own, and says its time again. */
  readonly end: Date;
  /** `open` while events may change it, `closed` when the stream is done with it, `verified` by a batch run. */
  readonly status: RowStatus;
  /** Columns that are a bound only, as their aggregate passed its cap. */
  readonly capped: readonly string[];
  /** Columns of which only the beginning is shown, as they are too large for a row. */
  readonly truncated: readonly string[];
  /** Grouping fields and results, under the author's names. */
  readonly values: Values;
}

/** The values of a row are exact: see {@link PlainValue}. */
export const plainRow = (view: ServedView, row: AnswerRow): PlainRow => ({
  ...{ key: row.key, start: new Date(row.start), end: new Date(row.end), status: row.status },
  ...{ capped: row.capped, truncated: row.truncated },
  values: Object.fromEntries(
    [...view.keys, ...view.results].map(({ name, type }) => [
      name,
      plainValue(row.values[name] ?? null, type),
    ]),
  ),
});
