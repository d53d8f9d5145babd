import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';
import { findInvalidUtf8 } from '../../core/json/utf8.ts';
import { DecodeFailure } from '../../core/schema/decode-failure.ts';
import { columnsOf, delimiterOf, delimiterSaid } from './csv-header.ts';
import type { CsvOptions } from './csv-options.ts';
import { type Row, RowFault } from './row.ts';

/** A record of a file, not looked into yet. */
export interface RawRecord {
  readonly line: number;
  readonly bytes: Buffer | RowFault;
}

interface TextRecord {
  readonly line: number;
  readonly text: string;
}

/** How the records of a file are read. */
export interface CsvLayout {
  readonly delimiter: string;
  /** Columns that are read: their place, and their name. */
  readonly columns: readonly (readonly [at: number, name: string])[];
  readonly width: number;
}

/**
 * Reads records of CSV, the first of which names the columns unless the dialect says otherwise.
 *
 * @param known - The layout, if the record of it was read before.
 */
export function csvReader(
  options: CsvOptions,
  known?: CsvLayout,
): (records: readonly RawRecord[]) => Generator<Row> {
  let layout = known;
  let csv = options;

  return function* (records) {
    let batch: TextRecord[] = [];
    for (const record of records) {
      const { line } = record;
      const said = layout === undefined ? saidBy(record) : undefined;
      if (said !== undefined) {
        csv = { ...csv, dialect: { ...csv.dialect, delimiter: csv.dialect.delimiter ?? said } };
        continue;
      }
      const text = textOf(record);
      if (typeof text !== 'string') {
        if (layout === undefined) throw noHeader(text);
        yield* rowsOfBatch(batch, layout);
        batch = [];
        yield { line, content: text.fault };
        continue;
      }
      if (layout === undefined) {
        layout = layoutOf(text, csv);
        if (csv.dialect.hasHeader) continue;
      }
      batch.push({ line, text });
    }
    if (layout !== undefined) yield* rowsOfBatch(batch, layout);
  };
}

const saidBy = ({ bytes }: RawRecord): string | undefined =>
  bytes instanceof RowFault ? undefined : delimiterSaid(bytes);

const noHeader = ({ problem }: { readonly problem: string }): Error =>
  new Error(`a header that cannot be read: ${problem}`);

/**
 * The layout that the first record of a file shows.
 *
 * @throws UsageError for columns that are missing or there twice; Error for what cannot be read
 */
export function csvLayout(first: RawRecord, options: CsvOptions): CsvLayout {
  const text = textOf(first);
  if (typeof text !== 'string') throw noHeader(text);
  return layoutOf(text, options);
}

function layoutOf(first: string, options: CsvOptions): CsvLayout {
  const delimiter = delimiterOf((by) => {
    const cells = parseOne(first, by);
    return cells instanceof RowFault ? [] : cells;
  }, options);
  const cells = parseOne(first, delimiter);
  if (cells instanceof RowFault) throw noHeader(cells);
  return { delimiter, width: cells.length, columns: columnsOf(cells, options) };
}

type Unread = { readonly fault: RowFault | DecodeFailure; readonly problem: string };

function textOf({ bytes }: RawRecord): string | Unread {
  if (bytes instanceof RowFault) return { fault: bytes, problem: bytes.problem };
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const at = findInvalidUtf8(bytes, 0, bytes.length);
  const got = `0x${(bytes[at] as number).toString(16).padStart(2, '0')}`;
  const fault = new DecodeFailure({
    reason: 'UTF8_INVALID',
    ...{ got, expected: 'CSV in UTF-8', offset: at },
  });
  return { fault, problem: `${got} at byte ${at} is not UTF-8; convert the file to UTF-8` };
}

/** Many records at once, as each call has a price; one by one if they turn out not to be sound. */
function* rowsOfBatch(batch: readonly TextRecord[], layout: CsvLayout): Generator<Row> {
  const { delimiter } = layout;
  const all = parseAll(batch, delimiter);
  for (const [i, { line, text }] of batch.entries()) {
    const cells = all?.[i] ?? parseOne(text, delimiter);
    yield { line, content: cells instanceof RowFault ? cells : contentOf(cells, layout) };
  }
}

function contentOf(
  cells: readonly string[],
  { columns, width }: CsvLayout,
): Record<string, string | undefined> | RowFault {
  const hasMore = cells.length > width && cells.slice(width).some((cell) => cell !== '');
  if (cells.length < width || hasMore) {
    return new RowFault(
      'INPUT_ROW_LENGTH',
      `the row has ${hasMore ? 'more' : 'fewer'} cells than there are columns; got ${cells.length}, expected ${width}; look for a delimiter or a quote that is missing or too many`,
    );
  }
  const content: Record<string, string | undefined> = {};
  for (const [at, name] of columns) content[name] = cells[at];
  return content;
}

const SETTINGS = { record_delimiter: '\n', relax_column_count: true } as const;

function parseAll(batch: readonly TextRecord[], delimiter: string): string[][] | undefined {
  try {
    const text = batch.map((record) => record.text).join('\n');
    const cells = parse(text, { ...SETTINGS, delimiter }) as string[][];
    return cells.length === batch.length ? cells : undefined;
  } catch {
    return undefined;
  }
}

/** A quote inside of a cell that does not begin with one is a character like others. */
function parseOne(text: string, delimiter: string, relaxed = false): readonly string[] | RowFault {
  try {
    const [only = []] = parse(text, {
      ...{ ...SETTINGS, delimiter, relax_quotes: relaxed },
    }) as string[][];
    return only;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (error.code === 'INVALID_OPENING_QUOTE' && !relaxed) return parseOne(text, delimiter, true);
    const got =
      error.code === 'CSV_QUOTE_NOT_CLOSED'
        ? 'a quote that does not close'
        : 'text behind a closing quote';
    return new RowFault(
      'INPUT_QUOTES_INVALID',
      `the quotes cannot be read; got ${got}, expected cells in quotes with quotes in them doubled; correct the row`,
    );
  }
}
