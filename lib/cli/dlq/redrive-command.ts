import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { FailedError } from '../failed-error.ts';
import { pipelineOption, stageOption } from '../options.ts';
import { UsageError } from '../usage-error.ts';
import { type FilterOptions, filterOptions, noSuchThing, readFilter } from './options.ts';
import type { DlqPorts } from './ports.ts';
import { type Redriven, redrive } from './redrive.ts';
import { findSetAside, listSetAside, type SetAside, type SetAsidePlace } from './set-aside.ts';

interface Options extends FilterOptions {
  readonly pipeline?: string;
  readonly stage: string;
  readonly all?: boolean;
  readonly again: boolean;
  readonly dryRun: boolean;
  readonly json?: boolean;
}

const DESCRIPTION = [
  'Puts records back into the stream that they came from, with the same bytes and partition keys. Mend the cause first: what still cannot be read is set aside again.',
  'Events with an id count once, however often this is done or broken off, as long as dedupeWithin remembers the id. A dead letter was counted nowhere, so without an id it counts once too, unless it is published twice: it is marked before that, and what was marked is published again with --again only. Of a batch that Lambda gave up, part may have been counted: without an id that part counts twice, and it is said where.',
  'What cannot be put, such as an event with an empty partition key, is named and passed over; then the command ends with 1.',
  'An event that is too late for a window by now is late there. Nothing is deleted.',
].join('\n\n');

/** `millrace dlq redrive [name...]` */
export function redriveCommand({ terminal }: CommandContext, ports: DlqPorts): Command {
  const command = new Command('redrive')
    .summary('put records back into their stream')
    .description(DESCRIPTION)
    .argument('[name...]', 'as dlq ls prints them; without names, whatever the filters choose')
    .option('--all', 'everything that was set aside and not redriven');
  for (const option of filterOptions()) command.addOption(option);
  return command
    .option('--again', 'also what was redriven before, or may have been', false)
    .option('--dry-run', 'say what would be done, and publish nothing', false)
    .option('--json', 'one JSON object per thing')
    .addOption(pipelineOption())
    .addOption(stageOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx millrace dlq redrive --stream sales --code FIELD_MISSING --dry-run\n  $ npx millrace dlq redrive --all --until 2026-03-02',
    )
    .action(async (names: string[], options: Options) => {
      const isChosen = Object.values(pick(options)).some((value) => value !== undefined);
      checkChoice(names, options, isChosen);
      const pipeline = await ports.load(options.pipeline);
      const { wanted, limit } = readFilter(pipeline, options);
      const place = await ports.open(pipeline, options.stage);
      const items = names.length > 0 ? named(place, names) : listSetAside(place, wanted);
      const { again, dryRun } = options;
      const hasId = (stream: string): boolean =>
        pipeline.streams.find(({ name }) => name === stream)?.id !== undefined;
      const total = { published: 0, records: 0, refused: 0 };
      for await (const item of items) {
        if (total.published === limit) break;
        const redriven = await redrive(item, place, { hasId, again, dryRun });
        if (redriven.outcome === 'refused' || redriven.left > 0) total.refused++;
        if (redriven.records > 0) total.published++;
        total.records += redriven.records;
        if (options.json) terminal.out(JSON.stringify(redriven));
        else say(redriven);
        terminal.progress(`${total.records} records`);
      }
      const verb = dryRun ? 'would be put' : 'were put';
      terminal.err(`${total.records} records of ${total.published} things ${verb} back`);
      if (total.refused > 0) {
        throw new FailedError(
          `${total.refused} things cannot be redriven, or not all of them; the reasons are above`,
        );
      }
    });

  function say({ name, outcome, note }: Redriven): void {
    if (outcome !== 'passed over') terminal.out(`${outcome} ${name}`);
    if (note !== undefined && outcome !== 'passed over') terminal.err(`${name}: ${note}`);
  }
}

const pick = ({ all, stream, code, since, until, limit }: Options) => ({
  ...{ all, stream, code, since, until, limit },
});

function checkChoice(names: readonly string[], { again }: Options, isChosen: boolean): void {
  if (names.length > 0 && isChosen) {
    throw new UsageError(
      `names: they say already what is meant; got names and filters, expected one of both; leave the filters out`,
    );
  }
  if (names.length === 0 && !isChosen) {
    throw new UsageError(
      `names: it is not said what is to be put back; got none${again ? ' and --again' : ''}, expected names, a filter or --all; look with: npx millrace dlq ls`,
    );
  }
}

/** All of them are looked for before the first is published. */
async function* named(place: SetAsidePlace, names: readonly string[]): AsyncGenerator<SetAside> {
  const items: SetAside[] = [];
  for (const name of names) {
    const item = await findSetAside(place, name);
    if (item === undefined) throw await noSuchThing(place, name);
    items.push(item);
  }
  yield* items;
}
