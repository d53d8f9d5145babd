import type { SourceRecord } from '../../../lib/ports/source-record.ts';
import { type Caller, SimulatedFault } from '../engine/network.ts';
import type { Packet } from '../scenario/payloads.ts';
import type { Answer, Container } from './mapping.ts';
import type { Stored } from './stream.ts';

/** The payloads of a batch, one by one, as the adapter gives them. */
export const recordsOf = (batch: readonly Stored<Packet>[]): SourceRecord[] =>
  batch.flatMap(({ sequence, arrival, payload }) =>
    payload.parts.map(({ partitionKey, data }, sub) => ({
      ...{ sequence, sub, arrival, partitionKey, data },
      start: 0,
      end: data.length,
    })),
  );

/** A container that is alive and has nothing to do. */
export const newCaller = (name: string): Caller => ({ name, isAlive: true, onDeath: undefined });

/**
 * A function that takes batches: what the simulator made fail comes again from its first record, as
 * the handlers of the adapters have it; anything else is a defect.
 */
export function takingContainer<P>(
  who: Caller,
  take: (shard: string, batch: readonly Stored<P>[]) => Promise<string | undefined>,
): Container<P> {
  return Object.assign(who, {
    async handle(shard: string, batch: readonly Stored<P>[]): Promise<Answer> {
      try {
        return { failedFrom: await take(shard, batch) };
      } catch (error) {
        if (!(error instanceof SimulatedFault)) throw error;
        return { failedFrom: batch[0]?.sequence };
      }
    },
  });
}
