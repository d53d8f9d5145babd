import { dynamoExchangeLayout } from '../../adapters/dynamodb/exchange-layout.ts';
import { markedProgress } from '../../adapters/dynamodb/lane-progress.ts';
import { kinesisExchange } from '../../adapters/kinesis/exchange.ts';
import { s3Lake } from '../../adapters/s3/lake.ts';
import type { Pipeline } from '../../pipeline/definition/definition.ts';
import { viewId } from '../../pipeline/definition/view-id.ts';
import type { LanePlan, Plan } from '../../pipeline/plan/plan.ts';
import { planOf } from '../../pipeline/plan/planner.ts';
import type { LaneProgress } from '../../ports/lane-progress.ts';
import { findDeployed } from '../deployed.ts';
import type { LaneLevel, ScaleExchangePorts } from './scale-exchange.ts';

/** An exchange, and how lanes address it. */
export type ExchangeLanes = Pick<ScaleExchangePorts, 'shards' | 'layout' | 'levels'>;

/** The exchange of a deployed pipeline. */
export async function deployedLevels(pipeline: Pipeline, stage: string): Promise<ExchangeLanes> {
  const deployed = await findDeployed(pipeline, stage);
  const { dynamodb, kinesis, stateTable, exchangeStream } = deployed;
  const lake = s3Lake(deployed.s3, deployed.lakeBucket);
  const progress = markedProgress({ ...deployed, pipeline: pipeline.name, lake });
  const about = { pipeline: pipeline.name, now: Date.now };
  return {
    shards: kinesisExchange(kinesis, exchangeStream).shards,
    layout: dynamoExchangeLayout(dynamodb, stateTable, about),
    levels: () => sendersLevels(planOf(pipeline), progress),
  };
}

/** Every lane that sends to the exchange, on each open shard of what it reads. */
export async function sendersLevels(
  plan: Plan,
  progress: Pick<LaneProgress, 'shards' | 'exchange'>,
): Promise<LaneLevel[]> {
  const senders = plan.lanes.filter((lane) => sends(plan, lane));
  const levels = senders.map(async ({ name, stream }): Promise<LaneLevel[]> => {
    const shards = await (stream === null ? progress.exchange() : progress.shards(name, stream));
    const open = shards.filter(({ isClosed }) => !isClosed);
    return open.map(({ shard, level }) => ({ lane: name, shard, level }));
  });
  return (await Promise.all(levels)).flat();
}

/** Whether a lane sends to the exchange: deltas or events, or results of steps that go through it again. */
const sends = ({ views }: Plan, { kind, views: mine }: LanePlan): boolean =>
  views
    .filter((view) => mine.includes(viewId(view)))
    .some(({ placement: { lane, hops } }) =>
      kind === 'speed' ? lane === 'exchange' : kind === 'exchange' && hops > 0,
    );
