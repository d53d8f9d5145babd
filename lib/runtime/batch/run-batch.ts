import type { BatchDefinition } from './batch-definition.ts';
import { gatherParts } from './gather-parts.ts';
import { type MapPorts, mapItem } from './map-item.ts';
import { type PlanPorts, planRun } from './plan-run.ts';
import type { BatchReport, BatchRequest } from './protocol.ts';
import { type PublishPorts, publishRun } from './publish-run.ts';
import { type ReducePorts, reduceBucket } from './reduce-bucket.ts';

/** Everything that a run needs. */
export type BatchPorts = PlanPorts & MapPorts & ReducePorts & PublishPorts;

/** How far a run has come. */
export interface BatchProgress {
  readonly phase: 'map' | 'reduce';
  readonly done: number;
  readonly of: number;
}

export interface RunBatchOptions {
  /** Tasks that are under way at once. Each holds what one task may hold. @defaultValue 2 */
  readonly concurrency?: number;
  readonly onProgress?: (progress: BatchProgress) => void;
}

/**
 * A whole run in one process: the same phases that a state machine would call one by one.
 *
 * Whatever stops it, asking for the same run again goes on from what was written down.
 */
export async function runBatch(
  definition: BatchDefinition,
  ports: BatchPorts,
  request: BatchRequest & RunBatchOptions,
): Promise<BatchReport> {
  const { run, concurrency = 2, onProgress } = request;
  const { items } = await planRun(definition, ports, request);
  const at = { concurrency, onProgress };
  await inTurn(items, { ...at, phase: 'map' }, (_, item) =>
    mapItem(definition, ports, { run, item }),
  );
  const { buckets } = await gatherParts(definition, ports.files, run);
  const tasks = Array.from({ length: buckets }, (_, bucket) => ({ run, bucket }));
  await inTurn(tasks, { ...at, phase: 'reduce' }, (task) => reduceBucket(definition, ports, task));
  return publishRun(definition, ports, run);
}

interface Turn {
  readonly phase: BatchProgress['phase'];
  readonly concurrency: number;
  readonly onProgress: RunBatchOptions['onProgress'];
}

/** Does all tasks, a few at once; after a failure those that are under way end, and no other begins. */
async function inTurn<T>(
  tasks: readonly T[],
  { phase, concurrency, onProgress }: Turn,
  work: (task: T, index: number) => Promise<unknown>,
): Promise<void> {
  const of = tasks.length;
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (next < of) {
      const index = next++;
      try {
        await work(tasks[index] as T, index);
      } catch (error) {
        next = of;
        throw error;
      }
      onProgress?.({ phase, done: ++done, of });
    }
  };
  const settled = await Promise.allSettled(Array.from({ length: concurrency }, worker));
  for (const result of settled) if (result.status === 'rejected') throw result.reason;
}
