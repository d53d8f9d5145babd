import { createReadStream } from 'node:fs';
import { Command, Option } from 'commander';
import { KINESIS_LIMITS } from '../../adapters/kinesis/limits.ts';
import { decodeUtf8 } from '../../adapters/node/utf8.ts';
import type { Pipeline, SourceStream } from '../../pipeline/definition.ts';
import { viewId } from '../../pipeline/view-id.ts';
import type { RunSink } from '../../runtime/run/sink.ts';
import { type Run, startRun } from '../../runtime/run/start-run.ts';
import type { CommandContext } from '../command-context.ts';
import { loadDefinition } from '../definition.ts';
import { FailedError } from '../failed-error.ts';
import { maxRecordOption } from '../options.ts';
import { tooLarge } from '../produce/row.ts';
import { type LinePosition, pushLines } from '../run/push-lines.ts';
import { resultJson } from '../run/result-json.ts';
import { type RunReport, runReport } from '../run/run-report.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { onlyView } from '../view-named.ts';

interface Options {
  readonly input: readonly string[];
  readonly view?: string;
  readonly format?: string;
  readonly utc: boolean;
  readonly bad: 'stop' | 'skip';
  readonly maxRecordBytes: number;
}

interface Input {
  readonly stream: SourceStream;
  readonly path: string;
}

/** `millrace run <module> --input stream=file…` */
export const runCommand = ({ terminal }: CommandContext): Command =>
  new Command('run')
    .summary('run a pipeline in this process, from files to rows')
    .description(
      [
        'Runs the whole pipeline in this process and prints its rows, one JSON object per line, as their windows close. The same operators as deployed, so the same rows; memory holds state, not input.',
        'A time that is further ahead than the stream allows, and that the rows after it contradict, moves no time: its event counts in its own window only.',
        'In the end standard error says what was late, repeated or set aside, once for each kind with an example and a number. With --bad stop, a row that is no event ends the command with 1, and so do events that are not counted as their key holds as much as it may, when all else is done.',
      ].join('\n\n'),
    )
    .argument('<module>', 'module of the definition, and #name of its export if there are several')
    .requiredOption(
      '--input <stream=file...>',
      'CSV, NDJSON or Parquet file of a stream; repeatable',
    )
    .option('--view <name>', 'print this view only')
    .addOption(
      new Option('--format <format>', 'what the files hold, if their names do not say').choices([
        'csv',
        'ndjson',
        'parquet',
      ]),
    )
    .option('--utc', 'take times without a zone as UTC', false)
    .addOption(
      new Option('--bad <what>', 'what to do at a row that is no event, or that no key can take')
        .choices(['stop', 'skip'])
        .default('stop'),
    )
    .addOption(maxRecordOption(KINESIS_LIMITS.recordBytesCeiling))
    .addHelpText(
      'after',
      '\nExample:\n  $ npx millrace run examples/retail/pipeline.ts --utc --view daily_sales \\\n      --input sales=examples/retail/data/online_retail_2010-12.csv.gz',
    )
    .action((module: string, options: Options) => execute(module, options, terminal));

async function execute(module: string, options: Options, terminal: Terminal): Promise<void> {
  const pipeline = await loadDefinition(module);
  const inputs = options.input.map((text) => inputOf(pipeline, text));
  const report = runReport();
  const [only] = inputs;
  const isPlain = inputs.length === 1 && only !== undefined && isPlainNdjson(only, options);
  const place = { path: isPlain ? only.path : undefined, line: 0 };
  const run = startRun(pipeline, {
    ...{ decodeUtf8, jumps: 'confirmed' },
    sink: sinkOf(pipeline, { options, terminal, report, place }),
  });
  if (isPlain) {
    const chunks = createReadStream(only.path, { highWaterMark: 1 << 20 });
    const { maxRecordBytes: maxBytes, bad } = options;
    const atFault = (): void => {
      const fault = tooLarge(maxBytes);
      const message = fault.message(`${baseName(only.path)} › line ${place.line}`);
      if (bad === 'stop') throw new FailedError(stopped(message));
      report.setAside({ at: only.stream.name, code: fault.code, message, line: place.line });
    };
    await pushLines(run.stream(only.stream.name), chunks, { maxBytes, tooLarge: atFault }, place);
  } else {
    await feed(run, inputs, { options, report });
  }
  run.end();
  for (const line of report.lines(run.counters)) terminal.err(line);
  const { overflow } = run.counters;
  if (overflow > 0 && options.bad === 'stop') {
    throw new FailedError(
      `${overflow} events are not counted, as their keys hold as much as a key may; count less by key, or take it so with --bad skip`,
    );
  }
}

/** Bytes can be given as they are if nothing has to be filled in. */
const isPlainNdjson = ({ stream, path }: Input, { format }: Options): boolean =>
  stream.id === undefined && (format === 'ndjson' || /\.(ndjson|jsonl)$/.test(path));

interface Feeding {
  readonly options: Options;
  readonly report: RunReport;
}

async function feed(run: Run, inputs: readonly Input[], { options, report }: Feeding) {
  // plain NDJSON needs neither, and both load readers of other formats
  const { feedInput } = await import('../run/feed-input.ts');
  const { mergeInputs } = await import('../run/merge-inputs.ts');
  const { format, utc: assumeUtc, bad, maxRecordBytes } = options;
  const opened = inputs.map((input) => ({
    input,
    events: feedInput(input.stream, { path: input.path, format, assumeUtc, maxRecordBytes }),
    slack: input.stream.maxClockSkew + input.stream.maxOutOfOrderness,
  }));
  for await (const { input, fed } of mergeInputs(opened)) {
    if ('given' in fed) run.push(input.stream.name, fed.given);
    else if (bad === 'stop') {
      throw new FailedError(stopped(fed.bad));
    } else {
      const { bad: message, code, line } = fed;
      report.setAside({ at: input.path, message, code, line });
    }
  }
}

interface Saying extends Feeding {
  readonly terminal: Terminal;
  /** Where it is in its input, if that is one that is given as bytes. */
  readonly place: LinePosition & { readonly path: string | undefined };
}

function sinkOf(pipeline: Pipeline, { options, terminal, report, place }: Saying): RunSink {
  const { view, bad } = options;
  const wanted = view === undefined ? undefined : viewId(onlyView(pipeline, view, '--view'));
  const json = resultJson(pipeline);
  const print = (of: string, line: () => string): void => {
    if (wanted === undefined || wanted === of) terminal.out(line());
  };
  return {
    ...report.sink,
    row: (row) => print(row.view, () => json.row(row)),
    retract: (key) => print(key.view, () => json.retraction(key)),
    record: (record) => print(record.view, () => json.record(record)),
    deadLetter({ at, code, message, given }) {
      const isLine = place.path !== undefined && given instanceof Uint8Array;
      const said = isLine
        ? `${baseName(place.path)} › line ${place.line}${message.slice(at.length)}`
        : message;
      if (bad === 'stop') {
        throw new FailedError(stopped(said));
      }
      report.setAside({ at, code, message: said, ...(isLine ? { line: place.line } : {}) });
    },
  };
}

function inputOf(pipeline: Pipeline, text: string): Input {
  const at = text.indexOf('=');
  const name = text.slice(0, at);
  const stream = pipeline.streams.find((each) => each.name === name);
  if (at > 0 && stream !== undefined) return { stream, path: text.slice(at + 1) };
  const names = pipeline.streams.map((each) => each.name).join(', ');
  throw new UsageError(
    `--input: is not a stream and its file; got "${text}", expected <stream>=<file> with one of the streams ${names}; write it so`,
  );
}

const stopped = (problem: string): string =>
  `${problem}; correct it, or pass over such rows with --bad skip`;

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
