import { Command } from 'commander';
import { formatInstant } from '../../core/instant.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import { type BatchCommandPorts, DEPLOYED_BATCH } from '../batch/deployed-batch.ts';
import { reportedRun } from '../batch/reported-run.ts';
import type { CommandContext } from '../command-context.ts';
import { FailedError } from '../failed-error.ts';
import { pipelineOption, stageOption } from '../options.ts';
import { countOption, rangeOf } from '../read-options.ts';
import { viewsNamed } from '../view-named.ts';
import { runName } from './batch.ts';

interface Options {
  readonly pipeline?: string;
  readonly stage: string;
  readonly from: string;
  readonly to: string;
  readonly run?: string;
  readonly inProcess?: boolean;
  readonly concurrency: string;
  readonly json?: boolean;
}

const DESCRIPTION = [
  'Fills the closed windows of a new view, or of the newest version of a changed one, from the lake, while its lanes go on with what comes. Readers see nothing of it before "switch".',
  'It is a batch run for that view alone: broken off, it goes on where it was with --run and the name that it printed.',
].join('\n\n');

/** `millrace backfill <view> --from --to` */
export const backfillCommand = (
  { terminal }: CommandContext,
  { load, open, now }: BatchCommandPorts = DEPLOYED_BATCH,
): Command =>
  new Command('backfill')
    .summary('fill a new view, or a new version, from the lake')
    .description(DESCRIPTION)
    .argument('<view>', 'name of the view, for its newest version; or name@2')
    .requiredOption('--from <instant>', 'start of the first window, such as 2010-12-01')
    .requiredOption('--to <instant>', 'end of the last window')
    .option('--run <name>', 'goes on with the run of that name, or gives a new one its name')
    .option('--in-process', 'on this machine, instead of by the deployed state machine')
    .option('--concurrency <n>', 'tasks that are under way at once, with --in-process', '2')
    .option('--json', 'the report as one JSON object')
    .addOption(pipelineOption())
    .addOption(stageOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ npx millrace backfill sales_by_country --from 2010-12-01 --to 2011-01-01\n  $ npx millrace switch sales_by_country --to 2',
    )
    .action(async (name: string, options: Options) => {
      const { from, to } = rangeOf(options);
      const concurrency = countOption(options.concurrency, '--concurrency');
      const pipeline = await load(options.pipeline);
      const newest = viewsNamed(pipeline, name).reduce((a, b) => (a.version > b.version ? a : b));
      const view = viewId(newest);
      const opened = await open(pipeline, options.stage);
      const run = runName(options.run ?? `backfill-${formatInstant(now()).replace(/\W/g, '-')}`);
      const inProcess = options.inProcess === true;
      const request = { run, from, to, views: [view], concurrency, inProcess };
      const report = await reportedRun(opened, request, { terminal, json: options.json });
      const [left] = report.leftOut;
      if (left !== undefined) throw new FailedError(`${left.view} was not filled: ${left.why}`);
      if (newest.version > 1) {
        terminal.err(
          `readers get it with: npx millrace switch ${newest.name} --to ${newest.version}`,
        );
      }
    });
