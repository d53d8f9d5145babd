import { Command } from 'commander';
import { compactionOf, type DeployedCompaction } from '../../functions/compaction/streams.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { COMPACTED_AFTER, compactStream } from '../../runtime/archive/compact.ts';
import type { CommandContext } from '../command-context.ts';
import { loadDefinition } from '../definition.ts';
import { findDeployed } from '../deployed.ts';
import { pipelineOption, stageOption } from '../options.ts';
import { instantOption } from '../read-options.ts';

interface Options {
  readonly pipeline?: string;
  readonly stage: string;
  readonly before?: string;
  readonly json?: boolean;
}

/** Where definitions and lakes come from. */
export interface CompactPorts {
  load(pipeline: string | undefined): Promise<Pipeline>;
  open(pipeline: Pipeline, stage: string): Promise<readonly DeployedCompaction[]>;
  now(): number;
}

const DEPLOYED: CompactPorts = {
  load: loadDefinition,
  open: async (pipeline, stage) => compactionOf(pipeline, await findDeployed(pipeline, stage)),
  now: Date.now,
};

const DESCRIPTION = [
  'Makes few large objects of the many small ones that archive lanes write, hour by hour of arrival and shard by shard, while lanes, batch runs and readers go on. Stages for accounts do it by themselves, every hour.',
  'Only hours that their chain has left are compacted. Broken off and begun again, or done by several at once, it does the same.',
].join('\n\n');

/** `millrace compact` */
export const compactCommand = (
  { terminal }: CommandContext,
  { load, open, now }: CompactPorts = DEPLOYED,
): Command =>
  new Command('compact')
    .summary('make few large objects of many small ones')
    .description(DESCRIPTION)
    .option(
      '--before <instant>',
      'only hours of arrival that ended before (default: two hours ago)',
    )
    .option('--json', 'one JSON object per stream')
    .addOption(pipelineOption())
    .addOption(stageOption())
    .addHelpText('after', '\nExample:\n  $ npx millrace compact --before 2026-03-02')
    .action(async (options: Options) => {
      const before =
        options.before === undefined
          ? now() - COMPACTED_AFTER
          : instantOption(options.before, '--before');
      const pipeline = await load(options.pipeline);
      for (const { stream, ports } of await open(pipeline, options.stage)) {
        const report = await compactStream(stream, ports, {
          before,
          onCompacted: ({ name }) => terminal.progress(name),
        });
        terminal.out(
          options.json
            ? JSON.stringify(report)
            : `${report.stream}: ${report.replaced} objects became ${report.compacted}`,
        );
      }
    });
