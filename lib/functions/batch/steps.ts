import { BatchError } from '../../errors/batch-error.ts';
import type { BatchDefinition } from '../../runtime/batch/batch-definition.ts';
import { gatherParts } from '../../runtime/batch/gather-parts.ts';
import { runNames } from '../../runtime/batch/layout.ts';
import { type PlanPorts, planRun } from '../../runtime/batch/plan-run.ts';
import type { BatchReport, BatchRequest } from '../../runtime/batch/protocol.ts';
import { type PublishPorts, publishRun } from '../../runtime/batch/publish-run.ts';
import { type DailyRequest, dailyRun } from './daily-run.ts';

/** What a state machine asks of the function between the halves of a run. */
export type BatchStep =
  | { readonly step: 'plan'; readonly request: BatchRequest | DailyRequest }
  | { readonly step: 'gather' | 'publish'; readonly run: string };

/** What the state machine goes on with: whose tasks are to be done, and where they are listed. */
export interface NextHalf {
  readonly run: string;
  /** Name of an object of the lake. */
  readonly tasks: string;
}

/** A schedule fired, and there is nothing to compute: no failure, as nobody asked for anything. */
export class NothingClosed extends Error {
  override readonly name = 'NothingClosed'; // what the state machine knows it by
}

async function planDaily(definition: BatchDefinition, ports: PlanPorts, request: DailyRequest) {
  try {
    return await planRun(definition, ports, dailyRun(request));
  } catch (error) {
    const isIdle = error instanceof BatchError && error.code === 'BATCH_NOTHING_CLOSED';
    throw isIdle ? new NothingClosed(error.message) : error;
  }
}

/** The beginning, the middle and the end of a run. */
export const batchSteps =
  (definition: BatchDefinition, ports: PlanPorts & PublishPorts) =>
  async (call: BatchStep): Promise<NextHalf | BatchReport> => {
    switch (call.step) {
      case 'plan': {
        const { request } = call;
        const { run } =
          'scheduled' in request
            ? await planDaily(definition, ports, request)
            : await planRun(definition, ports, request);
        return { run, tasks: runNames.tasks(run, 'map') };
      }
      case 'gather': {
        const { run } = call;
        await gatherParts(definition, ports.files, run);
        return { run, tasks: runNames.tasks(run, 'reduce') };
      }
      case 'publish':
        return publishRun(definition, ports, call.run);
    }
  };
