import { styleText } from 'node:util';
import { getBorderCharacters, table } from 'table';
import { printable } from './show-value.ts';
import { terminalText } from './sinks/terminal-text.ts';

/** A column of a table for people. */
export interface TextColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** No borders but a line below the titles, so that columns can be cut out with a mouse. */
const BORDER = { ...getBorderCharacters('void'), joinBody: '─' };

/**
 * Lines of a table: titles, a rule, and a line for each row.
 *
 * @param rows - Cells whose controls and marks are shown, so that they take one line; styles of ours stay.
 */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  { hasColor }: { readonly hasColor: boolean },
): string[] {
  const titles = columns.map(({ title }) =>
    hasColor ? styleText('bold', printable(title), { validateStream: false }) : printable(title),
  );
  const text = table([titles, ...rows.map((row) => row.map((cell) => cellText(cell, hasColor)))], {
    border: BORDER,
    drawHorizontalLine: (line) => line === 1,
    columnDefault: { paddingLeft: 0 },
    columns: columns.map(({ align = 'left' }, i) => ({
      alignment: align,
      paddingRight: i === columns.length - 1 ? 0 : 2,
    })),
  });
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** A cell on one line. */
const cellText = (cell: string, hasColor: boolean): string =>
  terminalText(cell.replace(/[\n\t\r]/g, printable), hasColor);
