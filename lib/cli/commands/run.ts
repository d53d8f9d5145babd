import { Command, Option } from 'commander';
import { KINESIS_LIMITS } from '../../adapters/kinesis/limits.ts';
import { decodeUtf8 } from '../../adapters/node/utf8.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import type { RunSink } from '../../runtime/graph/sink.ts';
import { startRun } from '../../runtime/run/start-run.ts';
import type { CommandContext } from '../command-context.ts';
import { loadDefinition } from '../definition.ts';
import { FailedError } from '../failed-error.ts';
import { withAdvice } from '../input/advice.ts';
import { type InputOptions, readingOf, withInputOptions } from '../input/input-options.ts';
import { lossProblem, maxLossOption } from '../input/max-loss.ts';
import { maxRecordOption } from '../options.ts';
import {
  type Feeding,
  feedAll,
  feedAlone,
  lineOf,
  openAlone,
  type Place,
  stopped,
} from '../run/feed-run.ts';
import { findInputs } from '../run/find-inputs.ts';
import { linesFor } from '../run/lines-for.ts';
import { recentPlaces } from '../run/recent-places.ts';
import type { RunLines } from '../run/run-lines.ts';
import { runReport } from '../run/run-report.ts';
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
  const place: Place = {
    name: undefined,
    unit: 'line',
    line: 0,
    places: recentPlaces(),
    faults: 0,
  };
  const { lines, header } = await linesFor(pipeline, options);
  if (header !== undefined) terminal.out(header);
  const run = startRun(pipeline, {
    ...{ decodeUtf8, jumps: 'confirmed' },
    sink: sinkOf(pipeline, { options, lines, terminal, report, place }),
  });
  const feeding = { options, reading, report };
  const [only] = inputs;
  const alone = inputs.length === 1 && only ? await openAlone(only, reading) : undefined;
  if (alone === undefined || only === undefined) await feedAll(run, inputs, feeding);
  else {
    Object.assign(place, { name: only.name, taken: () => run.counters.events });
    if (alone.unit !== undefined) place.unit = alone.unit;
    await feedAlone(run.stream(only.stream.name), alone, { ...feeding, place, input: only });
  }
  run.end();
  if (place.name !== undefined && report.losses(run.counters).read === 0) report.empty(place.name);
  for (const line of report.lines(run.counters)) terminal.err(line);
  const wanted = lines.size === pipeline.views.length ? undefined : lines.keys().next().value;
  const lost = lossProblem(report.losses(run.counters, wanted), options.maxLoss);
  if (lost !== undefined) throw new FailedError(lost);
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
        isLine ? `${place.name} › ${place.unit} ${line}${message.slice(at.length)}` : message,
      );
      if (bad === 'stop') {
        throw new FailedError(stopped(said));
      }
      report.setAside({ at, code, message: said, ...(isLine ? { line } : {}) });
    },
  };
}
