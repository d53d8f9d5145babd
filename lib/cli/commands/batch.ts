import { Command } from 'commander';
import { batchDefinition, batchPorts } from '../../adapters/batch-layer.ts';
import { formatInstant } from '../../core/instant.ts';
import type { Pipeline } from '../../pipeline/definition.ts';
import { viewId } from '../../pipeline/view-id.ts';
import { checkArchived, type GivenUpPlace } from '../batch/check-archived.ts';
import { type Opened, reportedRun } from '../batch/reported-run.ts';
import type { CommandContext } from '../command-context.ts';
import { loadDefinition } from '../definition.ts';
import { findDeployed } from '../deployed.ts';
import { DEPLOYED_DLQ } from '../dlq/ports.ts';
import { pipelineOption, stageOption } from '../options.ts';
import { countOption, instantOption } from '../read-options.ts';
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

/** Where definitions and deployments come from. */
export interface BatchCommandPorts {
  load(pipeline: string | undefined): Promise<Pipeline>;
  open(pipeline: Pipeline, stage: string): Promise<Opened>;
  /** Where it is found what Lambda gave up. */
  givenUp(pipeline: Pipeline, stage: string): Promise<GivenUpPlace>;
  now(): number;
}

/** Batch runs over what is deployed. */
export const DEPLOYED_BATCH: BatchCommandPorts = {
  load: loadDefinition,
  async open(pipeline, stage) {
    const { streams, ...deployed } = await findDeployed(pipeline, stage);
    const ports = batchPorts(pipeline, { ...deployed, sourceStreams: streams });
    return { definition: batchDefinition(pipeline), ports };
  },
  givenUp: DEPLOYED_DLQ.open,
  now: Date.now,
};

const DESCRIPTION = [
  'Computes closed windows again from the lake, late events included, and heals the rows that differ.',
  'Only windows that lie in the range and that no event can change any more are computed; the report names the views that are left out, and why.',
  'A run that was interrupted goes on from what it has written down when it is asked for again with --run and the same range.',
].join('\n\n');

const EXAMPLES = `
Examples:
  $ npx millrace batch run --in-process --from 2010-12-01 --to 2010-12-02
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
  { load, open, givenUp, now }: BatchCommandPorts,
): Command =>
  new Command('run')
    .summary('heal the rows of closed windows')
    .description(DESCRIPTION)
    .requiredOption('--from <instant>', 'start of the first window, such as 2010-12-01')
    .requiredOption('--to <instant>', 'end of the last window')
    .option('--view <view...>', 'only these views; name@2 for one version (default: all)')
    .option('--run <name>', 'goes on with the run of that name, or gives a new one its name')
    .option('--in-process', 'on this machine; there is no other way yet')
    .option(
      '--despite-lost-records',
      'although an archive lane has lost records: rows may get smaller',
    )
    .option('--concurrency <n>', 'tasks that are under way at once', '2')
    .option('--json', 'the report as one JSON object')
    .addOption(pipelineOption())
    .addOption(stageOption())
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const { from, to } = rangeOf(options);
      const concurrency = countOption(options.concurrency, '--concurrency');
      const run = runName(options.run ?? `run-${formatInstant(now()).replace(/\W/g, '-')}`);
      if (options.inProcess !== true) throw needsInProcess();
      const pipeline = await load(options.pipeline);
      const views = options.view?.flatMap((name) =>
        viewsNamed(pipeline, name, '--view').map(viewId),
      );
      const opened = await open(pipeline, options.stage);
      if (options.despiteLostRecords !== true) {
        await checkArchived(await givenUp(pipeline, options.stage));
      }
      const request = { run, from, to, concurrency, ...(views === undefined ? {} : { views }) };
      await reportedRun(opened, request, { terminal, json: options.json });
    });

function rangeOf({ from: first, to: last }: Options) {
  const from = instantOption(first, '--from');
  const to = instantOption(last, '--to');
  if (from < to) return { from, to };
  throw new UsageError(
    `--to: the range is empty; got ${last}, expected a time after --from ${first}; exchange them`,
  );
}

const RUN_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** A name that can be part of the names of objects. */
export function runName(name: string): string {
  if (RUN_NAME.test(name)) return name;
  throw new UsageError(
    `--run: cannot be part of the names of objects; got "${name}", expected letters, digits, - and _, at most 64; choose another`,
  );
}

const needsInProcess = (): UsageError =>
  new UsageError(
    '--in-process: batch runs are not deployed yet; got nothing, expected --in-process; add it, and the run is done on this machine',
  );
