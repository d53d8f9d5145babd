/**
 * A soak: a ride-hailing service on the local cloud for an hour or so, while processes are killed, streams
 * are scaled, nothing comes for a while and batch runs heal what came too late; then every row and every
 * record is compared with an oracle. Writes the section "Soak" of `bench/RESULTS.md`.
 *
 * `npm run soak -- --minutes 60 --rate 50`; `--dry` prints the section instead.
 */
import { execFileSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findDeployed } from '../lib/cli/deployed.ts';
import { seededRandom } from '../lib/cli/produce/seeded-random.ts';
import {
  deployLocally,
  localCloudStatus,
  resolveEndpoint,
  startLocalCloud,
  stopLocalCloud,
  turnEnvironmentTo,
} from '../lib/local-cloud/index.ts';
import type { BatchReport } from '../lib/runtime/batch/protocol.ts';
import { rideHailing } from '../test/integration/definitions/ride-hailing.ts';
import { runMillrace } from '../test/support/cli/millrace-process.ts';
import { undeploy } from '../test/support/cloud/undeploy.ts';
import { HOUR, lateRequests, rides, START } from '../test/support/ride-hailing/events.ts';
import { ridesOracle } from '../test/support/ride-hailing/oracle.ts';
import { compareLines, tableShows } from '../test/support/ride-hailing/table.ts';
import { type Chaos, killWorkers, scaleStreams } from './soak/chaos.ts';
import { untilComplete, untilRead } from './soak/drained.ts';
import { feed, halves, SPEEDUP } from './soak/feed.ts';
import { growth, type Sample, sampleMemory } from './soak/memory.ts';
import { DEFINITION } from './soak/millrace.ts';
import { isExact, type Soak, soakSection, writeSection } from './soak/report.ts';
import { timelineOf } from './soak/timeline.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    dry: { type: 'boolean', default: false },
  },
});
const [minutes, rate, seed] = [values.minutes, values.rate, values.seed].map(Number) as Numbers;
type Numbers = [minutes: number, rate: number, seed: number];
if (!(minutes > 0 && rate > 0 && Number.isInteger(seed))) {
  process.stderr.write(
    `soak: --minutes and --rate must be above 0 and --seed whole; got ${values.minutes}, ${values.rate} and ${values.seed}\n`,
  );
  process.exit(2);
}

/** Views that the late requests belong to; what they show is right once a batch run has healed it. */
const HEALED = ['demand', 'riders'];
const LATE = 500;
const SAMPLE_MS = 15_000;
const TO_DRAIN = 45;
const MOST_STOPS = 20;
const PAUSE_MS = 5_000;

const started = performance.now();
const now = (): number => (performance.now() - started) / 60_000 - beginning;
let beginning = 0;
const say = (line: string): void =>
  void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);

/** Its tasks are killed as all others: a run that fails is asked to go on, until it is done. */
async function batchRun(name: string, toHour: number): Promise<string> {
  const [from = '', to = ''] = [START, START + toHour * HOUR].map((time) =>
    new Date(time).toISOString(),
  );
  for (let stops = 0; ; stops++) {
    const range = ['--from', from, '--to', to, '--run', name, '--json', '--pipeline', DEFINITION];
    const { status, out, err } = await runMillrace(['batch', 'run', ...range]);
    if (status !== 0) {
      if (stops === MOST_STOPS) throw new Error(err);
      say(`"${name}" has stopped, and goes on: ${err.slice(0, 300)}`);
      await sleep(PAUSE_MS);
      continue;
    }
    const { views } = JSON.parse(out) as BatchReport;
    const total = (what: 'compared' | 'healed' | 'missing'): number =>
      views.reduce((sum, view) => sum + view[what], 0);
    const words = `"${name}" compared ${total('compared')} rows and records and healed ${total('healed') + total('missing')}${stops === 0 ? '' : `, after it had stopped ${stops} times and was asked to go on`}`;
    say(words);
    return words;
  }
}

async function soak(): Promise<Soak> {
  const timeline = timelineOf(minutes);
  const hours = (timeline.producing * SPEEDUP) / 60;
  const all = rides({ seed, events: rate * 60 * timeline.producing, hours });
  const late = lateRequests(seed, LATE, Math.min(3, hours / 4));
  const [first, second] = halves(all, hours / 2);

  say('deploying …');
  await undeploy(rideHailing.name);
  const target = resolveEndpoint();
  await deployLocally({ target, context: { pipeline: DEFINITION }, onOutput: () => {} });
  const deployed = await findDeployed(rideHailing, 'local');

  beginning = (performance.now() - started) / 60_000;
  const cloud = (await localCloudStatus()).state?.pid;
  const samples: Sample[] = [];
  const loads: number[] = [];
  const sampling = setInterval(() => {
    if (cloud !== undefined) samples.push(...sampleMemory(cloud, now()));
    loads.push(loadavg()[0] ?? 0);
  }, SAMPLE_MS);
  const ending = new AbortController();
  const chaos: Chaos = { timeline, now, random: seededRandom(seed), say, ended: ending.signal };
  try {
    const disturbing = Promise.all([killWorkers(chaos), scaleStreams(chaos)]);
    say(`${timeline.producing / 2} minutes of events …`);
    await feed(first, '--speedup', `${SPEEDUP}`);
    say(`${timeline.idle} minutes of silence …`);
    await sleep(timeline.idle * 60_000);
    say('late events, the second half, and a batch run beside it …');
    await feed({ requests: late });
    const [middle] = await Promise.all([
      batchRun('middle', Math.floor(hours / 3)),
      feed(second, '--speedup', `${SPEEDUP}`, '--end'),
    ]);
    const produced = now();
    ending.abort();
    const [killed, scalings] = await disturbing;
    say('all is sent; until it is read and every view is complete …');
    await untilRead(rideHailing, TO_DRAIN);
    const time = START + (hours + 1) * HOUR;
    await untilComplete(rideHailing, deployed, { time, minutes: TO_DRAIN });
    const drained = now() - produced;

    const show = () => tableShows(deployed.dynamodb, deployed.viewsTable);
    const early = compareLines(ridesOracle(all), await show());
    for (const { view, equal, expected: of } of early) say(`${view}: ${equal} of ${of} are equal`);
    say('the last batch run …');
    const last = await batchRun('last', Math.ceil(hours + 24));
    const expected = ridesOracle({ ...all, requests: [...all.requests, ...late] });
    return {
      command: `npm run soak -- --minutes ${minutes} --rate ${rate}`,
      revision: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
      ...{ minutes: produced, drained, late: late.length, killed, scalings, idle: timeline.idle },
      events: {
        requests: all.requests.length + late.length,
        trips: all.trips.length,
        payments: all.payments.length,
      },
      batchRuns: [middle, last],
      load: loads.reduce((sum, load) => sum + load, 0) / loads.length,
      before: early.filter(({ view }) => !HEALED.includes(view)),
      after: compareLines(expected, await show()),
      growth: growth(samples, { warmUp: 2, least: 5 }),
    };
  } finally {
    clearInterval(sampling);
    ending.abort();
  }
}

const isNamed = (process.env['AWS_ENDPOINT_URL'] ?? '') !== '';
const isOurs = !isNamed && (await startLocalCloud({ report: say })).isNew;
try {
  turnEnvironmentTo(resolveEndpoint());
  const result = await soak();
  const section = soakSection(result);
  if (values.dry) process.stdout.write(section);
  else writeSection(section);
  const exact = isExact(result.before) && isExact(result.after);
  for (const { view, missing, extra } of [...result.before, ...result.after]) {
    for (const line of missing.slice(0, 10)) say(`${view}: missing ${line}`);
    for (const line of extra.slice(0, 10)) say(`${view}: too many ${line}`);
  }
  say(exact ? 'exact: 0 lost, 0 doubled' : 'NOT exact');
  process.exitCode = exact ? 0 : 1;
} finally {
  if (isOurs) await stopLocalCloud();
}
