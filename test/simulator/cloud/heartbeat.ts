import { beat as putHeartbeats } from '../../../lib/adapters/kinesis/heartbeat.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';
import { shops } from '../scenario/shop.ts';
import { dynamoClientIn, TABLES } from './dynamo.ts';
import { isSimulated, newCaller } from './functions.ts';
import { kinesisClientIn, STREAMS } from './kinesis.ts';
import type { World } from './world.ts';

const plan = planOf(shops.whole);

/** One round: tells every open shard how far event time has come, as far as the marks show. */
export async function beat({ network, source, exchange, dynamo }: World): Promise<void> {
  const who = newCaller('heartbeat');
  if (network.chance.happens('lostHeartbeat')) return network.tell(() => 'a heartbeat is lost');
  try {
    await putHeartbeats(plan, {
      kinesis: kinesisClientIn({ network, who, source, exchange }),
      dynamodb: dynamoClientIn({ network, who, dynamo }),
      stateTable: TABLES.state,
      sourceStreams: { sales: STREAMS.source },
      now: () => network.clock.now,
    });
  } catch (error) {
    if (!isSimulated(error)) throw error; // the next round makes up for it
  }
}
