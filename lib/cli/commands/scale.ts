import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { kinesisShardCount } from '../../adapters/kinesis/shard-count.ts';
import { own } from '../../core/own.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { EXCHANGE_STREAM } from '../../pipeline/deployed/resource-names.ts';
import type { ShardCount } from '../../ports/shard-count.ts';
import type { CommandContext } from '../command-context.ts';
import { loadDefinition } from '../definition.ts';
import { findDeployed } from '../deployed.ts';
import { pipelineOption, stageOption } from '../options.ts';
import { countOption, nameAdvice } from '../read-options.ts';
import { changeBy, settled } from '../scale/change-by.ts';
import { deployedLevels, type ExchangeLanes } from '../scale/deployed-levels.ts';
import { exchangeSteps, scaleExchange } from '../scale/scale-exchange.ts';
import { stepsTo } from '../scale/steps.ts';
import { UsageError } from '../usage-error.ts';

interface Options {
  readonly pipeline?: string;
  readonly stage: string;
  readonly shards: string;
  readonly dryRun?: boolean;
}

/** Where definitions and streams come from. */
export interface ScalePorts {
  load(pipeline: string | undefined): Promise<Pipeline>;
  /** @returns `undefined` if that stream is not deployed. */
  open(pipeline: Pipeline, stage: string, stream: string): Promise<ShardCount | undefined>;
  /** What scaling the exchange takes beside its stream. */
  lanes(pipeline: Pipeline, stage: string): Promise<ExchangeLanes>;
  wait(): Promise<unknown>;
}

const DEPLOYED: ScalePorts = {
  load: loadDefinition,
  async open(pipeline, stage, stream) {
    const { kinesis, streams, exchangeStream } = await findDeployed(pipeline, stage);
    const name = stream === EXCHANGE_STREAM ? exchangeStream : own(streams, stream);
    return name === undefined || name === '' ? undefined : kinesisShardCount(kinesis, name);
  },
  lanes: deployedLevels,
  wait: () => sleep(2_000),
};

const DESCRIPTION = [
  'Splits or merges the shards of a stream, while it is written and read, until it has so many. Nothing is lost and nothing counts twice: a shard begins where those before it ended.',
  'A producer that packs by shard sends events again that landed on another one meanwhile; "produce" does, and so does the KPL. The lane sets what it finds on a wrong shard aside, as SHARD_MISMATCH; what was sent again counts once.',
  'The exchange, which lanes send to what others own, has a power of two of shards. Before they are split, every lane is told to address it more finely, and waited for: that takes a batch of each shard, or a heartbeat, so about a minute.',
  'Kinesis at most doubles or halves at a time, and takes ten changes in 24 hours. The next deployment keeps the number, unless it changes the number of the stage.',
].join('\n\n');

/** `millrace scale <stream> --shards N` */
export const scaleCommand = ({ terminal }: CommandContext, ports: ScalePorts = DEPLOYED): Command =>
  new Command('scale')
    .summary('change the number of shards of a stream')
    .description(DESCRIPTION)
    .argument('<stream>', `name of a stream in the pipeline, or "${EXCHANGE_STREAM}"`)
    .requiredOption('--shards <n>', 'open shards that it is to have')
    .option('--dry-run', 'only say by which steps')
    .addOption(pipelineOption())
    .addOption(stageOption())
    .addHelpText('after', '\nExample:\n  $ npx millrace scale sales --shards 8')
    .action(async (name: string, { pipeline: module, stage, shards, dryRun }: Options) => {
      const wanted = countOption(shards, '--shards');
      const pipeline = await ports.load(module);
      const stream = await ports.open(pipeline, stage, name);
      if (stream === undefined) throw unknownStream(pipeline, name);
      const { open, isOnDemand } = await settled(stream, ports.wait);
      if (isOnDemand) throw onDemand(name);
      const isExchange = name === EXCHANGE_STREAM;
      const lanes = isExchange ? await ports.lanes(pipeline, stage) : undefined;
      const steps =
        lanes === undefined ? stepsTo(wanted, open) : exchangeSteps(wanted, await lanes.shards());
      terminal.err(`${name}: ${[open, ...steps].join(' → ')} shards`);
      if (dryRun) return;
      const progress = (text: string) => terminal.progress(text);
      const changing = { stream, wait: ports.wait, progress };
      if (lanes === undefined) await changeBy(steps, name, changing);
      else await scaleExchange(wanted, { ...lanes, ...changing });
      terminal.err(`${name}: ${(await stream.read()).open} shards take records`);
    });

function unknownStream({ name: pipeline, streams }: Pipeline, name: string): UsageError {
  const names = [...streams.map((stream) => stream.name), EXCHANGE_STREAM];
  return new UsageError(
    `${name}: the pipeline ${pipeline} has no such stream there; got "${name}", expected one of ${names.join(', ')}; ${nameAdvice(name, names)}`,
  );
}

const onDemand = (name: string): UsageError =>
  new UsageError(
    `${name}: Kinesis chooses the number of its shards; got an on-demand stream, expected a provisioned one; leave it to Kinesis, or give the stage a provisioned capacity`,
  );
