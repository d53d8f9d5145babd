import { Command, Option } from 'commander';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { queryRows } from '../../serving/query-rows.ts';
import type { RowQuery } from '../../serving/row-query.ts';
import { servedView } from '../../serving/served-view.ts';
import { awsFailure } from '../aws-failure.ts';
import type { CommandContext } from '../command-context.ts';
import { loadDefinition } from '../definition.ts';
import { pipelineOption, stageOption } from '../options.ts';
import { checkKey, columnOption } from '../query/check-query.ts';
import { deployedRows } from '../query/deployed-rows.ts';
import { printAnswer } from '../query/print-answer.ts';
import type { QuerySources } from '../query/sources.ts';
import { countOption, durationOption, instantOption } from '../read-options.ts';
import { troubleLines } from '../shards/trouble-lines.ts';
import { UsageError } from '../usage-error.ts';
import { activeView, viewsNamed } from '../view-named.ts';

interface Options {
  readonly pipeline?: string;
  readonly stage: string;
  readonly key?: string;
  readonly from?: string;
  readonly to?: string;
  readonly last?: string;
  readonly top?: string;
  readonly by?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly chart: boolean;
}

/** Where definitions and rows come from. */
export interface QueryPorts {
  load(pipeline: string | undefined): Promise<Pipeline>;
  open(pipeline: Pipeline, stage: string): Promise<QuerySources>;
}

const DESCRIPTION = [
  'Prints rows of a view, by window and then by key.',
  'A range is of the starts of windows: --from is the first, --to comes after the last. Without one, the last 24 windows are shown.',
  'A row is "open" while events may still change it, "closed" when the speed layer is done with it, and "verified" when a batch run has computed it again.',
  'Lanes that fail or stand still, so that rows of the view are not as new as they should be, are named on standard error.',
].join('\n\n');

const EXAMPLES = `
Examples:
  $ npx millrace query sales_by_country --last 24h --top 5 --by revenue
  $ npx millrace query sales_by_country --key France --from 2010-12-01 --to 2010-12-08
  $ npx millrace query daily_totals --json | jq .net_revenue`;

/** `millrace query <view>` */
export function queryCommand(
  { terminal }: CommandContext,
  ports: QueryPorts = { load: loadDefinition, open: deployedRows },
): Command {
  return new Command('query')
    .summary('print rows of a view')
    .description(DESCRIPTION)
    .argument('<view>', 'name of the view in the pipeline; name@2 for a version that is not active')
    .option('--key <key>', 'only rows of this key; the values of several fields are joined by |')
    .option('--from <instant>', 'first start of a window, such as 2010-12-01 or 2010-12-01T08:00Z')
    .option('--to <instant>', 'end of the range, exclusive')
    .addOption(
      new Option(
        '--last <duration>',
        'such as 24h; counts back from how far the view is complete, in a quiet view from its newest row',
      ).conflicts(['from', 'to']),
    )
    .option('--top <n>', 'only the n keys with the greatest values, added up over the range')
    .option('--by <field>', 'field to rank by and to draw (default: the first number)')
    .addOption(new Option('--json', 'one JSON object per line, exact numbers').conflicts('csv'))
    .option(
      '--csv',
      'CSV with a header, exact numbers; an apostrophe before text that a spreadsheet would compute',
    )
    .option('--no-chart', 'no chart below the table')
    .addOption(pipelineOption())
    .addOption(stageOption())
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: Options) => {
      const { top } = options;
      const count = top === undefined ? undefined : countOption(top, '--top');
      const query = queryOf(options);
      const pipeline = await ports.load(options.pipeline);
      viewsNamed(pipeline, name);
      const { versions, troubles, ...sources } = await ports.open(pipeline, options.stage);
      const view = servedView(await activeView(pipeline, name, versions));
      const by = columnOption(view, options.by);
      if (query.key !== undefined) checkKey(view, query.key);
      const asked = { ...query, withAccumulators: needsSums(options) };
      const [answer, words] = await Promise.all([
        queryRows(view, asked, sources),
        troubles(view.id).then(troubleLines, unknownTrouble),
      ]);
      const format = options.json ? 'json' : options.csv ? 'csv' : 'table';
      printAnswer({ view, answer }, { by, count, format, hasChart: options.chart }, terminal);
      for (const line of words) terminal.err(line);
    });
}

/** Rows are answered all the same where nobody may ask about lanes. */
const unknownTrouble = (error: unknown): string[] => [
  `whether its lanes go on is not known: ${awsFailure(error) ?? String(error)}`,
];

function queryOf({ key, from, to, last }: Options): RowQuery {
  const query = {
    key,
    from: from === undefined ? undefined : instantOption(from, '--from'),
    to: to === undefined ? undefined : instantOption(to, '--to'),
    last: last === undefined ? undefined : durationOption(last, '--last'),
  };
  if (query.from !== undefined && query.to !== undefined && query.to <= query.from) {
    throw new UsageError(
      `--to: the range is empty; got ${to}, expected a time after --from ${from}; exchange them`,
    );
  }
  return query;
}

/** Rows of several keys or windows are added up for a ranking and for a chart. */
const needsSums = ({ key, top, json, csv, chart }: Options): boolean =>
  top !== undefined || (key === undefined && chart && !json && !csv);
