import { resolve } from 'node:path';
import { jumpLimits } from '../../core/jump-guard.ts';
import type { Run } from '../../runtime/run/start-run.ts';
import type { StreamInput } from '../../runtime/run/stream-input.ts';
import { FailedError } from '../failed-error.ts';
import type { BadRow } from '../input/events.ts';
import type { Fed } from '../input/feed-input.ts';
import type { InputFile } from '../input/find-files.ts';
import { formatOfName, holdsParquet } from '../input/format.ts';
import type { Reading } from '../input/input-options.ts';
import { type Input, openInput } from '../input/open-input.ts';
import { tooLarge, unreadable } from '../input/row.ts';
import { type LinePosition, pushLines } from './push-lines.ts';
import type { RecentPlaces } from './recent-places.ts';
import type { RunReport } from './run-report.ts';

export interface FeedingOptions {
  readonly bad: 'stop' | 'skip';
  readonly maxRecordBytes: number;
}

export interface Feeding {
  readonly options: FeedingOptions;
  readonly reading: Reading;
  readonly report: RunReport;
}

interface AloneFeeding extends Feeding {
  readonly input: InputFile;
  readonly place: Place;
}

/** An only input whose bytes can be given to the run: CSV, or NDJSON in which nothing has to be filled in; opened. */
export async function openAlone(
  { stream, path, partition }: InputFile,
  { format, times }: Reading,
): Promise<Input | undefined> {
  const isChanged =
    stream.id !== undefined || times !== undefined || Object.keys(partition).length > 0;
  const said = format ?? formatOfName(path);
  const isPlain =
    said === 'csv' ? stream.schema.foreign === undefined : said === 'ndjson' && !isChanged;
  return isPlain ? await openInput(path, format, ALONE_PIECE_BYTES) : undefined;
}

/** Bytes that are read at once where nothing else is open. */
const ALONE_PIECE_BYTES = 1 << 20;

/** Gives an only input to a run. */
export async function feedAlone(
  stream: StreamInput,
  opened: Input,
  { options, reading, report, input, place }: AloneFeeding,
): Promise<void> {
  const { maxRecordBytes: maxBytes, bad } = options;
  const setAside = ({ message, code, line }: BadRow): void => {
    if (bad === 'stop') throw new FailedError(stopped(message));
    report.setAside({ at: input.stream.name, code, message, line });
  };
  async function* pieces(): AsyncGenerator<Buffer> {
    try {
      for await (const piece of opened.bytes) yield piece as Buffer;
    } catch (error) {
      throw unreadable(opened.name, place.line, error);
    }
  }
  const noted: Pick<StreamInput, 'pushBytes' | 'takesBytes'> = {
    pushBytes(bytes, from, to) {
      place.places.add(place.line);
      stream.pushBytes(bytes, from, to);
    },
    takesBytes(bytes, from, to) {
      place.places.add(place.line);
      const isTaken = stream.takesBytes(bytes, from, to);
      if (!isTaken) place.places.drop();
      return isTaken;
    },
  };
  if (opened.format === 'csv') {
    const { pushCsv } = await import('./push-csv.ts');
    const { name, partition, path } = input;
    const idsFrom = path === '-' ? opened.name : resolve(path);
    const file = { stream: input.stream, name, idsFrom, reading, partition, maxBytes };
    await pushCsv(noted, pieces(), { ...file, bad: setAside }, place);
    return;
  }
  const atFault = (): void => {
    const fault = tooLarge(maxBytes);
    const message = fault.message(`${input.name} › ${place.unit} ${place.line}`);
    setAside({ code: fault.code, message, line: place.line });
  };
  await pushLines(noted, pieces(), { maxBytes, tooLarge: atFault }, place);
}

/** Gives several inputs to a run, or one that has to be looked into. */
export async function feedAll(
  run: Run,
  inputs: readonly InputFile[],
  { options, reading, report }: Feeding,
) {
  // plain NDJSON needs neither, and both load readers of other formats
  const { feedInput, parquetFed } = await import('../input/feed-input.ts');
  const { mergeInputs } = await import('../input/merge-inputs.ts');
  const { bad, maxRecordBytes } = options;
  const withRows = new Set<InputFile>();
  const take = (input: InputFile, fed: Fed): void => {
    withRows.add(input);
    if ('given' in fed) run.push(input.stream.name, fed.given);
    else if (bad === 'stop') throw new FailedError(stopped(fed.message));
    else {
      const { message, code, line } = fed;
      report.setAside({ at: input.path, message, code, line });
    }
  };
  const [only, ...others] = inputs;
  if (only && others.length === 0 && (await holdsParquet(only.path, reading.format))) {
    // one file needs no order among files, nor anybody to wait for
    const how = { ...only, times: reading.times, maxRecordBytes };
    for (const fed of parquetFed(only.stream, how)) take(only, fed);
    if (withRows.size === 0) report.empty(only.name);
    return;
  }
  const opened = inputs.map((input) => ({
    input,
    events: feedInput(input.stream, { ...input, reading, maxRecordBytes }),
    limits: jumpLimits(input.stream),
  }));
  for await (const { input, fed } of mergeInputs(opened)) take(input, fed);
  for (const input of inputs) if (!withRows.has(input)) report.empty(input.name);
}

/** Where a run is in its input, if that is one that is given as bytes. */
export interface Place extends LinePosition {
  name: string | undefined;
  /** What it is counted in. */
  unit: 'line' | 'element';
  readonly places: RecentPlaces;
  /** Lines that were no event. */
  faults: number;
  /** How many lines the run has judged. */
  taken?: () => number;
}

/** The line of what a run finds fault with, if it is one of its input. */
export function lineOf(place: Place, given: unknown, isOfStream: boolean): number | undefined {
  if (place.taken === undefined || !isOfStream) return undefined;
  if (!(given instanceof Uint8Array)) return place.places.lineOf(place.taken() - place.faults);
  place.faults++;
  place.places.drop();
  return place.line;
}

/** The message of a fault that ends a run. */
export const stopped = (problem: string): string =>
  `${problem}; correct it, or pass over such rows with --bad skip`;
