import type { BatchMachine } from '../../adapters/aws/batch-machine.ts';
import { BatchError } from '../../errors/batch-error.ts';
import { InvariantError } from '../../errors/invariant-error.ts';
import type { Lake } from '../../ports/lake.ts';
import type { RunFiles } from '../../ports/run-files.ts';
import { failuresOf, type Half, runNames } from '../../runtime/batch/layout.ts';
import type { BatchReport, BatchRequest, Manifest } from '../../runtime/batch/protocol.ts';
import type { BatchProgress } from '../../runtime/batch/run-batch.ts';
import { FailedError } from '../failed-error.ts';

/** Where a deployed run is done, and where it writes what it does. */
export interface DeployedRunPorts {
  readonly machine: BatchMachine;
  readonly lake: Pick<Lake, 'list'>;
  readonly files: RunFiles;
  /** Waits before the run is looked at again. */
  pause(): Promise<void>;
}

/**
 * Has a run done by the deployed state machine, and waits for its report.
 *
 * Broken off, the run goes on without us; asked for again, it is joined.
 *
 * @throws {@link BatchError} `BATCH_RUN_FAILED` with the objects or the bucket of each task that
 *   failed, or whatever code the run was refused with.
 */
export async function runDeployed(
  ports: DeployedRunPorts,
  request: BatchRequest,
  onProgress: (progress: BatchProgress) => void,
): Promise<BatchReport> {
  const { machine, files } = ports;
  const { run } = request;
  const execution = await machine.start({ ...request });
  for (;;) {
    const state = await machine.look(execution);
    if (state.status === 'failed') throw await failureOf(ports, run, state);
    if (state.status === 'succeeded') break;
    const { half, done, of } = state;
    if (half > 0) onProgress({ phase: half === 1 ? 'map' : 'reduce', done, of });
    await ports.pause();
  }
  const report = await files.read<BatchReport>(runNames.report(run));
  if (report === undefined) throw new InvariantError('L21', `${run} has ended without a report`);
  return report;
}

interface Ended {
  readonly error: string;
  readonly cause: string;
}

async function failureOf(ports: DeployedRunPorts, run: string, ended: Ended): Promise<Error> {
  const tasks = await failedTasks(ports, run);
  const said = messageIn(ended.cause);
  // a function that refuses the run says so with a code and what to do
  if (tasks.length === 0 && /\[BATCH_\w+\]$/.test(said)) return new FailedError(said);
  return new BatchError('BATCH_RUN_FAILED', {
    at: run,
    problem: 'the run has stopped, and has published nothing',
    given: tasks.length === 0 ? `${ended.error}: ${said || 'no cause'}` : tasks.join('; '),
    expected: 'every task done',
    fix: `put right what it says, then go on with --run ${run}: what is done is not done again`,
  });
}

const FAILED = /(map|reduce)-(\d+)\.json$/;

/** What stopped the tasks that are still not done: which objects or which bucket, and why. */
async function failedTasks({ lake, files }: DeployedRunPorts, run: string): Promise<string[]> {
  const manifest = await files.read<Manifest>(runNames.manifest(run));
  const tasks: string[] = [];
  for await (const { name } of lake.list(failuresOf(run))) {
    const [, half, digits] = FAILED.exec(name) ?? [];
    if (half === undefined) continue;
    const task = Number(digits);
    const done = half === 'map' ? runNames.mapped(run, task) : runNames.reduced(run, task);
    if ((await files.read(done)) !== undefined) continue;
    const failure = await files.read<{ Error?: string; Cause?: string }>(name);
    const why = messageIn(failure?.Cause ?? '') || (failure?.Error ?? 'no cause');
    tasks.push(`${whatOf(half as Half, task, manifest)}: ${why}`);
  }
  return tasks;
}

function whatOf(half: Half, task: number, manifest: Manifest | undefined): string {
  if (half === 'reduce') return `bucket ${task}`;
  const objects = manifest?.items[task]?.objects ?? [];
  const [first, last] = [objects[0]?.name, objects.at(-1)?.name];
  return objects.length < 2 ? `${first}` : `${objects.length} objects from ${first} to ${last}`;
}

/** The message of an error as Lambda reports it; the cause itself if it is no such report. */
function messageIn(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: string };
    return errorMessage ?? cause;
  } catch {
    return cause; // such as that of the service itself
  }
}
