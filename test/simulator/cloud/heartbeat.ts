import { eventTimeNow } from '../../../lib/runtime/heartbeat/event-time-now.ts';
import type { Frontier } from '../../../lib/runtime/speed/progress.ts';
import { SimulatedFault } from '../engine/network.ts';
import { heartbeatPart } from '../scenario/payloads.ts';
import { TIMING } from '../scenario/shop.ts';
import { newCaller } from './functions.ts';
import { putUntilTaken } from './put-until-taken.ts';
import type { World } from './world.ts';

/** One round: tells every open shard how far event time has come, as far as the marks show. */
export async function beat({ network, source, tables }: World): Promise<void> {
  const who = newCaller('heartbeat');
  const { chance, clock } = network;
  if (chance.happens('lostHeartbeat')) return network.tell(() => 'a heartbeat is lost');
  try {
    const frontiers = await network.call(who, 'BatchGetItem AP', () =>
      [...tables.marks].flatMap(([id, { details }]): Frontier[] => {
        const { frontier = null } = details as { readonly frontier?: Frontier | null };
        return id.includes('/sales.speed/') && frontier !== null ? [frontier] : [];
      }),
    );
    const shards = await network.call(who, 'ListShards', () =>
      source.shards.filter(({ isClosed }) => !isClosed),
    );
    const part = heartbeatPart(eventTimeNow(frontiers, clock.now, TIMING.idleAfter));
    const entries = shards.map(({ from }) => ({
      partitionKey: 'heartbeat',
      hashKey: from,
      payload: { parts: [part], isPacked: false },
    }));
    await putUntilTaken({ network, who, stream: source }, entries);
  } catch (error) {
    if (!(error instanceof SimulatedFault)) throw error; // the next round makes up for it
  }
}
