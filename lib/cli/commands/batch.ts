import { Command } from 'commander';
import { formatInstant } from '../../core/instant.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import { type BatchCommandPorts, DEPLOYED_BATCH } from '../batch/deployed-batch.ts';
import { reportedRun } from '../batch/reported-run.ts';
import type { CommandContext } from '../command-context.ts';
import { pipelineOption, stageOption } from '../options.ts';
import { countOption, rangeOf } from '../read-options.ts';
import { UsageError } from '../usage-error.ts';
import { viewsNamed } from '../view-named.ts';

interface Options {
  readonly pipeline?: string;
  readonly stage: string;
  readonly from: string;
  readonly to: string;
  readonly view?: readonly string[];
  readonly run?: string;
  readonly inProcess?: boolean;
  readonly despiteLostRecords?: boolean;
  readonly concurrency: string;
  readonly json?: boolean;
}

const DESCRIPTION = [
  'Computes closed windows again from the lake, late events included, and heals the rows that differ.',
  'Only windows that lie in the range and that no event can change any more are computed; the report names the views that are left out, and why.',
  'The deployed state machine does it, and goes on if this command is broken off; with --in-process this machine does the same.',
  'A run that was interrupted goes on from what it has written down when it is asked for again with --run and the same range.',
].join('\n\n');

const EXAMPLES = `
Examples:
  $ npx millrace batch run --from 2010-12-01 --to 2010-12-02
  $ npx millrace batch run --in-process --from 2010-12-01 --to 2010-12-02 --view sales_by_country`;

/** `millrace batch` */
export const batchCommand = (
  context: CommandContext,
  ports: BatchCommandPorts = DEPLOYED_BATCH,
): Command =>
  new Command('batch')
    .summary('compute closed windows again from the lake')
    .description('Computes closed windows again from the lake.')
    .addCommand(runCommand(context, ports));

/** `millrace batch run --from --to` */
const runCommand = (
  { terminal }: CommandContext,
  { load, open, now }: BatchCommandPorts,
): Command =>
  new Command('run')
    .summary('heal the rows of closed windows')
    .description(DESCRIPTION)
    .requiredOption('--from <instant>', 'start of the first window, such as 2010-12-01')
    .requiredOption('--to <instant>', 'end of the last window')
    .option(
      '--view <view...>',
      'only these views, and what their steps show beside them; name@2 for one version (default: all)',
    )
    .option('--run <name>', 'goes on with the run of that name, or gives a new one its name')
    .option('--in-process', 'on this machine, instead of by the deployed state machine')
    .option(
      '--despite-lost-records',
      'although an archive lane has lost records: rows may get smaller',
    )
    .option('--concurrency <n>', 'tasks that are under way at once, with --in-process', '2')
    .option('--json', 'the report as one JSON object')
    .addOption(pipelineOption())
    .addOption(stageOption())
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const { from, to } = rangeOf(options);
      const concurrency = countOption(options.concurrency, '--concurrency');
      const run = runName(options.run ?? `run-${formatInstant(now()).replace(/\W/g, '-')}`);
      const pipeline = await load(options.pipeline);
      const views = options.view?.flatMap((name) =>
        viewsNamed(pipeline, name, '--view').map(viewId),
      );
      const opened = await open(pipeline, options.stage);
      const request = {
        ...{ run, from, to, concurrency, inProcess: options.inProcess === true },
        ...(views === undefined ? {} : { views }),
        ...(options.despiteLostRecords === true ? { despiteLostRecords: true } : {}),
      };
      await reportedRun(opened, request, { terminal, json: options.json });
    });

const RUN_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** A name that can be part of the names of objects. */
export function runName(name: string): string {
  if (RUN_NAME.test(name)) return name;
  throw new UsageError(
    `--run: cannot be part of the names of objects; got "${name}", expected letters, digits, - and _, at most 64; choose another`,
  );
}
