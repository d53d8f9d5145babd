import { Command } from 'commander';
import { markedProgress } from '../../adapters/dynamodb/lane-progress.ts';
import { s3Lake } from '../../adapters/s3/lake.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { EXCHANGE_STREAM } from '../../pipeline/deployed/resource-names.ts';
import { planOf } from '../../pipeline/plan/planner.ts';
import type { LaneProgress } from '../../ports/lane-progress.ts';
import type { CommandContext } from '../command-context.ts';
import { loadDefinition } from '../definition.ts';
import { findDeployed } from '../deployed.ts';
import { pipelineOption, stageOption } from '../options.ts';
import { nameAdvice } from '../read-options.ts';
import { shardLines } from '../shards/lines-of.ts';
import { asideLines, shardJson, shardTable } from '../shards/shard-lines.ts';
import { troubleLines } from '../shards/trouble-lines.ts';
import { UsageError } from '../usage-error.ts';

interface Options {
  readonly pipeline?: string;
  readonly stage: string;
  readonly json?: boolean;
}

/** Where definitions and progress come from. */
export interface ShardsPorts {
  load(pipeline: string | undefined): Promise<Pipeline>;
  open(pipeline: Pipeline, stage: string): Promise<LaneProgress>;
  now(): number;
}

const DEPLOYED: ShardsPorts = {
  load: loadDefinition,
  async open(pipeline, stage) {
    const deployed = await findDeployed(pipeline, stage);
    const lake = s3Lake(deployed.s3, deployed.lakeBucket);
    return markedProgress({ ...deployed, pipeline: pipeline.name, lake });
  },
  now: Date.now,
};

const DESCRIPTION = [
  'Prints how far each lane has come: speed and archive lanes on each shard of their stream, the exchange lane on each shard of the exchange.',
  'Of an archive lane only "waiting" is known, and of the exchange everything else: how long its messages wait is the metric IteratorAge of its function.',
  '"waiting" is how long the oldest record that was not read has been there, "event time" the newest of its events, as far as it is believed, and "idle" how long ago that came. A shard without a watermark holds its views open.',
  'Why steps with state set things aside is said on standard error, over all shards of their lane.',
  'Lanes that fail, or that stand still though records wait, are named on standard error: since when, and with which error.',
].join('\n\n');

/** `millrace shards [stream]` */
export const shardsCommand = (
  { terminal }: CommandContext,
  ports: ShardsPorts = DEPLOYED,
): Command =>
  new Command('shards')
    .summary('say how far each shard has been read')
    .description(DESCRIPTION)
    .argument(
      '[stream]',
      `name of a stream in the pipeline, or "${EXCHANGE_STREAM}"; all of them without it`,
    )
    .option('--json', 'one JSON object per shard')
    .addOption(pipelineOption())
    .addOption(stageOption())
    .addHelpText('after', '\nExample:\n  $ npx millrace shards sales')
    .action(async (name: string | undefined, { pipeline: module, stage, json }: Options) => {
      const pipeline = await ports.load(module);
      if (name !== undefined) checkStream(pipeline, name);
      const progress = await ports.open(pipeline, stage);
      const lines = await shardLines(planOf(pipeline), {
        stream: name,
        progress,
        now: ports.now(),
      });
      const texts = json ? lines.map(shardJson) : shardTable(lines, ports.now(), terminal);
      for (const text of texts) terminal.out(text);
      for (const text of asideLines(lines)) terminal.err(text);
      const troubles = lines.flatMap(({ trouble }) => trouble ?? []);
      for (const text of troubleLines(troubles)) terminal.err(text);
    });

/** @throws {@link UsageError} with the streams that there are. */
function checkStream(definition: Pipeline, name: string): void {
  const { name: pipeline, streams } = definition;
  const exchange = planOf(definition).exchange === null ? [] : [EXCHANGE_STREAM];
  const names = [...streams.map((stream) => stream.name), ...exchange];
  if (names.includes(name)) return;
  throw new UsageError(
    `${name}: the pipeline ${pipeline} has no such stream; got "${name}", expected one of ${names.join(', ')}; ${nameAdvice(name, names)}`,
  );
}
