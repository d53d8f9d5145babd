import { BUCKETS, type Ports } from '../cloud/lanes.ts';
import type { World } from '../cloud/world.ts';
import type { Caller } from '../engine/network.ts';
import { simulatedExchange } from './exchange.ts';
import { simulatedHeads } from './heads.ts';
import { simulatedDeadLetters, simulatedLate, simulatedSeen } from './outbox.ts';
import { simulatedRows } from './rows.ts';
import { simulatedRecords, simulatedStates } from './states.ts';
import { simulatedTopology } from './topology.ts';

/** The ports of one process, on a world that it shares with others. */
export function simulatedPorts(world: World, who: Caller): Ports {
  const { network, tables, watch, objects, scenario } = world;
  const ground = { network, who, tables, watch };
  const storage = { network, who, objects };
  return {
    heads: simulatedHeads(ground, { maxCharacters: scenario.headCharacters }),
    rows: simulatedRows(ground),
    records: simulatedRecords(ground),
    states: simulatedStates(ground),
    seen: simulatedSeen(ground),
    exchange: simulatedExchange({ network, who, stream: world.exchange }, BUCKETS),
    late: simulatedLate(storage),
    deadLetters: simulatedDeadLetters(storage),
    topology: simulatedTopology(ground, world.source.shards),
  };
}
