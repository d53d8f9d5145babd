import { setTimeout as sleep } from 'node:timers/promises';
import { LOADTEST_MODULE, openDeployed } from '../lib/cli/commands/loadtest.ts';
import type { LoadShape } from '../lib/cli/loadtest/load.ts';
import { type LoadPorts, type LoadReport, runLoad } from '../lib/cli/loadtest/run-load.ts';
import { seededRandom } from '../lib/cli/produce/seeded-random.ts';
import {
  deployLocally,
  resolveEndpoint,
  startLocalCloud,
  stopLocalCloud,
  turnEnvironmentTo,
} from '../lib/local-cloud/index.ts';
import { bareHandler } from './support/bare-handler.ts';
import { table, whole } from './support/markdown.ts';

/**
 * From the moment at which an event is due until it can be read, under the load of `millrace loadtest`,
 * beside the same way through the local cloud without Millrace.
 *
 * Run: `node bench/loadtest.bench.ts [--quick]`. Starts the local cloud if it does not run.
 */
const isQuick = process.argv.includes('--quick');
const SECONDS = isQuick ? 15 : 60;
const RATES = isQuick ? [200] : [200, 1_000, 2_000];

/** Shards of the stage `local`. */
const SHARDS = 2;

const { isNew } = await startLocalCloud({ report: (line) => process.stderr.write(`${line}\n`) });
try {
  turnEnvironmentTo(resolveEndpoint());
  const context = { pipeline: LOADTEST_MODULE };
  await deployLocally({ target: resolveEndpoint(), context, onOutput: () => undefined });
  const rows: { readonly rate: number; readonly ours: LoadReport; readonly bare: LoadReport }[] =
    [];
  for (const rate of RATES) {
    const bare = await measureBare(rate);
    rows.push({
      rate,
      bare,
      ours: await runLoad(shapeOf(rate), await openDeployed('local', rate)),
    });
  }
  report(rows);
} finally {
  if (isNew) await stopLocalCloud();
}

async function measureBare(rate: number): Promise<LoadReport> {
  const { ports, remove } = await bareHandler(SHARDS);
  const here: LoadPorts = { ...ports, now: Date.now, sleep, random: seededRandom(rate) };
  const measured = await runLoad(shapeOf(rate), here);
  await remove();
  return measured;
}

function shapeOf(rate: number): LoadShape {
  return { rate, peak: 5 * rate, seconds: SECONDS, users: 10_000, skew: 1.1, repeats: 0.01 };
}

function report(
  all: readonly { readonly rate: number; readonly ours: LoadReport; readonly bare: LoadReport }[],
) {
  const shown = (of: LoadReport['row']) => [of.p50, of.p90, of.p99, of.max].map(whole);
  console.log(`
Open loop: an event counts from the moment at which it was due to be sent, so whatever waits behind a stall counts. Keys by Zipf's law (exponent 1.1, 10,000 of them), event times up to 2.5 s out of order, 1 % of the events sent twice, ${SECONDS} s with a spike of five times the rate in the middle fifth, ${SHARDS} shards. Everything is on this machine: who sends, LocalStack with its emulation of Kinesis, Lambda and DynamoDB, and the functions, so these are no latencies of AWS. "Bare" is the same way without Millrace: stream, mapping, and a function that only puts an item for each event that is timed; what it takes is LocalStack's share.

${table(
  [
    'milliseconds until it could be read',
    'p50',
    'p90',
    'p99',
    'most',
    'events lost',
    'counted twice',
  ],
  all.flatMap(({ rate, ours, bare }) => [
    [`${whole(rate)} to ${whole(5 * rate)} events/s: bare`, ...shown(bare.row), '', ''],
    [`the row, written by the speed lane`, ...shown(ours.row), whole(ours.lost), whole(ours.twice)],
    [`the alert, through the exchange`, ...shown(ours.alert), '', ''],
  ]),
)}

Lost and counted twice: over ${all.map(({ ours }) => whole(ours.rows)).join(', ')} rows, each compared with a count of what was sent.`);
}
