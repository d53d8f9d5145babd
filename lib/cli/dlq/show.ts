import { Command } from 'commander';
import type { GivenUpBatch } from '../../adapters/s3/given-up-object.ts';
import { formatInstant } from '../../core/instant.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import type { CommandContext } from '../command-context.ts';
import { pipelineOption, stageOption } from '../options.ts';
import { terminalText } from '../sinks/terminal-text.ts';
import { shownJson } from './lines.ts';
import { noSuchThing } from './options.ts';
import type { DlqPorts } from './ports.ts';
import { findSetAside, type SetAside } from './set-aside.ts';

interface Options {
  readonly pipeline?: string;
  readonly stage: string;
  readonly json?: boolean;
}

/** `millrace dlq show <name>` */
export const showCommand = ({ terminal }: CommandContext, ports: DlqPorts): Command =>
  new Command('show')
    .summary('print one thing that was set aside, whole')
    .description(
      'Prints why a dead letter or a batch was set aside, and its payloads. Those of a batch come from what Lambda kept, else from the stream, else from the lake.',
    )
    .argument('<name>', 'as dlq ls prints it')
    .option('--json', 'one JSON object')
    .addOption(pipelineOption())
    .addOption(stageOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ npx millrace dlq show dead-letters/sales/dt=2026-03-01/shardId-000000000000/….json',
    )
    .action(async (name: string, { pipeline: module, stage, json }: Options) => {
      const pipeline = await ports.load(module);
      const place = await ports.open(pipeline, stage);
      const item = await findSetAside(place, name);
      if (item === undefined) throw await noSuchThing(place, name);
      const { content, stream, shard, arrival, code, state, message } = item;
      const records = await recordsIn(content, (batch) => place.recordsOf(batch, stream));
      if (json) {
        terminal.out(shownJson(item, records));
        return;
      }
      terminal.err(`${stream}, ${shard}, arrived ${formatInstant(arrival)}: ${code}, ${state}`);
      terminal.err(message);
      if (content.kind === 'unreadable') terminal.out(terminalText(content.text));
      if (records === undefined)
        terminal.err('its records are neither in the stream nor in the lake');
      for (const { data, start, end } of records ?? []) {
        terminal.out(terminalText(new TextDecoder().decode(data.subarray(start, end))));
      }
    });

function recordsIn(
  content: SetAside['content'],
  recordsOf: (batch: GivenUpBatch) => Promise<readonly SourceRecord[] | undefined>,
): Promise<readonly SourceRecord[] | undefined> | readonly SourceRecord[] {
  if (content.kind === 'unreadable') return [];
  return content.kind === 'given-up'
    ? recordsOf(content.batch)
    : content.letters.map(({ record }) => record);
}
