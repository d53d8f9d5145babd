import { Command, Option } from 'commander';
import { batchDefinition } from '../../adapters/batch/batch-definition.ts';
import { compactionOf } from '../../adapters/compaction/streams.ts';
import { dynamoRowEraser } from '../../adapters/dynamodb/row-eraser.ts';
import { dynamoRowReader } from '../../adapters/dynamodb/row-reader.ts';
import { rememberErasure } from '../../adapters/erasures.ts';
import { s3Lake } from '../../adapters/s3/lake.ts';
import { s3LakeRemover } from '../../adapters/s3/remove-objects.ts';
import { formatInstant } from '../../core/instant.ts';
import type { Pipeline } from '../../pipeline/definition.ts';
import { DEPLOYED_BATCH } from '../batch/deployed-batch.ts';
import { type Opened, reportedRun } from '../batch/reported-run.ts';
import type { CommandContext } from '../command-context.ts';
import { loadDefinition } from '../definition.ts';
import { findDeployed } from '../deployed.ts';
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
  open(pipeline: Pipeline, stage: string, stream: string): Promise<EraseSubjectPorts>;
  /** What computes rows again. */
  batch(pipeline: Pipeline, stage: string): Promise<Opened>;
  now(): number;
}

const DEPLOYED: EraseCommandPorts = {
  load: loadDefinition,
  batch: DEPLOYED_BATCH.open,
  now: Date.now,
  async open(pipeline, stage, name) {
    const deployed = await findDeployed(pipeline, stage);
    const { dynamodb, s3, viewsTable, lakeBucket } = deployed;
    const lake = { ...s3Lake(s3, lakeBucket), ...s3LakeRemover(s3, lakeBucket) };
    const found = compactionOf(pipeline, deployed).find(({ stream }) => stream.name === name);
    const time = pipeline.streams.find((each) => each.name === name)?.time ?? '';
    if (found === undefined) throw unknownStream(pipeline, name);
    return {
      definition: batchDefinition(pipeline),
      stream: { ...found.stream, time },
      archive: { ...found.ports, lake },
      lake,
      rows: dynamoRowEraser(dynamodb, viewsTable),
      reader: dynamoRowReader(dynamodb, viewsTable, new Map()),
      remember: (kept) =>
        rememberErasure(lake, {
          version: 1,
          stream: name,
          at: formatInstant(Date.now()),
          kept: [...kept],
        }),
    };
  },
};

const DESCRIPTION = [
  'Erases one subject: its records from the archive, with all versions of the objects, its dead letters, its rows and records under its own keys, and files of batch runs that may hold it. Everything else of the archive stays as it is, and so do its chains.',
  'Rows of others that its events have gone into are computed again without them (recompute, by a batch run on this machine that begins at once), or kept as they are (keep), which batch runs and reconciliation then know of. What cannot be erased yet is printed.',
].join('\n\n');

/** `millrace erase <stream>` */
export const eraseCommand = (
  { terminal }: CommandContext,
  { load, open, batch, now }: EraseCommandPorts = DEPLOYED,
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
    .option('--json', 'the report as one JSON object')
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
      const report = await eraseSubject(ports, { stream, field, value }, aggregates);
      if (options.json) terminal.out(JSON.stringify(report));
      else for (const line of linesOf(report, aggregates)) terminal.out(line);
      if (report.recompute === null) return;
      const { from, to } = report.recompute;
      const run = `erase-${formatInstant(now()).replace(/\W/g, '-')}`;
      const request = { run, from, to, inProcess: true, concurrency: 2 };
      await reportedRun(await batch(pipeline, options.stage), request, {
        terminal,
        json: options.json,
      });
    });

function linesOf(report: ErasureReport, aggregates: Options['aggregates']): string[] {
  const { records, objects, deadLetters, batchFiles, rows, left } = report;
  const others = aggregates === 'keep' ? 'kept' : 'computed again below';
  return [
    `records: ${records} in ${objects} objects, dead letters: ${deadLetters}`,
    `rows under its keys: ${rows}, files of batch runs: ${batchFiles}`,
    `rows of others: ${report.aggregates}, ${others}`,
    ...left.map((each) => `left: ${each}`),
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
