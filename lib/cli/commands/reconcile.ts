import { Command } from 'commander';
import { dynamoCoverageStore } from '../../adapters/dynamodb/coverage-store.ts';
import { dynamoRowReader } from '../../adapters/dynamodb/row-reader.ts';
import { keptRows } from '../../adapters/s3/erasures.ts';
import { s3Lake } from '../../adapters/s3/lake.ts';
import { lateEvents } from '../../adapters/s3/late-events.ts';
import { formatInstant } from '../../core/instant.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import {
  type ReconciledView,
  type ReconcilePorts,
  reconcileViews,
} from '../../serving/reconcile-view.ts';
import { columnsByView } from '../../serving/served-view.ts';
import type { CommandContext } from '../command-context.ts';
import { loadDefinition } from '../definition.ts';
import { findDeployed } from '../deployed.ts';
import { FailedError } from '../failed-error.ts';
import { pipelineOption, stageOption } from '../options.ts';
import { rangeOf } from '../read-options.ts';
import { deployedEngine, type EngineChoice, engineOption } from '../sql/deployed-engine.ts';
import { textTable } from '../text-table.ts';
import { viewsNamed } from '../view-named.ts';

interface Options {
  readonly pipeline?: string;
  readonly stage: string;
  readonly from: string;
  readonly to: string;
  readonly view?: readonly string[];
  readonly engine: EngineChoice;
  readonly json?: boolean;
}

/** Where definitions and deployments come from. */
export interface ReconcileCommandPorts {
  load(pipeline: string | undefined): Promise<Pipeline>;
  /** `close`: deletes what was copied. */
  open(
    pipeline: Pipeline,
    stage: string,
    engine: EngineChoice,
  ): Promise<ReconcilePorts & { close(): Promise<void> }>;
}

const DEPLOYED: ReconcileCommandPorts = {
  load: loadDefinition,
  async open(pipeline, stage, choice) {
    const deployed = await findDeployed(pipeline, stage);
    const { dynamodb, viewsTable } = deployed;
    const { sql, close } = await deployedEngine(pipeline, deployed, choice);
    const lake = s3Lake(deployed.s3, deployed.lakeBucket);
    return {
      reader: dynamoRowReader(dynamodb, viewsTable, columnsByView(pipeline)),
      coverage: dynamoCoverageStore(dynamodb, viewsTable),
      keptRows: () => keptRows(lake),
      lateEvents: () => lateEvents(lake),
      ...{ sql, close },
    };
  },
};

const DESCRIPTION = [
  'Computes the closed windows of a range once more, by SQL over the lake, which shares nothing with the operators, and compares every row; also with what batch runs have kept of it.',
  'A row may differ in one way: an event of its key was too late for its window, and no batch run has computed that yet; then a batch run will heal it. Any other difference is printed, and the command ends with 1.',
  'Views that SQL cannot say are named with the reason. A view of which nobody knows how far it is cannot be compared: then the command ends with 1, too.',
].join('\n\n');

/** Differences that are printed of a view. */
const MOST_SHOWN = 10;

/** `millrace reconcile --from --to` */
export const reconcileCommand = (
  { terminal }: CommandContext,
  ports: ReconcileCommandPorts = DEPLOYED,
): Command =>
  new Command('reconcile')
    .summary('compare rows with SQL over the lake')
    .description(DESCRIPTION)
    .requiredOption('--from <instant>', 'start of the first window, such as 2010-12-01')
    .requiredOption('--to <instant>', 'end of the last window')
    .option('--view <view...>', 'only these views; name@2 for one version (default: all)')
    .addOption(engineOption())
    .option('--json', 'one JSON object per view')
    .addOption(pipelineOption())
    .addOption(stageOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ npx millrace reconcile --from 2010-12-01 --to 2010-12-08',
    )
    .action(async (options: Options) => {
      const range = rangeOf(options);
      const pipeline = await ports.load(options.pipeline);
      const names = options.view ?? pipeline.views.map(viewId);
      const views = names.flatMap((name) => viewsNamed(pipeline, name, '--view'));
      const { close, ...opened } = await ports.open(pipeline, options.stage, options.engine);
      const all = await reconcileViews(pipeline, views, opened, range).finally(close);
      const lines = options.json ? all.map((each) => JSON.stringify(each)) : tableOf(all, terminal);
      for (const line of lines) terminal.out(line);
      const wrong = all.flatMap((each) => ('unexplained' in each ? each.unexplained : []));
      if (wrong.length > 0) throw new FailedError(unexplained(all));
      const faults = all.flatMap((each) => ('isFault' in each ? [each] : []));
      if (faults.length > 0) throw new FailedError(incomparable(faults));
    });

const COLUMNS = [
  ...['compared', 'equal', 'healed', 'missing', 'confirmed', 'late', 'recovered', 'unexplained'],
];

function tableOf(all: readonly ReconciledView[], style: { readonly hasColor: boolean }): string[] {
  const rows = all.flatMap((each) => {
    if ('leftOut' in each) return [];
    const { compared, equal, healed, missing, confirmed, late, recovered } = each;
    const counts = [
      compared,
      equal,
      healed,
      missing,
      confirmed,
      late,
      recovered,
      each.unexplained.length,
    ];
    return [[each.view, ...counts.map(String)]];
  });
  const columns = [
    { title: 'view' },
    ...COLUMNS.map((title) => ({ title, align: 'right' as const })),
  ];
  return [
    ...textTable(columns, rows, style),
    ...all.flatMap((each) => ('leftOut' in each ? [`left out ${each.view}: ${each.leftOut}`] : [])),
    ...all.flatMap((each) => ('leftOut' in each ? [] : ofUnknownKey(each))),
  ];
}

/** Says what of the late rows is explained less well than it should be. */
const ofUnknownKey = ({
  view,
  lateOfUnknownKey: rows,
}: {
  readonly view: string;
  readonly lateOfUnknownKey: number;
}): string[] =>
  rows === 0
    ? []
    : [
        `${view}: ${rows} of the late rows are explained only by late events that a version before has set aside without their key; a batch run settles them: millrace batch run`,
      ];

const incomparable = (
  views: readonly { readonly view: string; readonly leftOut: string }[],
): string =>
  `views cannot be compared: ${views.map(({ view, leftOut }) => `${view}: ${leftOut}`).join('; ')}; look at the lanes: millrace shards`;

function unexplained(all: readonly ReconciledView[]): string {
  const lines = all.flatMap((each) => {
    if (!('unexplained' in each)) return [];
    return each.unexplained
      .slice(0, MOST_SHOWN)
      .map(({ key, start, what }) => `${each.view} ${key} ${formatInstant(start)} › ${what}`);
  });
  return `rows differ and nothing explains it: ${lines.join('; ')}; look at what the lake and the speed layer have of these windows, then heal them: millrace batch run`;
}
