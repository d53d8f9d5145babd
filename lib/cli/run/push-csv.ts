import { recordSplitter } from '../../adapters/files/record-splitter.ts';
import type { SourceStream } from '../../pipeline/definition/definition.ts';
import type { StreamInput } from '../../runtime/run/stream-input.ts';
import { columnsFor } from '../input/columns.ts';
import { delimiterSaid } from '../input/csv-header.ts';
import { type CsvJson, csvJson } from '../input/csv-json.ts';
import type { CsvOptions } from '../input/csv-options.ts';
import { type CsvLayout, csvLayout, csvReader, type RawRecord } from '../input/csv-rows.ts';
import { type BadRow, eventMaker } from '../input/events.ts';
import type { Reading } from '../input/input-options.ts';
import { membersOfTexts, partitionTexts, type Texts } from '../input/partition.ts';
import { tooLarge, unreadable } from '../input/row.ts';
import { isBlank } from '../input/rows.ts';
import { UsageError } from '../usage-error.ts';
import type { LinePosition } from './push-lines.ts';

export interface CsvFile {
  readonly stream: SourceStream;
  /** What people call it. */
  readonly name: string;
  /** What events without an id are named by, together with their line. */
  readonly idsFrom: string;
  readonly reading: Reading;
  /** What its path says of all events. */
  readonly partition: Texts;
  /** Most bytes of a row. */
  readonly maxBytes: number;
  /** Told of a row that is no event. */
  readonly bad: (row: BadRow) => void;
}

/**
 * Gives the rows of a CSV file to a run: plain ones as JSON in bytes, without a text or an object for each; all others by way
 * of the parser that knows all of CSV, which gives the same events and says what is wrong with a row.
 */
export async function pushCsv(
  input: Pick<StreamInput, 'pushBytes' | 'takesBytes'>,
  chunks: AsyncIterable<Buffer>,
  file: CsvFile,
  position: LinePosition = { line: 0 },
): Promise<void> {
  const { stream, reading, partition, maxBytes, bad } = file;
  const { times, cells, dialect } = reading;
  let csv: CsvOptions = { name: file.name, dialect, ...columnsFor(stream, partition) };
  const make = eventMaker(stream, {
    input: file.name,
    idsFrom: file.idsFrom,
    times,
    cells,
    partition,
  });
  let plain: Plain | undefined;
  let read: ReturnType<typeof csvReader> | undefined;

  function layoutOf(first: RawRecord): CsvLayout {
    try {
      return csvLayout(first, csv);
    } catch (error) {
      throw error instanceof UsageError ? error : unreadable(file.name, 0, error);
    }
  }

  function open(first: RawRecord): void {
    const layout = layoutOf(first);
    read = csvReader(csv, layout);
    plain = plainRows(layout, file);
  }

  function slowly(record: RawRecord): void {
    for (const row of read?.([record]) ?? []) {
      const made = make(row);
      if ('data' in made) input.pushBytes(made.data);
      else bad(made);
    }
  }

  const splitter = recordSplitter(
    { maxBytes, isQuoted: true },
    {
      record(bytes, from, to, line) {
        if (isBlank(bytes, from, to)) return;
        position.line = line;
        const record = bytes.subarray(from, to);
        if (read === undefined) {
          const said = delimiterSaid(record);
          if (said !== undefined) {
            csv = { ...csv, dialect: { ...dialect, delimiter: dialect.delimiter ?? said } };
            return;
          }
          open({ line, bytes: record });
          if (dialect.hasHeader) return;
        }
        const length = plain?.json.write(record, plain.more(line)) ?? 0;
        if (length > 0 && plain && input.takesBytes(plain.json.bytes, 0, length)) return;
        slowly({ line, bytes: record });
      },
      tooLarge(line) {
        position.line = line;
        const fault = { line, bytes: tooLarge(maxBytes) };
        if (read === undefined) open(fault);
        slowly(fault);
      },
    },
  );
  for await (const chunk of chunks) splitter.push(chunk);
  splitter.end();
}

interface Plain {
  readonly json: CsvJson;
  /** Members that the row of a line has beside its cells. */
  more(line: number): Buffer | undefined;
}

function plainRows(layout: CsvLayout, file: CsvFile): Plain | undefined {
  const { schema, key, id } = file.stream;
  // what cells mean is for the parser that looks at each
  if (schema.foreign !== undefined || file.reading.cells !== undefined) return undefined;
  const { fields } = schema;
  const { times } = file.reading;
  const said = membersOfTexts(fields, partitionTexts(fields, file.partition, times));
  const names = layout.columns.map(([, name]) => name);
  if (Object.keys(said).some((name) => names.includes(name))) return undefined;
  const json = csvJson({ ...layout, fields, key, id, times });
  if (json === undefined) return undefined;
  const constant = Object.entries(said)
    .map(([name, value]) => `,${JSON.stringify(name)}:${value}`)
    .join('');
  const isNamed = id !== undefined && !names.includes(id) && !Object.hasOwn(said, id);
  const rest = constant === '' ? undefined : Buffer.from(constant);
  if (!isNamed) return { json, more: () => rest };
  const before = `${constant},${JSON.stringify(id)}:${JSON.stringify(`${file.idsFrom}:`).slice(0, -1)}`;
  return { json, more: (line) => Buffer.from(`${before}${line}"`) };
}
