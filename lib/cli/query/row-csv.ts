import { stringify } from 'csv-stringify/sync';
import { formatInstant } from '../../core/instant.ts';
import type { AnswerRow } from '../../serving/query-rows.ts';
import type { ServedView } from '../../serving/served-view.ts';
import { csvCell } from '../show-value.ts';
import { csvText } from '../sinks/csv-text.ts';
import { statusTitle } from './row-table.ts';

/**
 * Lines of CSV by RFC 4180, with a header; each ends in a carriage return, as the RFC asks.
 *
 * A cell with a line break spans several lines.
 */
export function rowCsv(view: ServedView, rows: readonly AnswerRow[]): string[] {
  const columns = [...view.keys, ...view.results];
  const names = columns.map(({ name }) => csvText(name));
  const isOfWindows = view.time === null;
  const header = isOfWindows
    ? ['windowStart', 'windowEnd', ...names, statusTitle(view), 'capped']
    : names;
  const cells = rows.map(({ start, end, values, status, capped }) => {
    const own = columns.map(({ name, type }) => csvCell(values[name] ?? null, type));
    if (!isOfWindows) return own;
    return [formatInstant(start), formatInstant(end), ...own, status, capped.join(' ')];
  });
  return [header, ...cells].map((line) => `${stringify([line], { eof: false })}\r`);
}
