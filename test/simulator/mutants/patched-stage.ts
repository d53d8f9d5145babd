import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { epochLog, type StageLogic } from '../../../lib/runtime/epoch/epoch-log.ts';
import type { SourceProgress } from '../../../lib/runtime/speed/progress.ts';
import { sourceStage } from '../../../lib/runtime/speed/source-stage.ts';
import type { StartSource } from '../cloud/lanes.ts';

type Logic = StageLogic<readonly SourceRecord[], SourceProgress>;

/** The runtime's own log and stage, with one part of the stage's logic replaced. */
export const withStage =
  (patch: Partial<Logic>): StartSource =>
  (pipeline, lane, ports) => {
    const stage = sourceStage(lane, { ...ports, settle: (task) => log.settle(task) });
    const log = epochLog<readonly SourceRecord[], SourceProgress>(ports.heads, {
      ...stage,
      ...patch,
    });
    return {
      async take(shard, records, budget) {
        return (await log.take({ pipeline, stage: lane.name, shard }, records, budget))?.[0];
      },
    };
  };
