import { BatchError } from '../../errors/batch-error.ts';
import type { LanePlan } from '../../pipeline/plan/plan.ts';
import type { Lake } from '../../ports/lake.ts';
import { decodeGivenUp, GIVEN_UP_PREFIX } from './given-up-object.ts';
import { redriveStates } from './redrive-marks.ts';

/** Kind of the lane that a function is; `undefined` if there is no such lane now. */
export type LaneOf = (functionArn: string) => Promise<LanePlan['kind'] | undefined>;

/**
 * Refuses to compute rows from a lake that has lost records.
 *
 * A chain does not show it: the lane goes on behind the batch that was given up. What a function was
 * that is no longer there nobody can say, so it is taken for an archive lane.
 *
 * @throws {@link BatchError} `BATCH_LAKE_LOST_RECORDS`
 */
export async function checkArchived(lake: Lake, laneOf: LaneOf): Promise<void> {
  const states = await redriveStates(lake);
  for await (const { name } of lake.list(GIVEN_UP_PREFIX)) {
    if (states(name) === 'redriven') continue;
    const batch = decodeGivenUp(new TextDecoder().decode(await lake.read(name)));
    if (batch === undefined) continue; // not Lambda's
    const kind = await laneOf(batch.functionArn);
    if (kind === 'speed' || kind === 'exchange') continue;
    throw new BatchError('BATCH_LAKE_LOST_RECORDS', {
      at: `${batch.physicalStream} › ${batch.shard}`,
      problem: 'the lake lacks records that the speed layer may have counted',
      given: `${batch.size} records that Lambda gave up: ${name}`,
      expected: 'everything in the lake',
      fix: 'put them back with millrace dlq redrive, or run with --despite-lost-records',
    });
  }
}
