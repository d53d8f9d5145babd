import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isHealthy, wakeServices } from './health.ts';
import { type InstallOptions, install, removeOldPlugins } from './install.ts';
import { LocalCloudError } from './local-cloud-error.ts';
import { withLock } from './lock.ts';
import { lastLines, thisMachine } from './machine.ts';
import { LIBRARIES, type LocalCloudPaths, localCloudPaths } from './paths.ts';
import { choosePort, freePort } from './ports.ts';
import { openPrivate, privateFolder } from './private-files.ts';
import { identifyProcess } from './process-identity.ts';
import { LOOPBACK, localstackEnvironment, type Ports } from './settings.ts';
import { type LocalCloudState, readState, removeState, writeState } from './state-file.ts';
import { endTree } from './stop.ts';

export interface StartOptions extends InstallOptions {
  /** Port of the gateway; without one the usual one, or a free one if that is taken. */
  readonly port?: number;
  /** Node that runs Lambda functions and kinesis-mock; without one the Node that runs this. */
  readonly node?: string;
}

export interface Started {
  readonly state: LocalCloudState;
  /** `false` if it was running already, whatever was asked for. */
  readonly isNew: boolean;
}

/** Most time from the start of the process to its first answer. */
const START_TIMEOUT_MS = 120_000;
const POLL_MS = 200;

/** Empties the folder of the last run; its log is kept as `localstack.log.1`. */
function prepareRun(paths: LocalCloudPaths): void {
  privateFolder(paths.run);
  try {
    renameSync(paths.log, `${paths.log}.1`);
  } catch {
    // there was no run before
  }
  const fileSystem = join(paths.run, 'fs');
  for (const folder of [fileSystem, paths.temporary, paths.lambdaLogs]) {
    rmSync(folder, { recursive: true, force: true });
    privateFolder(folder);
  }
  mkdirSync(dirname(join(fileSystem, LIBRARIES)), { recursive: true });
  symlinkSync(paths.libraries, join(fileSystem, LIBRARIES));
}

function launch(paths: LocalCloudPaths, ports: Ports, options: StartOptions): LocalCloudState {
  const { machine = thisMachine, node = process.execPath } = options;
  const log = openPrivate(paths.log);
  const child = spawn(paths.python, ['-m', 'millrace_local_cloud'], {
    cwd: paths.run,
    env: localstackEnvironment(paths, ports, { env: machine.env, node }),
    detached: true, // leads a process group of its own, which outlives this process
    stdio: ['ignore', log, log],
  });
  child.on('error', () => {}); // then it has no process id
  child.unref();
  const { pid } = child;
  const identity = pid === undefined ? undefined : identifyProcess(pid);
  if (pid === undefined || identity === undefined) throw failed(paths, 'no process');
  return {
    ...{ pid, identity, port: ports.gateway, ready: false },
    endpoint: `http://${LOOPBACK}:${ports.gateway}`,
    dynamodbEndpoint: `http://${LOOPBACK}:${ports.dynamodb}`,
    ...{ log: paths.log, lambdaLogs: paths.lambdaLogs, startedAt: new Date().toISOString() },
  };
}

async function untilReady(paths: LocalCloudPaths, state: LocalCloudState): Promise<Started> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await isHealthy(state.endpoint))) {
    if (identifyProcess(state.pid) !== state.identity) throw failed(paths, 'a process that ended');
    if (Date.now() > deadline) throw failed(paths, `no answer in ${START_TIMEOUT_MS / 1_000} s`);
    await sleep(POLL_MS);
  }
  const asleep = await wakeServices(state.endpoint);
  if (asleep.length > 0) throw failed(paths, `no ${asleep.join(' and no ')}`);
  const ready = { ...state, ready: true };
  writeState(paths.state, ready);
  return { state: ready, isNew: true };
}

/** A running local cloud is never replaced unasked: others may be using what is in it. */
async function answering(state: LocalCloudState): Promise<LocalCloudState> {
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await isHealthy(state.endpoint)) return state;
  }
  throw new LocalCloudError('LOCAL_CLOUD_START_FAILED', {
    at: 'local cloud',
    problem: 'it runs but does not answer',
    given: `process ${state.pid} without an answer at ${state.endpoint}`,
    expected: 'an answer',
    fix: 'start it again with: npx millrace dev down, then npx millrace dev up',
  });
}

function failed(paths: LocalCloudPaths, given: string): LocalCloudError {
  return new LocalCloudError('LOCAL_CLOUD_START_FAILED', {
    at: 'local cloud',
    problem: 'LocalStack did not start',
    given,
    expected: 'an answer from it',
    fix: `read ${paths.log}, and run: npx millrace doctor`,
    output: lastLines(readFileSync(paths.log, 'utf8')),
  });
}

/**
 * Starts the local cloud in the background, and installs it if need be.
 *
 * Returns when it answers. It listens on the loopback interface only, keeps everything in memory,
 * and runs until {@link stopLocalCloud}. There is one at a time: if it runs, nothing is started.
 *
 * @throws {@link LocalCloudError} `LOCAL_CLOUD_PORT_TAKEN`, `LOCAL_CLOUD_START_FAILED`, and what
 *   {@link ensureInstalled} throws. After a failure nothing of it is left running.
 */
export async function startLocalCloud(options: StartOptions = {}): Promise<Started> {
  const { machine = thisMachine, report = () => {} } = options;
  const paths = localCloudPaths(machine.env);
  const onWait = (purpose: string, pid: number) => report(`waiting for process ${pid}, ${purpose}`);
  const lock = { file: paths.lock, purpose: 'starting the local cloud', onWait };
  return withLock(lock, async () => {
    const running = readState(paths.state);
    if (running?.ready) return { state: await answering(running), isNew: false };
    if (running) await endTree(running); // whoever started it did not live to see it ready

    await install(paths, options);
    removeOldPlugins(paths);
    const ports = { gateway: await choosePort(options.port), dynamodb: await freePort() };
    prepareRun(paths);
    report(`starting LocalStack on ${LOOPBACK}:${ports.gateway} (log: ${paths.log})`);
    const state = launch(paths, ports, options);
    writeState(paths.state, state);
    try {
      return await untilReady(paths, state);
    } catch (error) {
      await endTree(state);
      removeState(paths.state);
      throw error;
    }
  });
}
