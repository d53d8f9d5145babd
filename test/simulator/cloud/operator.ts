import { redrive } from '../../../lib/cli/dlq/redrive.ts';
import type { DeadLetter } from '../../../lib/ports/dead-letters.ts';
import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { SimulatedFault } from '../engine/network.ts';
import { simulatedLake } from '../ports/lake.ts';
import { lettersIn } from '../ports/outbox.ts';
import type { Part } from '../scenario/payloads.ts';
import { newCaller } from './functions.ts';
import type { Producer } from './producer.ts';
import type { World } from './world.ts';

/** Somebody who puts what was set aside back into its stream, and begins again if that breaks off. */
export function operatorIn(world: World, producer: Producer) {
  const { network, source, objects } = world;
  const who = newCaller('operator');
  const lake = simulatedLake({ network, who }, world.lake);

  /** The payload at that place of the stream, with what the oracle knows of it. */
  function partAt(shard: string, { sequence, sub }: SourceRecord): Part[] {
    const records = source.shards.find(({ id }) => id === shard)?.records ?? [];
    const part = records.find((each) => each.sequence === sequence)?.payload.parts[sub];
    return part === undefined ? [] : [part];
  }

  async function redriveOne(name: string, letter: DeadLetter): Promise<void> {
    const { shard, record, code, message } = letter;
    const item = {
      ...{ name, stream: 'sales', shard, arrival: record.arrival, records: 1, code, message },
      ...{
        state: 'waiting' as const,
        content: { kind: 'dead-letter' as const, letters: [letter] },
      },
    };
    const ports = {
      lake,
      recordsOf: async () => undefined,
      laneOf: async () => undefined,
      put: (_stream: string, records: readonly SourceRecord[]) =>
        producer.send(
          records.flatMap((each) => partAt(shard, each)),
          false,
        ),
      now: () => network.clock.now,
    };
    try {
      await redrive(item, ports, { hasId: () => true, again: false, dryRun: false });
    } catch (error) {
      if (!(error instanceof SimulatedFault)) throw error;
      network.tell(() => `operator redrives ${name} once more`);
      await redriveOne(name, letter);
    }
  }

  return {
    async redriveAll(): Promise<void> {
      for (const [name, letter] of lettersIn(objects)) await redriveOne(name, letter);
    },
  };
}
