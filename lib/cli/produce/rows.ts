import { recordSplitter } from '../../adapters/files/record-splitter.ts';
import type { Fields } from '../../core/field-type.ts';
import { UsageError } from '../usage-error.ts';
import { csvReader, type RawRecord } from './csv-rows.ts';
import type { Input } from './lines.ts';
import { InputError, type Row, tooLarge } from './row.ts';

export interface RowOptions {
  /** Fields that a row must have a column for. */
  readonly needed: Fields;
  /** Most bytes of a row. */
  readonly maxBytes: number;
}

/**
 * The rows of an input, one at a time, with memory for one piece of it and one row.
 *
 * @throws {@link UsageError} before the first row if a column is missing; {@link InputError} where
 *   the input breaks off or cannot be read on.
 */
export async function* rowsOf(input: Input, options: RowOptions): AsyncGenerator<Row> {
  let line = 0;
  try {
    for await (const row of splitRows(input, options)) {
      line = row.line;
      yield row;
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw unreadable(input, line, error);
  }
}

async function* splitRows(input: Input, { needed, maxBytes }: RowOptions): AsyncGenerator<Row> {
  const isCsv = input.format === 'csv';
  let records: RawRecord[] = [];
  const splitter = recordSplitter(
    { maxBytes, isQuoted: isCsv },
    {
      record(bytes, from, to, line) {
        if (!isBlank(bytes, from, to)) records.push({ line, bytes: bytes.subarray(from, to) });
      },
      tooLarge: (line) => records.push({ line, bytes: tooLarge(maxBytes) }),
    },
  );
  const read = isCsv ? csvReader((header) => checked(header, input.name, needed)) : asTheyAre;
  for await (const chunk of input.bytes) {
    splitter.push(chunk as Buffer);
    const complete = records;
    records = [];
    yield* read(complete);
  }
  splitter.end();
  yield* read(records);
}

/** Lines as bytes: text would hide what is not UTF-8. */
const asTheyAre = (records: readonly RawRecord[]): readonly Row[] =>
  records.map(({ line, bytes }) => ({ line, content: bytes }));

/** What Node says of inputs, in words. */
const KNOWN: Readonly<Record<string, { readonly got: string; readonly fix: string }>> = {
  Z_BUF_ERROR: { got: 'a gzip file that ends too early', fix: 'fetch the file again' },
  ERR_ENCODING_INVALID_ENCODED_DATA: {
    got: 'bytes that are not UTF-8',
    fix: 'convert the file to UTF-8',
  },
};

function unreadable({ name }: Input, line: number, error: unknown): InputError {
  const { code, message } = error as NodeJS.ErrnoException;
  const { got, fix } = KNOWN[code ?? ''] ?? { got: message, fix: 'repair that line' };
  return new InputError(
    `${name}: the input cannot be read on after line ${line}; got ${got}, expected more rows; ${fix} [INPUT_UNREADABLE]`,
  );
}

function isBlank(data: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if ((data[i] as number) > 0x20) return false;
  return true;
}

function checked(header: string[], name: string, needed: Fields): string[] {
  const missing = Object.entries(needed)
    .filter(([field, { optional }]) => !optional && !header.includes(field))
    .map(([field]) => field);
  if (missing.length === 0) return header;
  throw new UsageError(
    `${name}: columns are missing; got ${header.join(', ')}, expected ${missing.join(', ')} too; add them, or correct the header [INPUT_COLUMN_MISSING]`,
  );
}
