import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { dynamoRowReader } from '../../adapters/dynamodb/row-reader.ts';
import { putHeartbeats } from '../../adapters/kinesis/heartbeat.ts';
import { shardSender } from '../../adapters/kinesis/shard-sender.ts';
import { listShards } from '../../adapters/kinesis/topology.ts';
import { leastWatermark } from '../../core/watermark.ts';
import { columnsByView } from '../../serving/served-view.ts';
import type { CommandContext } from '../command-context.ts';
import { findDeployed } from '../deployed.ts';
import { FailedError } from '../failed-error.ts';
import type { LoadShape } from '../loadtest/load.ts';
import { loadtest } from '../loadtest/pipeline.ts';
import { type LoadPorts, type LoadReport, runLoad } from '../loadtest/run-load.ts';
import { stageOption } from '../options.ts';
import { seededRandom } from '../produce/seeded-random.ts';
import { countOption } from '../read-options.ts';

interface Options {
  readonly stage: string;
  readonly rate: string;
  readonly peak?: string;
  readonly seconds: string;
  readonly users: string;
  readonly seed: string;
  readonly json?: boolean;
}

/** Where the deployed load test is. */
export interface LoadtestPorts {
  open(stage: string, seed: number): Promise<LoadPorts>;
}

/** Module of the definition, for `--pipeline` and the context of a deployment. */
export const LOADTEST_MODULE = 'lib/cli/loadtest/pipeline.ts#loadtest';

const DEPLOYED: LoadtestPorts = { open: openDeployed };

const DESCRIPTION = [
  'Sends events to the pipeline of the load test at a rate that does not wait for anybody, with hot keys, disorder, repetitions and a spike in the middle, and says how long it took from the moment at which an event was due until its row, and its alert, could be read.',
  'In the end it compares every row with those that there must be, and ends with 1 if an event is lost or counted twice.',
].join('\n\n');

/** `millrace loadtest` */
export const loadtestCommand = (
  { terminal }: CommandContext,
  ports: LoadtestPorts = DEPLOYED,
): Command =>
  new Command('loadtest')
    .summary('measure a deployment under load')
    .description(DESCRIPTION)
    .option('--rate <n>', 'events per second', '500')
    .option('--peak <n>', 'events per second in the middle fifth (default: five times the rate)')
    .option('--seconds <n>', 'how long', '60')
    .option('--users <n>', 'keys, drawn by Zipf’s law', '10000')
    .option('--seed <n>', 'another seed, other events', '1')
    .option('--json', 'the report as one JSON object')
    .addOption(stageOption())
    .addHelpText(
      'after',
      `\nExample:\n  $ npx millrace dev up --deploy --pipeline ${LOADTEST_MODULE}\n  $ npx millrace loadtest --rate 500 --seconds 60`,
    )
    .action(async (options: Options) => {
      const load = await ports.open(options.stage, countOption(options.seed, '--seed'));
      const report = await runLoad(shapeOf(options), load, (text) => terminal.progress(text));
      for (const line of options.json ? [JSON.stringify(report)] : linesOf(report)) {
        terminal.out(line);
      }
      const { unseen, lost, twice, wrong } = report;
      if (unseen + lost + twice + wrong === 0) return;
      throw new FailedError(
        `rows differ from what was sent: ${lost} events lost, ${twice} counted twice, ${wrong} rows with a wrong sum, ${unseen} probes never seen`,
      );
    });

function shapeOf({ rate: text, peak, seconds, users }: Options): LoadShape {
  const rate = countOption(text, '--rate');
  return {
    rate,
    peak: peak === undefined ? 5 * rate : countOption(peak, '--peak'),
    seconds: countOption(seconds, '--seconds'),
    users: countOption(users, '--users'),
    ...{ skew: 1.1, repeats: 0.01 },
  };
}

const ms = (of: LoadReport['row']): string =>
  `p50 ${of.p50} ms, p90 ${of.p90} ms, p99 ${of.p99} ms, most ${of.max} ms, of ${of.measured}`;

const linesOf = ({ sent, repeated, rate, row, alert, rows, lost, twice, wrong }: LoadReport) => [
  `sent    ${sent} events, ${repeated} of them repeated; ${rate.toFixed(0)} a second`,
  `row     ${ms(row)}`,
  `alert   ${ms(alert)}`,
  `rows    ${rows}: ${lost} events lost, ${twice} counted twice, ${wrong} sums wrong`,
];

/** A deployed load test. */
export async function openDeployed(stage: string, seed: number): Promise<LoadPorts> {
  const { kinesis, dynamodb, streams, viewsTable } = await findDeployed(loadtest, stage);
  const stream = streams['orders'] ?? '';
  const reader = dynamoRowReader(dynamodb, viewsTable, columnsByView(loadtest));
  return {
    sender: await shardSender(kinesis, {
      ...{ stream, maxBytes: 50_000, maxEvents: 500, resendsStrays: true },
    }),
    reader,
    async close(at) {
      await putHeartbeats(kinesis, stream, { shards: await listShards(kinesis, stream), at });
    },
    watermark: async (view) => leastWatermark(await reader.watermarks(view)),
    ...{ now: Date.now, sleep, random: seededRandom(seed) },
  };
}
