import { Command, InvalidArgumentError, Option } from 'commander';
import { KINESIS_LIMITS } from '../../adapters/kinesis/limits.ts';
import { formatInstant } from '../../core/instant.ts';
import { greatest } from '../../core/many.ts';
import { duration, type EventTime } from '../../core/time.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import type { Pipeline, SourceStream } from '../../pipeline/definition/definition.ts';
import { settlingTime } from '../../pipeline/plan/settling-time.ts';
import type { CommandContext } from '../command-context.ts';
import { FailedError } from '../failed-error.ts';
import { wrongUnit } from '../input/advice.ts';
import { findFiles } from '../input/find-files.ts';
import { type InputOptions, readingOf, withInputOptions } from '../input/input-options.ts';
import { formatLines } from '../input/line-set.ts';
import { lossProblem, maxLossOption } from '../input/max-loss.ts';
import { maxRecordOption, pipelineOption, stageOption, wholeNumber } from '../options.ts';
import { type FileLines, optionsFor, wantedLines } from '../produce/advice.ts';
import { endedBy } from '../produce/ending.ts';
import { DEPLOYED_STREAMS, type ProducePorts } from '../produce/ports.ts';
import { FLUSH, produce } from '../produce/produce.ts';
import { seededRandom } from '../produce/seeded-random.ts';
import { openSource } from '../produce/source.ts';
import { TIMERS } from '../produce/waiting.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

interface Options extends InputOptions {
  readonly pipeline?: string;
  readonly stage: string;
  readonly name?: string;
  readonly rate?: number;
  readonly speedup?: number;
  readonly disorder: string;
  readonly seed: number;
  readonly fromLine?: number;
  readonly lines?: string;
  readonly bad: 'stop' | 'skip';
  readonly maxRecordBytes: number;
  readonly maxLoss?: number;
  readonly packBytes: number;
  readonly packEvents: number;
  readonly end: boolean;
  readonly json: boolean;
}

/** `millrace produce <stream> <file>` */
export function produceCommand(
  { terminal }: CommandContext,
  ports: ProducePorts = DEPLOYED_STREAMS,
): Command {
  const command = new Command('produce')
    .summary('put the events of files into a stream')
    .description(
      [
        'Puts the rows of CSV, NDJSON and Parquet files into a stream, in their order; of several files always the event that is the oldest of those that are next, so that files of one time do not make each other late. Folders such as dt=2026-03-01 say fields that events lack. Events without an id are named by the full path of their file, or --name, and their line, so producing a file again counts nothing twice.',
        `What was read is in the stream ${FLUSH.everyMs / 1_000} s later at most, while Kinesis takes it. Whatever ends the command early, what was read before is sent, and the options that it prints send exactly what is missing. Only records of a call whose answer was lost may be there twice; an id makes them count once.`,
      ].join('\n\n'),
    )
    .argument('<stream>', 'name of the stream in the pipeline')
    .argument(
      '<files...>',
      'CSV, NDJSON or Parquet files, packed or not, folders or patterns of them, a pipe, or - for standard input',
    )
    .addOption(pipelineOption())
    .addOption(stageOption());
  return withInputOptions(command, ['csv', 'ndjson', 'parquet'])
    .option(
      '--name <name>',
      'name of the file, folder or pattern in the ids of events that have none (default: the full path of each file)',
    )
    .option('--rate <n>', 'most events per second', positive)
    .option('--speedup <n>', 'replay this many times faster than event time', positive)
    .option('--disorder <duration>', 'shuffle events within this much event time', '0ms')
    .option('--seed <n>', 'seed of the shuffle', positive, 1)
    .option('--from-line <n>', 'line to begin with (default: 1)', wholeNumber)
    .addOption(
      new Option(
        '--lines <lines>',
        'only these lines, such as 3,5-8,12-; or @ and a file that says them, of several files each with its path',
      ).conflicts('fromLine'),
    )
    .addOption(
      new Option('--bad <what>', 'what to do at a row that is no event')
        .choices(['stop', 'skip'])
        .default('stop'),
    )
    .addOption(maxRecordOption(KINESIS_LIMITS.recordBytes))
    .addOption(maxLossOption('more ends with 1 (default: nothing)'))
    .option(
      '--pack-bytes <n>',
      'most bytes of a packed record; an event that fits in none is sent as it is',
      positive,
      20 * KINESIS_LIMITS.payloadUnitBytes,
    )
    .option('--pack-events <n>', 'most events of a packed record', positive, 500)
    .option(
      '--end',
      'say that nothing follows, so that windows that have ended by now close',
      false,
    )
    .option('--json', 'print what was sent as JSON', false)
    .addHelpText(
      'after',
      '\nExample:\n  $ npx millrace produce sales sales.csv.gz --utc --speedup 3600',
    )
    .action((stream: string, paths: string[], options: Options) =>
      run({ stream, paths, options, terminal, ports }),
    );
}

interface Call {
  readonly ports: ProducePorts;
  readonly stream: string;
  readonly paths: readonly string[];
  readonly options: Options;
  readonly terminal: Terminal;
}

async function run({ stream: name, paths, options, terminal, ports }: Call): Promise<void> {
  const pipeline = await ports.load(options.pipeline);
  const stream = streamNamed(pipeline, name);
  const disorder = disorderOf(options.disorder);
  const reading = readingOf(options);
  const found = await findFiles(
    paths.map((path) => ({ stream, path })),
    'produce',
  );
  checkName(options.name, paths);
  const { rate, speedup, bad, maxRecordBytes, seed, json } = options;
  const naming = { reading, name: options.name, maxRecordBytes };
  const source = await openSource(stream, wantedLines(found, options), naming);
  const { sender, close } = await ports.open(
    { pipeline, stage: options.stage, stream: name },
    {
      ...{ maxBytes: options.packBytes, maxEvents: options.packEvents },
      maxUnpackedBytes: options.maxRecordBytes,
    },
  );
  const stop = new AbortController();
  const onSignal = (): void => {
    terminal.err('stopping: what was read is being sent …');
    stop.abort();
    for (const name of STOPPING) process.off(name, onSignal); // who asks again does not want to wait
  };
  for (const name of STOPPING) process.once(name, onSignal);
  const started = Date.now();
  const settings = { rate, speedup, bad, disorder };
  try {
    const { rest, failure, ...counts } = await produce(
      { source, sender },
      { ...settings, random: seededRandom(seed), timers: TIMERS, signal: stop.signal },
      terminal,
    );
    const { events, records, bytes, refused, strayed } = sender.sent();
    const left = rest === undefined ? null : restJson(rest);
    if (json) terminal.out(JSON.stringify({ ...counts, records, bytes, refused, rest: left }));
    const seconds = ((Date.now() - started) / 1_000).toFixed(1);
    const again = strayed > 0 ? `, ${strayed} sent again as their shard was split or merged` : '';
    terminal.err(
      `${events} events in ${records} records, ${seconds} s${again}; ${counts.read} read, ${counts.bad} set aside`,
    );
    for (const line of wrongUnit(counts.newest)) terminal.err(line);
    if (failure !== undefined) throw endedBy(failure, rest, terminal);
    if (rest !== undefined) throw new FailedError(`stopped; go on with ${optionsFor(rest)}`);
    const lost = lossProblem({ read: counts.read, setAside: counts.bad }, options.maxLoss);
    if (options.end && counts.newest === undefined) {
      throw new FailedError(
        'no event was sent, so there is no time that --end could say has come; windows stay as they are',
      );
    }
    if (options.end && counts.newest !== undefined) {
      const at = endOfWindows(pipeline, stream, counts.newest);
      await close(at);
      const isAhead = at > Date.now() + stream.maxClockSkew;
      const rest = '; that is after now, so what ends later than now closes when its time has come';
      terminal.err(
        `all shards know that event time has reached ${formatInstant(at)}${isAhead ? rest : ''}`,
      );
    }
    if (lost !== undefined) throw new FailedError(lost);
  } finally {
    for (const name of STOPPING) process.off(name, onSignal);
    source.close();
  }
}

/**
 * @throws {@link UsageError} if one name is said of several arguments, whose files it would not tell apart
 */
function checkName(name: string | undefined, paths: readonly string[]): void {
  if (name === undefined || paths.length === 1) return;
  throw new UsageError(
    `--name: names one file, folder or pattern; got ${paths.length} of them, expected one; send them one after the other`,
  );
}

/** Lines of the one file, or those of each by its path. */
function restJson(rest: readonly FileLines[]): string | Readonly<Record<string, string>> {
  const [only, ...others] = rest;
  if (only !== undefined && others.length === 0) return formatLines(only.lines);
  const left = rest.filter(({ lines }) => lines.length > 0);
  return Object.fromEntries(left.map(({ path, lines }) => [path, formatLines(lines)]));
}

/** Signals that stop it with all that was read sent. */
const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** An event time at which nothing is open any more that came of an event until `newest`. */
function endOfWindows({ views }: Pipeline, stream: SourceStream, newest: EventTime): EventTime {
  const longest = greatest(
    views.map(({ operator }) => settlingTime(operator)),
    0,
  );
  return newest + longest + stream.maxOutOfOrderness;
}

function streamNamed(pipeline: Pipeline, name: string): SourceStream {
  const stream = pipeline.streams.find((each) => each.name === name);
  if (stream !== undefined) return stream;
  const names = pipeline.streams.map((each) => each.name).join(', ');
  throw new UsageError(
    `produce: the pipeline ${pipeline.name} has no such stream; got "${name}", expected one of ${names}; correct the name`,
  );
}

function disorderOf(text: string): number {
  try {
    return duration(text, '--disorder');
  } catch (error) {
    if (error instanceof DefinitionError) throw new UsageError(error.message);
    throw error;
  }
}

function positive(text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError('expected a number above 0.');
}
