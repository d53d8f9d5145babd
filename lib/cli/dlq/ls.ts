import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { pipelineOption, stageOption } from '../options.ts';
import { setAsideJson, setAsideTable } from './lines.ts';
import { type FilterOptions, filterOptions, readFilter } from './options.ts';
import type { DlqPorts } from './ports.ts';
import { listSetAside, type SetAside } from './set-aside.ts';

interface Options extends FilterOptions {
  readonly pipeline?: string;
  readonly stage: string;
  readonly json?: boolean;
}

/** Lines of a table, unless more are asked for; JSON has no such limit. */
const TABLE_LINES = 100;

const DESCRIPTION = [
  'Prints what was set aside, by stream and arrival: dead letters with the code of their error, and batches that Lambda gave up with its reason.',
  '"waiting" was not redriven, "redriven" is in its stream again, "started" is a redrive that was broken off.',
].join('\n\n');

/** `millrace dlq ls` */
export function lsCommand({ terminal }: CommandContext, ports: DlqPorts): Command {
  const command = new Command('ls')
    .summary('list what was set aside')
    .description(DESCRIPTION)
    .option('--json', 'one JSON object per line');
  for (const option of filterOptions()) command.addOption(option);
  return command
    .addOption(pipelineOption())
    .addOption(stageOption())
    .addHelpText('after', '\nExample:\n  $ npx millrace dlq ls --stream sales --code FIELD_MISSING')
    .action(async (options: Options) => {
      const pipeline = await ports.load(options.pipeline);
      const { wanted, limit } = readFilter(pipeline, options);
      const place = await ports.open(pipeline, options.stage);
      const isTable = options.json !== true;
      const most = isTable ? Math.min(limit, options.limit ? limit : TABLE_LINES) : limit;
      const shown: SetAside[] = [];
      let count = 0;
      let hasMore = false;
      for await (const item of listSetAside(place, wanted)) {
        if (count === most) {
          hasMore = true;
          break;
        }
        count++;
        if (isTable) shown.push(item);
        else terminal.out(setAsideJson(item));
      }
      if (count === 0) {
        terminal.err('nothing of that kind was set aside');
        return;
      }
      if (isTable) for (const line of setAsideTable(shown, terminal)) terminal.out(line);
      if (hasMore) terminal.err(`the first ${most} are shown; narrow it down, or raise --limit`);
    });
}
