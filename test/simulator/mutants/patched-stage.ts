import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { epochLog } from '../../../lib/runtime/epoch/epoch-log.ts';
import type { LaneLogic } from '../../../lib/runtime/epoch/lane-logic.ts';
import { inOrder, isRecordBefore } from '../../../lib/runtime/lanes/in-order.ts';
import type { SourceProgress } from '../../../lib/runtime/speed/progress.ts';
import { sourceLogic } from '../../../lib/runtime/speed/source-logic.ts';
import type { StartSource } from '../cloud/lanes.ts';

type Logic = LaneLogic<readonly SourceRecord[], SourceProgress>;

/**
 * The runtime's own log and stage, with parts of the stage's logic replaced.
 *
 * @param order - What is done with a batch before anything else.
 */
export const withStage =
  (
    patch: (stage: Logic) => Partial<Logic>,
    order = (records: readonly SourceRecord[]) => inOrder(records, isRecordBefore),
  ): StartSource =>
  (pipeline, lane, ports) => {
    const stage = sourceLogic(lane, { ...ports, settle: (task) => log.settle(task) });
    const log = epochLog<readonly SourceRecord[], SourceProgress>(ports.heads, {
      ...stage,
      ...patch(stage),
    });
    return {
      async take(shard, records, budget) {
        const task = { pipeline, lane: lane.name, shard };
        return (await log.take(task, order(records), budget))?.[0];
      },
    };
  };
