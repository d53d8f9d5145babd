import { createReadStream } from 'node:fs';
import { Command, Option } from 'commander';
import { decodeUtf8 } from '../../adapters/node/utf8.ts';
import type { Pipeline, SourceStream } from '../../pipeline/definition.ts';
import { viewId } from '../../pipeline/view-id.ts';
import type { RunSink } from '../../runtime/run/sink.ts';
import { type Run, startRun } from '../../runtime/run/start-run.ts';
import type { CommandContext } from '../command-context.ts';
import { loadDefinition } from '../definition.ts';
import { FailedError } from '../failed-error.ts';
import { pushLines } from '../run/push-lines.ts';
import { resultJson } from '../run/result-json.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { onlyView } from '../view-named.ts';

interface Options {
  readonly input: readonly string[];
  readonly view?: string;
  readonly format?: string;
  readonly utc: boolean;
  readonly bad: 'stop' | 'skip';
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
      'Runs the whole pipeline in this process and prints its rows, one JSON object per line, as their windows close. The same operators as deployed, so the same rows; memory holds state, not input.',
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
      new Option('--bad <what>', 'what to do at a row that is no event')
        .choices(['stop', 'skip'])
        .default('stop'),
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ npx millrace run examples/retail/pipeline.ts --utc --view daily_sales \\\n      --input sales=examples/retail/data/online_retail_2010-12.csv.gz',
    )
    .action((module: string, options: Options) => execute(module, options, terminal));

async function execute(module: string, options: Options, terminal: Terminal): Promise<void> {
  const pipeline = await loadDefinition(module);
  const inputs = options.input.map((text) => inputOf(pipeline, text));
  const run = startRun(pipeline, {
    decodeUtf8,
    sink: sinkOf(pipeline, options, terminal),
  });
  const [only] = inputs;
  if (inputs.length === 1 && only !== undefined && isPlainNdjson(only, options)) {
    const chunks = createReadStream(only.path, { highWaterMark: 1 << 20 });
    await pushLines(run.stream(only.stream.name), chunks);
  } else {
    await feed(run, inputs, { options, terminal });
  }
  run.end();
  const { accepted, deadLetters, duplicates, late, rows, records } = run.counters;
  terminal.err(
    `${accepted} events gave ${rows} rows and ${records} records; ${late} late, ${duplicates} repeated, ${deadLetters} set aside`,
  );
}

/** Bytes can be given as they are if nothing has to be filled in. */
const isPlainNdjson = ({ stream, path }: Input, { format }: Options): boolean =>
  stream.id === undefined && (format === 'ndjson' || /\.(ndjson|jsonl)$/.test(path));

interface Feeding {
  readonly options: Options;
  readonly terminal: Terminal;
}

async function feed(run: Run, inputs: readonly Input[], { options, terminal }: Feeding) {
  // plain NDJSON needs neither, and both load readers of other formats
  const { feedInput } = await import('../run/feed-input.ts');
  const { mergeInputs } = await import('../run/merge-inputs.ts');
  const { format, utc: assumeUtc, bad } = options;
  const opened = inputs.map((input) => ({
    input,
    events: feedInput(input.stream, { path: input.path, format, assumeUtc }),
  }));
  for await (const { input, fed } of mergeInputs(opened)) {
    if ('given' in fed) run.push(input.stream.name, fed.given);
    else if (bad === 'stop') {
      throw new FailedError(`${fed.bad}; correct it, or pass over such rows with --bad skip`);
    } else terminal.err(fed.bad);
  }
}

function sinkOf(pipeline: Pipeline, { view, bad }: Options, terminal: Terminal): RunSink {
  const wanted = view === undefined ? undefined : viewId(onlyView(pipeline, view, '--view'));
  const json = resultJson(pipeline);
  const print = (of: string, line: () => string): void => {
    if (wanted === undefined || wanted === of) terminal.out(line());
  };
  return {
    row: (row) => print(row.view, () => json.row(row)),
    retract: (key) => print(key.view, () => json.retraction(key)),
    record: (record) => print(record.view, () => json.record(record)),
    deadLetter: ({ message }) => {
      if (bad === 'stop') throw new FailedError(message);
      terminal.err(message);
    },
    overflow: ({ at, key, cap }) => terminal.err(`${at}: the key ${key} holds more than ${cap}`),
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
