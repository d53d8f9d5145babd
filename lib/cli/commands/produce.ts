import { Command, InvalidArgumentError, Option } from 'commander';
import { putHeartbeats } from '../../adapters/kinesis/heartbeat.ts';
import { KINESIS_LIMITS } from '../../adapters/kinesis/limits.ts';
import { shardSender } from '../../adapters/kinesis/shard-sender.ts';
import { listShards } from '../../adapters/kinesis/topology.ts';
import { formatInstant } from '../../core/instant.ts';
import { duration, type EventTime } from '../../core/time.ts';
import { DefinitionError } from '../../errors/definition-error.ts';
import type { Pipeline, SourceStream } from '../../pipeline/definition.ts';
import { planOf } from '../../pipeline/planner.ts';
import { settlingTime } from '../../pipeline/settling-time.ts';
import { loadDefinition } from '../definition.ts';
import { findDeployed } from '../deployed.ts';
import { FailedError } from '../failed-error.ts';
import { pipelineOption, stageOption } from '../options.ts';
import { openInput } from '../produce/lines.ts';
import { produce } from '../produce/produce.ts';
import { seededRandom } from '../produce/seeded-random.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

interface Options {
  readonly pipeline?: string;
  readonly stage: string;
  readonly format?: string;
  readonly utc: boolean;
  readonly rate?: number;
  readonly speedup?: number;
  readonly disorder: string;
  readonly seed: number;
  readonly fromLine: number;
  readonly bad: 'stop' | 'skip';
  readonly packBytes: number;
  readonly packEvents: number;
  readonly end: boolean;
  readonly json: boolean;
}

/** `millrace produce <stream> <file>` */
export function produceCommand({ terminal }: { readonly terminal: Terminal }): Command {
  return new Command('produce')
    .summary('put the events of a file into a stream')
    .description(
      'Puts the rows of a CSV or NDJSON file (.gz too, - for standard input) into a stream, in their order. Events without an id are named by file and line, so producing a file again counts nothing twice.',
    )
    .argument('<stream>', 'name of the stream in the pipeline')
    .argument('<file>', 'path of a .csv or .ndjson file, packed or not, or -')
    .addOption(pipelineOption())
    .addOption(stageOption())
    .addOption(new Option('--format <format>', 'what the file holds').choices(['csv', 'ndjson']))
    .option('--utc', 'take times without a zone as UTC', false)
    .option('--rate <n>', 'most events per second', positive)
    .option('--speedup <n>', 'replay this many times faster than event time', positive)
    .option('--disorder <duration>', 'shuffle events within this much event time', '0ms')
    .option('--seed <n>', 'seed of the shuffle', positive, 1)
    .option('--from-line <n>', 'line to begin with', positive, 1)
    .addOption(
      new Option('--bad <what>', 'what to do at a row that is no event')
        .choices(['stop', 'skip'])
        .default('stop'),
    )
    .option(
      '--pack-bytes <n>',
      'most bytes of a packed record',
      positive,
      20 * KINESIS_LIMITS.payloadUnitBytes,
    )
    .option('--pack-events <n>', 'most events of a packed record', positive, 500)
    .option('--end', 'say that nothing follows, so that all windows close', false)
    .option('--json', 'print what was sent as JSON', false)
    .addHelpText(
      'after',
      '\nExample:\n  $ npx millrace produce sales sales.csv.gz --utc --speedup 3600',
    )
    .action((stream: string, file: string, options: Options) =>
      run({ stream, file, options, terminal }),
    );
}

interface Call {
  readonly stream: string;
  readonly file: string;
  readonly options: Options;
  readonly terminal: Terminal;
}

async function run({ stream: name, file, options, terminal }: Call): Promise<void> {
  const pipeline = await loadDefinition(options.pipeline);
  const stream = streamNamed(pipeline, name);
  const disorder = disorderOf(options.disorder);
  const input = await openInput(file, options.format);
  const deployed = await findDeployed(pipeline, options.stage);
  const sender = await shardSender(deployed.kinesis, {
    stream: deployed.streams[name] ?? '',
    maxBytes: options.packBytes,
    maxEvents: options.packEvents,
    resendsStrays: writesRows(pipeline, name),
  });
  const stop = new AbortController();
  const onInterrupt = (): void => {
    terminal.err('stopping: what was read is being sent …');
    stop.abort();
  };
  process.once('SIGINT', onInterrupt);
  const { rate, speedup, bad, fromLine, utc: assumeUtc, seed } = options;
  const started = Date.now();
  const settings = { rate, speedup, bad, fromLine, assumeUtc, disorder };
  try {
    const produced = await produce(
      { stream, input, sender },
      { ...settings, random: seededRandom(seed), now: Date.now, signal: stop.signal },
      terminal,
    );
    const { records, bytes, refused } = sender.sent();
    if (options.json) terminal.out(JSON.stringify({ ...produced, records, bytes, refused }));
    const seconds = ((Date.now() - started) / 1_000).toFixed(1);
    const strayed = sender.sent().strayed;
    const again = strayed > 0 ? `, ${strayed} sent again as their shard was split or merged` : '';
    const passed = produced.bad > 0 ? `, ${produced.bad} bad rows passed over` : '';
    terminal.err(`${produced.events} events in ${records} records, ${seconds} s${passed}${again}`);
    if (produced.resumeAt !== undefined) {
      throw new FailedError(`stopped; go on with --from-line ${produced.resumeAt}`);
    }
    if (options.end && produced.newest !== undefined) {
      const at = endOfWindows(pipeline, stream, produced.newest);
      const physical = deployed.streams[name] ?? '';
      const shards = await listShards(deployed.kinesis, physical);
      await putHeartbeats(deployed.kinesis, physical, { shards, at });
      terminal.err(`all shards know that event time has reached ${formatInstant(at)}`);
    }
  } finally {
    process.off('SIGINT', onInterrupt);
    input.bytes.destroy();
  }
}

/** An event time at which nothing is open any more that came of an event until `newest`. */
function endOfWindows({ views }: Pipeline, stream: SourceStream, newest: EventTime): EventTime {
  const longest = Math.max(0, ...views.map(({ operator }) => settlingTime(operator)));
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

/** Whether rows are written by the lane of the stream, which then refuses events of other shards. */
const writesRows = (pipeline: Pipeline, stream: string): boolean =>
  planOf(pipeline).views.some(
    (view) => view.kind === 'window' && view.stream === stream && view.placement.stage === 'source',
  );
