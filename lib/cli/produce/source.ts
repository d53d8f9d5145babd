import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { jumpLimits } from '../../core/jump-guard.ts';
import type { SourceStream } from '../../pipeline/definition/definition.ts';
import type { BadRow, OutgoingEvent } from '../input/events.ts';
import type { InputFile } from '../input/find-files.ts';
import { holdsParquet } from '../input/format.ts';
import type { Reading } from '../input/input-options.ts';
import { lineEvents } from '../input/line-events.ts';
import type { LineSet } from '../input/line-set.ts';
import { mergeInputs } from '../input/merge-inputs.ts';
import { type Input, openInput } from '../input/open-input.ts';
import { parquetOutgoing } from '../input/parquet-outgoing.ts';

/** A row of one of the files that are sent. */
export interface SourceRow {
  /** Number of the file, from 0. */
  readonly file: number;
  readonly made: OutgoingEvent | BadRow;
}

/** A file that is sent. */
export interface SourceFile {
  /** As it can be opened. */
  readonly path: string;
  /** What people call it. */
  readonly name: string;
  /** What its rows are counted in. */
  readonly unit: 'line' | 'element' | 'row';
  /** Lines to send. */
  readonly lines: LineSet;
}

/** What is sent, opened: one file, or several as one. */
export interface Source {
  readonly files: readonly SourceFile[];
  /** Rows that are meant. */
  readonly rows: AsyncGenerator<SourceRow>;
  /** Whether nobody knows when anything follows: a pipe. */
  readonly isQuiet: boolean;
  /** Which part of it was read, from 0 to 1; unknown of a pipe. */
  share(): number | undefined;
  /** Lets go of the files. */
  close(): void;
}

export interface SourceOptions {
  readonly reading: Reading;
  /** What events without an id are named by, in the place of the full path. */
  readonly name: string | undefined;
  /** Most bytes of a row. */
  readonly maxRecordBytes: number;
}

/** A file, and the lines of it that are sent. */
export type WantedFile = Pick<InputFile, 'path' | 'name' | 'inner' | 'partition'> &
  Pick<SourceFile, 'lines'>;

interface Opened {
  readonly file: SourceFile;
  readonly size: number | undefined;
  readonly input?: Input;
  readonly events: AsyncGenerator<OutgoingEvent | BadRow>;
}

/**
 * Opens what is sent: one file in its order; several as one, always the one whose next event is the oldest.
 *
 * @throws UsageError for a file that is not there, or of which nobody says what it holds
 */
export async function openSource(
  stream: SourceStream,
  files: readonly WantedFile[],
  options: SourceOptions,
): Promise<Source> {
  const opened: Opened[] = [];
  const close = (): void => {
    for (const { input, events } of opened) {
      input?.bytes.destroy();
      events.return(undefined).catch(() => {}); // it may wait for bytes that do not come any more
    }
  };
  try {
    for (const [i, file] of files.entries()) {
      opened.push(await openFile(stream, { ...file, file: i }, options));
    }
  } catch (error) {
    close();
    throw error;
  }
  const sizes = opened.map(({ size }) => size);
  const isQuiet = sizes.includes(undefined);
  const whole = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  return {
    files: opened.map(({ file }) => file),
    rows: rowsOf(stream, opened),
    isQuiet,
    share: () => {
      const known = opened.every(({ input }) => input !== undefined);
      return isQuiet || !known || whole === 0
        ? undefined
        : opened.reduce((sum, { input }) => sum + (input?.read() ?? 0), 0) / whole;
    },
    close,
  };
}

async function openFile(
  stream: SourceStream,
  { file, inner, ...wanted }: WantedFile & { readonly file: number },
  { reading, name: said, maxRecordBytes }: SourceOptions,
): Promise<Opened> {
  const { path, name, lines, partition } = wanted;
  const named = said === undefined || inner === '' ? said : `${said}/${inner}`;
  const common = { file, name, lines, partition, maxRecordBytes };
  if (await holdsParquet(path, reading.format)) {
    const idsFrom = named ?? resolve(path);
    return {
      file: { path, name, lines, unit: 'row' },
      size: await stat(path).then(
        ({ size }) => size,
        () => 0, // who opens it says why it cannot be read
      ),
      events: parquetOutgoing(stream, { ...common, path, idsFrom, times: reading.times }),
    };
  }
  const input = await openInput(path, reading.format);
  const { size, unit = 'line' } = input;
  const idsFrom = named ?? (size === undefined ? undefined : resolve(path));
  return {
    file: { path, name, lines, unit },
    size,
    input,
    events: lineEvents(stream, input, { ...common, idsFrom, reading }),
  };
}

async function* rowsOf(stream: SourceStream, opened: readonly Opened[]): AsyncGenerator<SourceRow> {
  const [only, ...others] = opened;
  if (only !== undefined && others.length === 0) {
    for await (const made of only.events) yield { file: 0, made };
    return;
  }
  const limits = jumpLimits(stream);
  const inputs = opened.map(({ events }, i) => ({ input: i, events, limits }));
  for await (const { input, fed } of mergeInputs(inputs)) yield { file: input, made: fed };
}
