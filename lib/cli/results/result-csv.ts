import { stringify } from 'csv-stringify/sync';
import { formatInstant } from '../../core/instant.ts';
import type { EventTime } from '../../core/time.ts';
import type { ServedView } from '../../serving/served-view.ts';
import { csvCell } from '../show-value.ts';
import { csvText } from '../sinks/csv-text.ts';
import { columnsOf, ownTitle, type Result } from './result-json.ts';

/** Writes the results of one view as CSV by RFC 4180; each line ends in a carriage return, as the RFC asks. */
export interface ResultCsv {
  readonly header: string;
  /** @param about - What else is known of a row of a window, in the order of its titles. */
  line(result: Result, about: readonly string[]): string;
}

/**
 * The columns that `run` and `query` print: of a window its start and end, what the author named, and
 * what else is known about it.
 *
 * A cell with a line break spans several lines.
 *
 * @param about - Titles of what else is known; where the author has a column of that name, `row` stands before it.
 */
export function resultCsv(view: ServedView, about: readonly string[]): ResultCsv {
  const columns = columnsOf(view);
  const names = columns.map(({ name }) => csvText(name));
  const isOfWindows = view.time === null;
  const titles = about.map((title) => ownTitle(view, title));
  return {
    header: lineOf(isOfWindows ? ['windowStart', 'windowEnd', ...names, ...titles] : names),
    line({ start, end, values }, also) {
      const own = columns.map(({ name, type }) => csvCell(values[name] ?? null, type));
      return lineOf(isOfWindows ? [instantCell(start), instantCell(end), ...own, ...also] : own);
    },
  };
}

const lineOf = (cells: readonly string[]): string => `${stringify([cells], { eof: false })}\r`;

const instantCell = (at: EventTime): string => (Number.isFinite(at) ? formatInstant(at) : '');
