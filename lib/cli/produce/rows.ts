import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { Fields } from '../../core/field-type.ts';
import { UsageError } from '../usage-error.ts';
import type { Input } from './lines.ts';

/** One row of an input: bytes of a JSON object, or cells by column. */
export interface Row {
  /** Line on which it begins, from 1. */
  readonly line: number;
  readonly content: Uint8Array | Readonly<Record<string, string>>;
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

const NEWLINE = 0x0a;

/** Lines as bytes: text would hide what is not UTF-8. */
async function* ndjsonRows({ bytes }: Input): AsyncGenerator<Row> {
  let line = 0;
  let rest = Buffer.alloc(0);
  for await (const chunk of bytes) {
    const data = Buffer.concat([rest, chunk as Buffer]);
    let from = 0;
    for (let to = data.indexOf(NEWLINE); to >= 0; to = data.indexOf(NEWLINE, from)) {
      line++;
      if (!isBlank(data, from, to)) yield { line, content: data.subarray(from, to) };
      from = to + 1;
    }
    rest = data.subarray(from);
  }
  if (!isBlank(rest, 0, rest.length)) yield { line: line + 1, content: rest };
}

function isBlank(data: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if ((data[i] as number) > 0x20) return false;
  return true;
}

/** Text of bytes that are UTF-8; anything else is an error, where it stands. */
async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function* csvRows({ bytes, name }: Input, needed: Fields): AsyncGenerator<Row> {
  const parser = parse({
    columns: (header: string[]) => checked(header, name, needed),
    info: true,
    bom: true,
  });
  const text = Readable.from(decoded(bytes));
  text.on('error', (error) => parser.destroy(error));
  text.pipe(parser);
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
