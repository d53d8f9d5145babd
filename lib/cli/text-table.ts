import { styleText } from 'node:util';
import { getBorderCharacters, table } from 'table';

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
 * @param rows - Cells without control characters.
 */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  { hasColor }: { readonly hasColor: boolean },
): string[] {
  const titles = columns.map(({ title }) =>
    hasColor ? styleText('bold', title, { validateStream: false }) : title,
  );
  const text = table([titles, ...rows.map((row) => [...row])], {
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
