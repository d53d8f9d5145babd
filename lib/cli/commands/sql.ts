import { Command, Option } from 'commander';
import type { ArrivalRange } from '../../adapters/duckdb/lake-engine.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import { lakeTable } from '../../pipeline/deployed/resource-names.ts';
import { planOf } from '../../pipeline/plan/planner.ts';
import type { DialectName } from '../../ports/sql-engine.ts';
import { quoted } from '../../serving/sql/dialect.ts';
import { toSql } from '../../serving/sql/to-sql.ts';
import type { CommandContext } from '../command-context.ts';
import { loadDefinition } from '../definition.ts';
import { findDeployed } from '../deployed.ts';
import { FailedError } from '../failed-error.ts';
import { pipelineOption, stageOption } from '../options.ts';
import { instantOption } from '../read-options.ts';
import {
  deployedEngine,
  type EngineChoice,
  engineOption,
  type OpenEngine,
} from '../sql/deployed-engine.ts';
import { sqlLines } from '../sql/print-sql.ts';
import { UsageError } from '../usage-error.ts';
import { onlyView } from '../view-named.ts';

interface Options {
  readonly pipeline?: string;
  readonly stage: string;
  readonly for?: string;
  readonly dialect: DialectName;
  readonly engine: EngineChoice;
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** Where definitions and the lake come from. */
export interface SqlPorts {
  load(pipeline: string | undefined): Promise<Pipeline>;
  open(
    pipeline: Pipeline,
    stage: string,
    how: { readonly engine: EngineChoice; readonly range: ArrivalRange },
  ): Promise<OpenEngine>;
}

const DEPLOYED: SqlPorts = {
  load: loadDefinition,
  open: async (pipeline, stage, { engine, range }) =>
    deployedEngine(pipeline, await findDeployed(pipeline, stage), engine, range),
};

const DESCRIPTION = [
  'Runs a query over the lake: each stream is a table of its own name, with a column per field, and dt and hh for the date and hour of arrival; results_<view> is what batch runs have computed of a view, with their names as run.',
  'In an account Athena runs it, over the tables of the stage. Otherwise DuckDB does, on this machine: the files of what the text names are copied first; --from and --to say of which hours of arrival. With --for, nothing is run: the query that computes the rows of a view is printed, or why SQL cannot say it.',
].join('\n\n');

const EXAMPLES = `
Examples:
  $ npx millrace sql "select dt, count(*) from sales where _kind = 'event' group by dt"
  $ npx millrace sql --for sales_by_country --dialect athena`;

/** `millrace sql [query]` */
export const sqlCommand = ({ terminal }: CommandContext, ports: SqlPorts = DEPLOYED): Command =>
  new Command('sql')
    .summary('query the lake with SQL')
    .description(DESCRIPTION)
    .argument('[query]', 'one query in the words of the engine')
    .option('--for <view>', 'print the query that computes the rows of this view')
    .addOption(
      new Option('--dialect <dialect>', 'engine for which --for prints')
        .choices(['duckdb', 'athena'])
        .default('duckdb'),
    )
    .addOption(engineOption())
    .option('--from <instant>', 'only hours of arrival from the one that holds this instant')
    .option('--to <instant>', 'only hours of arrival before this instant')
    .addOption(new Option('--json', 'one JSON object per line, exact numbers').conflicts('csv'))
    .option(
      '--csv',
      'CSV with a header, exact numbers; an apostrophe before text that a spreadsheet would compute',
    )
    .addOption(pipelineOption())
    .addOption(stageOption())
    .addHelpText('after', EXAMPLES)
    .action(async (sql: string | undefined, options: Options) => {
      if ((sql === undefined) === (options.for === undefined)) {
        const given = sql === undefined ? 'neither' : 'both';
        throw new UsageError(
          `query: it is not clear what to do; got ${given}, expected a query or --for <view>; give one of the two`,
        );
      }
      const pipeline = await ports.load(options.pipeline);
      if (options.for !== undefined) {
        for (const line of viewSql(pipeline, options.for, options.dialect)) terminal.out(line);
        return;
      }
      const range = {
        ...(options.from === undefined ? {} : { from: instantOption(options.from, '--from') }),
        ...(options.to === undefined ? {} : { before: instantOption(options.to, '--to') }),
      };
      const how = { engine: options.engine, range };
      const { sql: engine, close } = await ports.open(pipeline, options.stage, how);
      if (engine.dialect === 'athena' && (options.from ?? options.to) !== undefined)
        throw noRange();
      const answer = await engine.query(sql ?? '').finally(close);
      const format = options.json ? 'json' : options.csv ? 'csv' : 'table';
      for (const line of sqlLines(answer, { format, ...terminal })) terminal.out(line);
      if (format === 'table') terminal.err(`${answer.rows.length} rows`);
    });

const noRange = (): UsageError =>
  new UsageError(
    '--from: Athena reads what the query says; got --from or --to, expected neither; write "where dt >= …" into the query, or use --engine duckdb',
  );

function viewSql(pipeline: Pipeline, name: string, dialect: DialectName): string[] {
  const view = viewId(onlyView(pipeline, name, '--for'));
  const plan = planOf(pipeline);
  const stream = plan.views.find((each) => viewId(each) === view)?.stream ?? '';
  const relation = quoted(dialect === 'athena' ? lakeTable(stream) : stream);
  const answer = toSql({ plan, view }, { dialect, relation });
  if (answer.ok) return answer.sql.split('\n');
  const reasons = answer.reasons.map(({ at, why }) => `${at}: ${why}`).join('; ');
  throw new FailedError(`${name}: SQL cannot say this view; ${reasons}`);
}
