import { stringify } from 'csv-stringify/sync';
import type { FieldType } from '../../core/field-type.ts';
import type { Value } from '../../core/value.ts';
import type { SqlAnswerRows, SqlValue } from '../../ports/sql-engine.ts';
import { csvCell, jsonValue, showValue } from '../show-value.ts';
import { csvText } from '../sinks/csv-text.ts';
import { textTable } from '../text-table.ts';

/** How an answer is printed. */
export interface SqlFormat {
  readonly format: 'table' | 'json' | 'csv';
  readonly hasColor: boolean;
}

/** Lines of an answer: numbers exact in JSON and CSV, bytes as base64, instants as ISO-8601. */
export function sqlLines(
  { columns, rows, instants }: SqlAnswerRows,
  { format, hasColor }: SqlFormat,
): string[] {
  const typeOf = (name: string): FieldType | undefined =>
    instants.has(name) ? { kind: 'instant' } : undefined;
  const cells = (show: (value: Value, type?: FieldType) => string) =>
    rows.map((row) => columns.map((name) => show(plain(row[name]), typeOf(name))));
  switch (format) {
    case 'json':
      return rows.map((row) =>
        JSON.stringify(
          Object.fromEntries(
            columns.map((name) => [name, jsonValue(plain(row[name]), typeOf(name))]),
          ),
        ),
      );
    case 'csv':
      return [columns.map(csvText), ...cells(csvCell)].map(
        (line) => `${stringify([line], { eof: false })}\r`,
      );
    case 'table':
      return textTable(
        columns.map((title, i) => ({ title, align: isNumber(rows[0]?.[columns[i] ?? '']) })),
        cells(showValue),
        { hasColor },
      );
  }
}

const plain = (value: SqlValue | undefined): Value =>
  value instanceof Uint8Array ? Buffer.from(value).toString('base64') : (value ?? null);

const isNumber = (value: SqlValue | undefined): 'left' | 'right' =>
  typeof value === 'number' || typeof value === 'bigint' ? 'right' : 'left';
