import { styleText } from 'node:util';
import { greatest } from '../../core/many.ts';
import type { Column } from '../../ports/row-reader.ts';
import { isNumeric, nearestNumber } from '../../serving/compare-values.ts';
import type { AnswerRow } from '../../serving/query-rows.ts';
import type { RowStatus } from '../../serving/row-status.ts';
import type { ServedView } from '../../serving/served-view.ts';
import { ownTitle } from '../results/result-json.ts';
import { precisionOf, showTime } from '../show-time.ts';
import { showValue } from '../show-value.ts';
import { type TextColumn, textTable } from '../text-table.ts';

export interface TableStyle {
  readonly hasColor: boolean;
  /** Name of a column to draw a bar of beside its number. */
  readonly bars?: string | undefined;
  /** Whether the end of each window is shown; where all have one length, it says nothing. */
  readonly hasEnds: boolean;
}

interface Cells extends TextColumn {
  of(row: AnswerRow): string;
}

/** Rows as lines of a table. */
export function rowTable(
  view: ServedView,
  rows: readonly AnswerRow[],
  style: TableStyle,
): string[] {
  const columns = [
    ...timeCells(view, rows, style),
    ...view.keys.map(valueCells),
    ...view.results
      .filter(({ name }) => name !== view.time)
      .flatMap((column) =>
        column.name === style.bars
          ? [valueCells(column), barCells(column, rows)]
          : [valueCells(column)],
      ),
    ...(view.time === null ? [statusCells(view, style)] : []),
  ];
  const cells = rows.map((row) => columns.map((column) => column.of(row)));
  return textTable(columns, cells, style);
}

function timeCells(
  { time }: ServedView,
  rows: readonly AnswerRow[],
  { hasEnds }: TableStyle,
): Cells[] {
  const withEnds = hasEnds && time === null;
  const precision = precisionOf(
    rows.flatMap(({ start, end }) => (withEnds ? [start, end] : start)),
  );
  const start: Cells = {
    title: `${time ?? 'window'} (UTC)`,
    of: (row) => showTime(row.start, precision),
  };
  const end: Cells = { title: 'to', of: (row) => showTime(row.end, precision) };
  return withEnds ? [{ ...start, title: 'from (UTC)' }, end] : [start];
}

const valueCells = ({ name, type }: Column): Cells => ({
  title: name,
  align: isNumeric(type) ? 'right' : 'left',
  of: ({ values, capped }) =>
    cut(showValue(values[name] ?? null, type)) + (capped.includes(name) ? CAPPED : ''),
});

/** Beside a value that is a lower bound, or less exact than declared. */
export const CAPPED = '*';

/** Longest cell, in characters; `--json` has everything. */
const MAX_CELL = 40;

function cut(text: string): string {
  const characters = [...text];
  return characters.length <= MAX_CELL ? text : `${characters.slice(0, MAX_CELL - 1).join('')}…`;
}

const BAR_WIDTH = 24;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Bars from zero, in eighths of a character; the longest one is the greatest number. */
function barCells({ name }: Column, rows: readonly AnswerRow[]): Cells {
  const sizeOf = ({ values }: AnswerRow): number => nearestNumber(values[name] ?? null) ?? 0;
  const longest = greatest(rows.map(sizeOf).filter(Number.isFinite), 0);
  return {
    title: '',
    of: (row) => {
      const eighths = longest > 0 ? Math.round((sizeOf(row) / longest) * BAR_WIDTH * 8) : 0;
      const shown = Math.min(Math.max(eighths, 0), BAR_WIDTH * 8);
      return '█'.repeat(Math.floor(shown / 8)) + (EIGHTHS[shown % 8] ?? '');
    },
  };
}

const COLORS = { open: 'yellow', closed: 'reset', verified: 'green' } as const satisfies Record<
  RowStatus,
  string
>;

const statusCells = (view: ServedView, { hasColor }: TableStyle): Cells => ({
  title: ownTitle(view, 'status'),
  of: ({ status }) =>
    hasColor ? styleText(COLORS[status], status, { validateStream: false }) : status,
});
