import type { AnswerRow } from '../../serving/query-rows.ts';
import type { ServedView } from '../../serving/served-view.ts';
import { resultCsv } from '../results/result-csv.ts';

/** Lines of CSV with a header, in the columns of all results. */
export function rowCsv(view: ServedView, rows: readonly AnswerRow[]): string[] {
  const { header, line } = resultCsv(view, ['status', 'capped']);
  return [header, ...rows.map((row) => line(row, [row.status, row.capped.join(' ')]))];
}
