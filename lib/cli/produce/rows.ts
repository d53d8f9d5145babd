import { createInterface } from 'node:readline';
import { parse } from 'csv-parse';
import type { Fields } from '../../core/field-type.ts';
import { UsageError } from '../usage-error.ts';
import type { Input } from './lines.ts';

/** One row of an input: text of a JSON object, or cells by column. */
export interface Row {
  /** Line on which it begins, from 1. */
  readonly line: number;
  readonly content: string | Readonly<Record<string, string>>;
}

/** What was wrong with an input as such, and how far it was read. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/**
 * The rows of an input, one at a time.
 *
 * @throws {@link UsageError} before the first row if a column is missing; {@link InputError} where
 *   the input breaks off or cannot be read on.
 */
export async function* rowsOf(input: Input, needed: Fields): AsyncGenerator<Row> {
  let line = 0;
  try {
    const rows = input.format === 'csv' ? csvRows(input, needed) : ndjsonRows(input);
    for await (const row of rows) {
      line = row.line;
      yield row;
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw unreadable(input, line, error);
  }
}

function unreadable({ name }: Input, line: number, error: unknown): InputError {
  const { code, message } = error as NodeJS.ErrnoException;
  const isCut = code === 'Z_BUF_ERROR';
  const got = isCut ? 'a gzip file that ends too early' : message;
  const fix = isCut ? 'fetch the file again' : 'repair that line';
  return new InputError(
    `${name}: the input cannot be read on after line ${line}; got ${got}, expected more rows; ${fix}, then go on with --from-line ${line + 1} [INPUT_UNREADABLE]`,
  );
}

async function* ndjsonRows({ bytes }: Input): AsyncGenerator<Row> {
  let line = 0;
  // readline would swallow an error of its input, so it is watched beside
  let failure: unknown;
  bytes.on('error', (error) => {
    failure = error;
    lines.close();
  });
  const lines = createInterface({ input: bytes, crlfDelay: Number.POSITIVE_INFINITY });
  for await (const content of lines) {
    line++;
    if (content.trim() !== '') yield { line, content };
  }
  if (failure !== undefined) throw failure;
}

async function* csvRows({ bytes, name }: Input, needed: Fields): AsyncGenerator<Row> {
  const parser = parse({
    columns: (header: string[]) => checked(header, name, needed),
    info: true,
    bom: true,
  });
  bytes.on('error', (error) => parser.destroy(error));
  bytes.pipe(parser);
  for await (const parsed of parser) {
    const { record, info } = parsed as {
      record: Record<string, string>;
      info: { readonly lines: number };
    };
    yield { line: info.lines, content: record };
  }
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
