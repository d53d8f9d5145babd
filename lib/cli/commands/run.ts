import { Command, Option } from 'commander';
import { KINESIS_LIMITS } from '../../adapters/kinesis/limits.ts';
import { decodeUtf8 } from '../../adapters/node/utf8.ts';
import { jumpLimits } from '../../core/jump-guard.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import type { RunSink } from '../../runtime/graph/sink.ts';
import { type Run, startRun } from '../../runtime/run/start-run.ts';
import type { StreamInput } from '../../runtime/run/stream-input.ts';
import type { CommandContext } from '../command-context.ts';
import { loadDefinition } from '../definition.ts';
import { FailedError } from '../failed-error.ts';
import { withAdvice } from '../input/advice.ts';
import { formatOfName } from '../input/format.ts';
import {
  type InputOptions,
  type Reading,
  readingOf,
  withInputOptions,
} from '../input/input-options.ts';
import { lossProblem, maxLossOption } from '../input/max-loss.ts';
import { maxRecordOption } from '../options.ts';
import { type Input, openInput } from '../produce/lines.ts';
import { tooLarge, unreadable } from '../produce/row.ts';
import { findInputs, type RunInput } from '../run/find-inputs.ts';
import { linesFor } from '../run/lines-for.ts';
import { type LinePosition, pushLines } from '../run/push-lines.ts';
import { type RecentPlaces, recentPlaces } from '../run/recent-places.ts';
import type { RunLines } from '../run/run-lines.ts';
import { type RunReport, runReport } from '../run/run-report.ts';
import type { Terminal } from '../terminal.ts';

interface Options extends InputOptions {
  readonly input: readonly string[];
  readonly view?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly bad: 'stop' | 'skip';
  readonly maxRecordBytes: number;
  readonly maxLoss?: number;
}

/** `millrace run <module> --input stream=file…` */
export function runCommand({ terminal }: CommandContext): Command {
  const command = new Command('run')
    .summary('run a pipeline in this process, from files to rows')
    .description(
      [
        'Runs the whole pipeline in this process and prints its rows, one JSON object per line, as their windows close. The same operators as deployed, so the same rows; memory holds state, not input.',
        'A time that is further ahead than the stream allows, and that the rows after it contradict, moves no time: its event counts in its own window only. Files say nothing of arrivals, so a clock that is ahead by no more than maxOutOfOrderness is taken for disorder.',
        'In the end standard error says what was late, repeated, set aside or beyond what a key may hold, once for each kind with an example and a number, and what was read and counted in all. A row that is no event ends the command with 1, at once or, with --bad skip, when all else is done; so does whatever else was lost, if it is more than --max-loss.',
      ].join('\n\n'),
    )
    .argument('<module>', 'module of the definition, and #name of its export if there are several')
    .requiredOption(
      '--input <stream=file...>',
      'CSV, NDJSON or Parquet file of a stream, a folder or a pattern of them, a pipe, or - for standard input; repeatable',
    )
    .option('--view <name>', 'print this view only')
    .addOption(
      new Option('--json', 'one JSON object per line, exact numbers (the default)').conflicts(
        'csv',
      ),
    )
    .option(
      '--csv',
      'CSV of one view with a header, exact numbers; an apostrophe before text that a spreadsheet would compute',
    );
  return withInputOptions(command, ['csv', 'ndjson', 'parquet'])
    .addOption(
      new Option('--bad <what>', 'what to do at a row that is no event')
        .choices(['stop', 'skip'])
        .default('stop'),
    )
    .addOption(maxRecordOption(KINESIS_LIMITS.recordBytesCeiling))
    .addOption(maxLossOption('more ends with 1 (default: 1% too late, nothing else)'))
    .addHelpText(
      'after',
      '\nExample:\n  $ npx millrace run examples/retail/pipeline.ts --utc --view daily_sales \\\n      --input sales=examples/retail/data/online_retail_2010-12.csv.gz',
    )
    .action((module: string, options: Options) => execute(module, options, terminal));
}

async function execute(module: string, options: Options, terminal: Terminal): Promise<void> {
  const pipeline = await loadDefinition(module);
  const reading = readingOf(options);
  const inputs = await findInputs(pipeline, options.input);
  const report = runReport();
  const place: Place = { name: undefined, line: 0, places: recentPlaces(), faults: 0 };
  const { lines, header } = await linesFor(pipeline, options);
  if (header !== undefined) terminal.out(header);
  const run = startRun(pipeline, {
    ...{ decodeUtf8, jumps: 'confirmed' },
    sink: sinkOf(pipeline, { options, lines, terminal, report, place }),
  });
  const feeding = { options, reading, report };
  const [only] = inputs;
  const plain = inputs.length === 1 && only ? await openPlain(only, reading) : undefined;
  if (plain === undefined || only === undefined) await feed(run, inputs, feeding);
  else {
    Object.assign(place, { name: only.name, taken: () => run.counters.events });
    await feedPlain(run.stream(only.stream.name), plain, { ...feeding, place, input: only });
  }
  run.end();
  if (place.name !== undefined && report.losses(run.counters).read === 0) report.empty(place.name);
  for (const line of report.lines(run.counters)) terminal.err(line);
  const wanted = lines.size === pipeline.views.length ? undefined : lines.keys().next().value;
  const lost = lossProblem(report.losses(run.counters, wanted), options.maxLoss);
  if (lost !== undefined) throw new FailedError(lost);
}

interface Feeding {
  readonly options: Options;
  readonly reading: Reading;
  readonly report: RunReport;
}

interface PlainFeeding extends Feeding {
  readonly input: RunInput;
  readonly place: Place;
}

/** NDJSON whose bytes can be given as they are, as nothing has to be filled in; opened. */
async function openPlain(
  { stream, path, partition }: RunInput,
  { format, times }: Reading,
): Promise<Input | undefined> {
  const isChanged = times !== undefined || Object.keys(partition).length > 0;
  const said = format ?? formatOfName(path);
  if (stream.id !== undefined || isChanged || said !== 'ndjson') return undefined;
  return await openInput(path, format, PLAIN_PIECE_BYTES);
}

/** Bytes that are read at once where nothing else is open. */
const PLAIN_PIECE_BYTES = 1 << 20;

async function feedPlain(
  stream: StreamInput,
  opened: Input,
  { options, report, input, place }: PlainFeeding,
): Promise<void> {
  const { maxRecordBytes: maxBytes, bad } = options;
  const atFault = (): void => {
    const fault = tooLarge(maxBytes);
    const message = fault.message(`${input.name} › line ${place.line}`);
    if (bad === 'stop') throw new FailedError(stopped(message));
    report.setAside({ at: input.stream.name, code: fault.code, message, line: place.line });
  };
  async function* pieces(): AsyncGenerator<Buffer> {
    try {
      for await (const piece of opened.bytes) yield piece as Buffer;
    } catch (error) {
      throw unreadable(opened.name, place.line, error);
    }
  }
  const noted: Pick<StreamInput, 'pushBytes'> = {
    pushBytes(bytes, from, to) {
      place.places.add(place.line);
      stream.pushBytes(bytes, from, to);
    },
  };
  await pushLines(noted, pieces(), { maxBytes, tooLarge: atFault }, place);
}

async function feed(run: Run, inputs: readonly RunInput[], { options, reading, report }: Feeding) {
  // plain NDJSON needs neither, and both load readers of other formats
  const { feedInput } = await import('../run/feed-input.ts');
  const { mergeInputs } = await import('../run/merge-inputs.ts');
  const { bad, maxRecordBytes } = options;
  const opened = inputs.map((input) => ({
    input,
    events: feedInput(input.stream, { ...input, reading, maxRecordBytes }),
    limits: jumpLimits(input.stream),
  }));
  const withRows = new Set<RunInput>();
  for await (const { input, fed } of mergeInputs(opened)) {
    withRows.add(input);
    if ('given' in fed) run.push(input.stream.name, fed.given);
    else if (bad === 'stop') {
      throw new FailedError(stopped(fed.bad));
    } else {
      const { bad: message, code, line } = fed;
      report.setAside({ at: input.path, message, code, line });
    }
  }
  for (const input of inputs) if (!withRows.has(input)) report.empty(input.name);
}

/** Where it is in its input, if that is one that is given as bytes. */
interface Place extends LinePosition {
  name: string | undefined;
  readonly places: RecentPlaces;
  /** Lines that were no event. */
  faults: number;
  /** How many lines the run has judged. */
  taken?: () => number;
}

/** The line of what a run finds fault with, if it is one of its input. */
function lineOf(place: Place, given: unknown, isOfStream: boolean): number | undefined {
  if (place.taken === undefined || !isOfStream) return undefined;
  if (!(given instanceof Uint8Array)) return place.places.lineOf(place.taken() - place.faults);
  place.faults++;
  place.places.drop();
  return place.line;
}

interface Saying extends Omit<Feeding, 'reading'> {
  readonly terminal: Terminal;
  readonly place: Place;
  /** Of the views that are printed, by their ids. */
  readonly lines: ReadonlyMap<string, RunLines>;
}

function sinkOf(pipeline: Pipeline, { options, lines, terminal, report, place }: Saying): RunSink {
  const { bad } = options;
  const print = (view: string, line: (of: RunLines) => string): void => {
    const of = lines.get(view);
    if (of !== undefined) terminal.out(line(of));
  };
  return {
    ...report.sink,
    row(row, acc) {
      report.seen(row.start);
      print(row.view, (of) => of.row(row, acc));
    },
    retract: (row) => print(row.view, (of) => of.retraction(row)),
    record(record) {
      report.seen(record.time);
      print(record.view, (of) => of.record(record));
    },
    deadLetter({ at, code, message, given }) {
      const isOfStream = pipeline.streams.some(({ name }) => name === at);
      const line = lineOf(place, given, isOfStream);
      const isLine = line !== undefined;
      const said = withAdvice(
        { reason: code },
        isLine ? `${place.name} › line ${line}${message.slice(at.length)}` : message,
      );
      if (bad === 'stop') {
        throw new FailedError(stopped(said));
      }
      report.setAside({ at, code, message: said, ...(isLine ? { line } : {}) });
    },
  };
}

const stopped = (problem: string): string =>
  `${problem}; correct it, or pass over such rows with --bad skip`;
