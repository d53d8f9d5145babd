import type { Budget } from '../../ports/budget.ts';
import type { SourceRecord } from '../../ports/source-record.ts';
import { type EpochLog, epochLog } from '../epoch/epoch-log.ts';
import { fittingHeads } from '../epoch/fitting-heads.ts';
import { notingLog, type TaskPorts } from '../epoch/noting-log.ts';
import { inOrder, isRecordBefore } from '../lanes/in-order.ts';
import type { SourceProgress } from './progress.ts';
import { type SourceLane, type SourcePorts, sourceLogic } from './source-logic.ts';

/** Takes batches of one lane, from any of its shards. */
export interface RunningSourceLane {
  /**
   * Takes the records of one shard exactly once, in their order, however they are given (law L11), as
   * many as the budget allows.
   *
   * @returns The first record that was not taken, if time was up: it has to come again, with all
   *   behind it.
   * @throws Whatever a port throws; nothing is lost then, and the batch may be given again.
   */
  take(
    shard: string,
    records: readonly SourceRecord[],
    budget?: Budget,
  ): Promise<SourceRecord | undefined>;
}

/** A source lane on its ports. */
export function startSourceLane(
  pipeline: string,
  lane: SourceLane,
  ports: Omit<SourcePorts, 'settle'> & TaskPorts,
): RunningSourceLane {
  const logic = sourceLogic(lane, { ...ports, settle: (task, budget) => log.settle(task, budget) });
  const log: EpochLog<readonly SourceRecord[], SourceProgress> = notingLog(
    epochLog(fittingHeads(ports.heads, ports), logic),
    ports.failures,
  );
  return {
    async take(shard, records, budget) {
      const task = { pipeline, lane: lane.name, shard };
      const rest = await log.take(task, inOrder(records, isRecordBefore), budget);
      return rest?.[0];
    },
  };
}
