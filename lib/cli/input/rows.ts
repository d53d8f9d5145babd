import { recordSplitter } from '../../adapters/files/record-splitter.ts';
import { UsageError } from '../usage-error.ts';
import type { CsvOptions } from './csv-options.ts';
import { csvReader, type RawRecord } from './csv-rows.ts';
import type { Input } from './open-input.ts';
import { type InputError, type Row, tooLarge, unreadable } from './row.ts';

export interface RowOptions extends Omit<CsvOptions, 'name'> {
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
    throw unreadable(input.name, line, error);
  }
}

async function* splitRows(input: Input, { maxBytes, ...csv }: RowOptions): AsyncGenerator<Row> {
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
  const read = isCsv ? csvReader({ ...csv, name: input.name }) : asTheyAre;
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

/** Whether there is nothing but space. */
export function isBlank(data: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if ((data[i] as number) > 0x20) return false;
  return true;
}
