import type { SourceStream } from '../../pipeline/definition/definition.ts';
import { columnsFor } from './columns.ts';
import { type BadRow, type EventOptions, eventMaker, type OutgoingEvent } from './events.ts';
import type { Reading } from './input-options.ts';
import { ALL_LINES, hasLine, type LineSet, lastOf } from './line-set.ts';
import type { Input } from './open-input.ts';
import { rowsOf } from './rows.ts';

export interface LineOptions extends Pick<EventOptions, 'idsFrom' | 'file' | 'partition'> {
  /** What people call the input. */
  readonly name: string;
  readonly reading: Reading;
  /** Most bytes of a row. */
  readonly maxRecordBytes: number;
  /** Lines that are meant; the others are read over. All without it. */
  readonly lines?: LineSet;
}

/** The rows of an input as events, in their order. */
export async function* lineEvents(
  stream: SourceStream,
  input: Input,
  { name, reading, maxRecordBytes: maxBytes, lines = ALL_LINES, ...naming }: LineOptions,
): AsyncGenerator<OutgoingEvent | BadRow> {
  const { times, cells, dialect } = reading;
  const make = eventMaker(stream, { ...naming, input: name, unit: input.unit, times, cells });
  const last = lastOf(lines);
  const columns = { ...columnsFor(stream, naming.partition), dialect };
  for await (const row of rowsOf(input, { ...columns, maxBytes })) {
    if (row.line > last) return;
    if (hasLine(lines, row.line)) yield make(row);
  }
}
