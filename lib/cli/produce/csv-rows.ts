import { isUtf8 } from 'node:buffer';
import { parse } from 'csv-parse/sync';
import { findInvalidUtf8 } from '../../core/json/utf8.ts';
import { DecodeFailure } from '../../core/schema/decode-failure.ts';
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

/**
 * Reads records of CSV, the first of which names the columns.
 *
 * @param columnsOf - gives the names of columns, of the cells of the first record
 */
export function csvReader(
  columnsOf: (header: string[]) => string[],
): (records: readonly RawRecord[]) => Generator<Row> {
  let columns: string[] | undefined;

  return function* (records) {
    let batch: TextRecord[] = [];
    for (const record of records) {
      const { line } = record;
      const text = textOf(record);
      if (typeof text !== 'string') {
        if (columns === undefined) throw new Error(`a header that cannot be read: ${text.problem}`);
        yield* cellsOf(batch, columns);
        batch = [];
        yield { line, content: text.fault };
      } else if (columns === undefined) {
        columns = columnsOf(parseOne({ line, text: text.replace(/^\ufeff/, '') }, false));
      } else batch.push({ line, text });
    }
    if (columns !== undefined) yield* cellsOf(batch, columns);
  };
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

type Cells = Readonly<Record<string, string>>;

/** Many records at once, as each call has a price; one by one if they turn out not to be sound. */
function* cellsOf(batch: readonly TextRecord[], columns: string[]): Generator<Row> {
  const cells = parseAll(batch, columns);
  for (const [i, record] of batch.entries()) {
    const content = cells?.[i] ?? (parseOne(record, columns) as unknown as Cells);
    yield { line: record.line, content };
  }
}

function parseAll(batch: readonly TextRecord[], columns: string[]): Cells[] | undefined {
  try {
    const text = batch.map((record) => record.text).join('\n');
    const cells = parse(text, { columns, record_delimiter: '\n' }) as Cells[];
    return cells.length === batch.length ? cells : undefined;
  } catch {
    return undefined;
  }
}

function parseOne({ line, text }: TextRecord, columns: string[] | false): string[] {
  try {
    const [only = []] = parse(text, { columns, record_delimiter: '\n' }) as unknown as string[][];
    return only;
  } catch (error) {
    const { message } = error as Error;
    throw new Error(
      message.replace(/ line (\d+)/, (_, within) => ` line ${line + Number(within) - 1}`),
    );
  }
}
