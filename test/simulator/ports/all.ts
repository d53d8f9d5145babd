import { kinesisExchange } from '../../../lib/adapters/kinesis/exchange.ts';
import { kinesisTopology } from '../../../lib/adapters/kinesis/topology.ts';
import { kinesisClientIn, STREAMS } from '../cloud/kinesis.ts';
import { BUCKETS, type Ports } from '../cloud/lanes.ts';
import type { World } from '../cloud/world.ts';
import type { Caller } from '../engine/network.ts';
import { simulatedHeads } from './heads.ts';
import { simulatedDeadLetters, simulatedLate, simulatedSeen } from './outbox.ts';
import { simulatedRows } from './rows.ts';
import { simulatedRecords, simulatedStates } from './states.ts';

/** The ports of one process, on a world that it shares with others. */
export function simulatedPorts(world: World, who: Caller): Ports {
  const { network, tables, watch, objects, scenario } = world;
  const ground = { network, who, tables, watch };
  const storage = { network, who, objects };
  const kinesis = kinesisClientIn({ network, who, source: world.source, exchange: world.exchange });
  return {
    heads: simulatedHeads(ground, { maxCharacters: scenario.headCharacters }),
    rows: simulatedRows(ground),
    records: simulatedRecords(ground),
    states: simulatedStates(ground),
    seen: simulatedSeen(ground),
    exchange: kinesisExchange(kinesis, STREAMS.exchange, BUCKETS),
    late: simulatedLate(storage),
    deadLetters: simulatedDeadLetters(storage),
    topology: kinesisTopology(kinesis, { sales: STREAMS.source }),
  };
}
