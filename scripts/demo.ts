/**
 * The main job, end to end: a local cloud, the real stacks, a month of a real shop, every row compared.
 *
 * `--keep` leaves everything running. Whatever happens, what this started is stopped otherwise.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { INVOICE_LINES, LINES } from '../examples/retail/expected.ts';
import { archivedEvents } from '../examples/retail/lake-sql.ts';
import { retail } from '../examples/retail/pipeline.ts';
import { viewWatermark } from '../examples/retail/read-rows.ts';
import { verifyRetail } from '../examples/retail/verify.ts';
import { type Deployed, findDeployed } from '../lib/cli/deployed.ts';
import {
  deployLocally,
  localEnvironment,
  resolveEndpoint,
  startLocalCloud,
  stopLocalCloud,
  type Target,
} from '../lib/local-cloud/index.ts';

/** The last event is of 2010-12-23; its windows are over by then. */
const ALL_WINDOWS_OVER = Date.UTC(2010, 11, 24);
const PATIENCE_MS = 180_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const isKept = askedToKeep(process.argv.slice(2));
const interrupted = new AbortController();
process.once('SIGINT', () => {
  say('\nstopping …');
  interrupted.abort();
});

/** Whether everything is to be left running; anything else than that starts nothing. */
function askedToKeep(args: readonly string[]): boolean {
  const isKnown = args.every((arg) => arg === '--keep');
  if (isKnown) return args.length > 0;
  const isHelp = args.includes('--help') || args.includes('-h');
  if (!isHelp) say(`demo: got ${args.join(' ')}, expected --keep or nothing`);
  say(
    'npm run demo [-- --keep]   a local cloud, the real stacks, a month of a shop; --keep leaves it running',
  );
  process.exit(isHelp ? 0 : 2);
}

/** Runs a command of the tool, as a person would, and waits for its end. */
async function millrace(target: Target, ...args: string[]): Promise<void> {
  const cli = join(import.meta.dirname, '..', 'bin', 'cli.ts');
  const child = spawn(process.execPath, [cli, ...args], {
    env: localEnvironment(target),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const status = await new Promise((resolve) => child.once('close', resolve));
  if (status !== 0) throw new Error(`millrace ${args.join(' ')} ended with ${status}`);
}

async function untilComplete({ dynamodb, viewsTable }: Deployed): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (const { name } of retail.views) {
    while ((await viewWatermark(dynamodb, viewsTable, name)) < ALL_WINDOWS_OVER) {
      interrupted.signal.throwIfAborted();
      if (Date.now() > deadline) {
        throw new Error(
          `${name}: the view is not complete after ${PATIENCE_MS / 1_000} s; see: npx millrace dev logs`,
        );
      }
      await sleep(500);
    }
  }
}

/** The archive lane gathers records for longer than the views may wait. */
async function untilArchived({ s3, lakeBucket }: Deployed): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while ((await archivedEvents(s3, lakeBucket)) < LINES) {
    interrupted.signal.throwIfAborted();
    if (Date.now() > deadline) {
      throw new Error(
        `lake: not all records are archived after ${PATIENCE_MS / 1_000} s; see: npx millrace dev logs`,
      );
    }
    await sleep(2_000);
  }
}

/** Whether everything was equal; says what was not. */
async function compare(deployed: Deployed): Promise<boolean> {
  let equal = 0;
  let compared = 0;
  for (const each of await verifyRetail(deployed)) {
    equal += each.equal;
    compared += each.compared;
    say(`${each.equal} of ${each.compared} rows are equal: ${each.against}`);
    for (const difference of each.differences.slice(0, 10)) say(`  ${difference}`);
  }
  process.stdout.write(
    `${equal === compared ? 'exact' : 'NOT exact'}: ${equal} of ${compared} rows\n`,
  );
  return equal === compared;
}

async function demo(target: Target): Promise<boolean> {
  say('deploying the stacks of examples/retail …');
  await deployLocally({
    target,
    context: { pipeline: 'examples/retail/pipeline.ts' },
    onOutput: () => {},
  });
  interrupted.signal.throwIfAborted();
  const deployed = await findDeployed(retail, 'local');

  say('producing December 2010: 42,481 invoice lines, shuffled within 30 minutes of event time …');
  await millrace(target, 'produce', 'sales', INVOICE_LINES, '--utc', '--disorder', '30m', '--end');
  say('waiting for the views …');
  await untilComplete(deployed);
  await untilArchived(deployed);

  const december = ['--from', '2010-12-01', '--to', '2010-12-24'];
  await millrace(target, 'query', 'sales_by_country', ...december, '--top', '8', '--by', 'revenue');
  await millrace(target, 'query', 'daily_totals', '--key', 'all', ...december);
  return compare(deployed);
}

say('starting the local cloud (the first time it is installed, which takes some minutes) …');
const isNamed = (process.env['AWS_ENDPOINT_URL'] ?? '') !== '';
const isOurs = !isNamed && (await startLocalCloud({ report: say })).isNew;
try {
  interrupted.signal.throwIfAborted();
  const target = resolveEndpoint();
  Object.assign(process.env, localEnvironment(target));
  process.exitCode = (await demo(target)) ? 0 : 1;
  if (isKept) {
    say('still running; try:');
    say('  npx millrace query sales_by_country --key France');
    say('  npx millrace dev down');
  }
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
  process.exitCode = 130;
} finally {
  if (isOurs && !isKept) await stopLocalCloud();
}
