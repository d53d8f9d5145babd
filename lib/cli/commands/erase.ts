import { Command, Option } from 'commander';
import { BatchError } from '../../errors/batch-error.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import type { BatchReport } from '../../runtime/batch/protocol.ts';
import { DEPLOYED_BATCH } from '../batch/deployed-batch.ts';
import { type Opened, reportedRun } from '../batch/reported-run.ts';
import type { CommandContext } from '../command-context.ts';
import { loadDefinition } from '../definition.ts';
import { deployedErasure } from '../erase/deployed-erasure.ts';
import {
  type EraseSubjectPorts,
  type ErasureReport,
  eraseSubject,
} from '../erase/erase-subject.ts';
import { pipelineOption, stageOption } from '../options.ts';
import { UsageError } from '../usage-error.ts';

interface Options {
  readonly pipeline?: string;
  readonly stage: string;
  readonly field: string;
  readonly value: string;
  readonly aggregates: 'keep' | 'recompute';
  readonly json?: boolean;
}

/** Where definitions and traces come from. */
export interface EraseCommandPorts {
  load(pipeline: string | undefined): Promise<Pipeline>;
  open(pipeline: Pipeline, stage: string, stream: string): Promise<OpenedErasure>;
  /** What computes rows again. */
  batch(pipeline: Pipeline, stage: string): Promise<Opened>;
}

type OpenedErasure = Omit<EraseSubjectPorts, 'recompute'>;

const DEPLOYED: EraseCommandPorts = {
  load: loadDefinition,
  batch: DEPLOYED_BATCH.open,
  open: deployedErasure,
};

const DESCRIPTION = [
  'Erases one subject: its records from the archive, with all versions of the objects, its dead letters, its records in batches that Lambda gave up, its rows, records, states and ids, and files of batch runs that may hold it. Everything else of the archive stays as it is, and so do its chains.',
  'Rows of others that its events have gone into are computed again without them (recompute, by a batch run on this machine that begins at once), or kept as they are (keep), which batch runs and reconciliation then know of; rows that show values of events are computed again all the same. What cannot be erased yet is printed, with its date.',
  'What is to be done is written down first: if the command fails, ask for it again, and it is done to its end.',
].join('\n\n');

/** `millrace erase <stream>` */
export const eraseCommand = (
  { terminal }: CommandContext,
  { load, open, batch }: EraseCommandPorts = DEPLOYED,
): Command =>
  new Command('erase')
    .summary('erase one subject from what is kept')
    .description(DESCRIPTION)
    .argument('<stream>', 'whose records are looked through')
    .requiredOption('--field <name>', 'field that says whom an event is about')
    .requiredOption('--value <text>', 'whom it names')
    .addOption(
      new Option('--aggregates <what>', 'what becomes of rows of others')
        .choices(['recompute', 'keep'])
        .makeOptionMandatory(),
    )
    .option('--json', 'the report as one JSON object, with that of the batch run in it')
    .addOption(pipelineOption())
    .addOption(stageOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ npx millrace erase sales --field customer --value 17850 --aggregates recompute',
    )
    .action(async (stream: string, options: Options) => {
      const { field, value, aggregates } = options;
      const pipeline = await load(options.pipeline);
      const declared = pipeline.streams.find(({ name }) => name === stream);
      if (declared === undefined) throw unknownStream(pipeline, stream);
      const fields = Object.keys(declared.schema.fields);
      if (!fields.includes(field)) throw unknownField(stream, field, fields);
      const ports = await open(pipeline, options.stage, stream);
      const { json } = options;
      const quiet = { ...terminal, out: () => {} };
      let recomputed: BatchReport | null = null;
      const recompute = async (request: Parameters<EraseSubjectPorts['recompute']>[0]) => {
        const opened = await batch(pipeline, options.stage);
        const run = { ...request, inProcess: true, concurrency: 2 };
        const told = { terminal: json ? quiet : terminal, json };
        recomputed = await unlessNothingClosed(reportedRun(opened, run, told));
      };
      const report = await eraseSubject(
        { ...ports, recompute },
        { stream, field, value },
        aggregates,
      );
      if (json) terminal.out(JSON.stringify({ ...report, recomputed }));
      else for (const line of linesOf(report)) terminal.out(line);
    });

/** What is open is healed once it is closed. */
async function unlessNothingClosed(run: Promise<BatchReport>): Promise<BatchReport | null> {
  try {
    return await run;
  } catch (error) {
    if (!(error instanceof BatchError && error.code === 'BATCH_NOTHING_CLOSED')) throw error;
    return null;
  }
}

function linesOf(report: ErasureReport): string[] {
  const { records, objects, deadLetters, givenUp, late, batchFiles, rows, states, ids, answers } =
    report;
  return [
    ...(report.wasBegun ? ['went on with an erasure that was begun before'] : []),
    `records: ${records} in ${objects} objects, dead letters: ${deadLetters}, given up: ${givenUp}, late: ${late}`,
    `rows under its keys: ${rows}, states: ${states}, ids: ${ids}, files of batch runs: ${batchFiles}, answers of Athena: ${answers}`,
    `rows of others: ${report.aggregates} computed again, ${report.kept} kept`,
    ...report.left.map((each) => `left: ${each}`),
  ];
}

const unknownStream = ({ name, streams }: Pipeline, given: string): UsageError =>
  new UsageError(
    `stream: the pipeline ${name} has no such stream; got "${given}", expected one of ${streams.map((each) => each.name).join(', ')}; correct it`,
  );

const unknownField = (stream: string, given: string, fields: readonly string[]): UsageError =>
  new UsageError(
    `--field: the stream ${stream} has no such field; got "${given}", expected one of ${fields.join(', ')}; correct it`,
  );
