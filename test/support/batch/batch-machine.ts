import type { BatchMachine, MachineState } from '../../../lib/adapters/aws/batch-machine.ts';
import { batchSteps, type NextHalf } from '../../../lib/functions/batch/steps.ts';
import { mapItem } from '../../../lib/runtime/batch/map-item.ts';
import type {
  BatchRequest,
  Listed,
  MapTask,
  ReduceTask,
} from '../../../lib/runtime/batch/protocol.ts';
import { reduceBucket } from '../../../lib/runtime/batch/reduce-bucket.ts';
import type { BatchWorld } from './batch-world.ts';

/** Stops a task with an error. */
export type TaskFault = (task: MapTask | ReduceTask) => Error | undefined;

const causeOf = ({ name, message }: Error): string =>
  JSON.stringify({ errorType: name, errorMessage: message });

/**
 * What the deployed state machine does, task by task, with the functions it calls.
 *
 * As in a Distributed Map, the first task that fails ends the half; what stopped it is in the lake.
 */
export function worldMachine(
  { definition, ports, lake }: BatchWorld,
  fault: TaskFault = () => undefined,
): BatchMachine & { readonly states: MachineState[] } {
  const step = batchSteps(definition, ports);
  const states: MachineState[] = [];

  async function half<T extends MapTask | ReduceTask>(
    { tasks }: NextHalf,
    nth: number,
    work: (task: T) => Promise<unknown>,
  ): Promise<void> {
    const list = JSON.parse(
      Buffer.from((await lake.read(tasks)) ?? []).toString(),
    ) as readonly Listed<T>[];
    for (const [done, { failed, ...task }] of list.entries()) {
      states.push({ status: 'running', half: nth, done, of: list.length });
      try {
        const error = fault(task as unknown as T);
        if (error !== undefined) throw error;
        await work(task as unknown as T);
      } catch (error) {
        const failure = { Error: (error as Error).name, Cause: causeOf(error as Error) };
        await lake.createObject(failed, Buffer.from(JSON.stringify(failure)), {});
        throw error;
      }
    }
  }

  return {
    states,
    async start(input) {
      const request = input as unknown as BatchRequest;
      const { run } = request;
      try {
        const mapped = (await step({ step: 'plan', request })) as NextHalf;
        await half<MapTask>(mapped, 1, (task) => mapItem(definition, ports, task));
        const gathered = (await step({ step: 'gather', run })) as NextHalf;
        await half<ReduceTask>(gathered, 2, (task) => reduceBucket(definition, ports, task));
        await step({ step: 'publish', run });
        states.push({ status: 'succeeded' });
      } catch (error) {
        const { name } = error as Error;
        states.push({ status: 'failed', error: name, cause: causeOf(error as Error) });
      }
      return run;
    },
    look: async () => states.shift() ?? { status: 'succeeded' },
  };
}
