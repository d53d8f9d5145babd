import { type Caller, SimulatedFault } from '../engine/network.ts';
import { BIG_NOTE, type Packet, type Part } from '../scenario/payloads.ts';
import { newCaller } from './functions.ts';
import { liarIn } from './liar.ts';
import { putUntilTaken } from './put-until-taken.ts';
import { hashOf, type Put } from './stream.ts';
import { villainIn } from './villain.ts';
import type { World } from './world.ts';

const onePart = (part: Part): Packet => ({ parts: [part], isPacked: false });

/** Puts events, and does not stop before they are taken. */
export interface Producer {
  send(parts: readonly Part[], isPacked: boolean): Promise<void>;
}

/** A producer that lives as long as the run, and sends again whatever it has no answer for. */
export function producerIn({ network, source, scenario }: World): Producer {
  const who: Caller = newCaller('producer');

  /** Parts that go into one record, by the ranges of the shards as the producer knows them. */
  function packets(parts: readonly Part[]): Packet[] {
    if (network.chance.happens('staleMap')) return [{ parts, isPacked: true }];
    const groups = Map.groupBy(parts, ({ partitionKey }) => {
      const hash = hashOf(partitionKey);
      return source.shards.find((each) => !each.isClosed && each.from <= hash && hash < each.to);
    });
    return [...groups.values()].map((mine) => ({ parts: mine, isPacked: true }));
  }

  async function put(entries: readonly Put<Packet>[]): Promise<void> {
    try {
      await putUntilTaken({ network, who, stream: source }, entries);
    } catch (error) {
      if (!(error instanceof SimulatedFault)) throw error;
      network.tell(() => 'producer sends again');
      await put(entries);
    }
  }

  const liar = liarIn(network);
  const villain = villainIn(network, Number.isFinite(scenario.headCharacters));

  return {
    async send(parts, isPacked) {
      const lie = liar.lie();
      if (lie !== undefined) await put([{ partitionKey: lie.partitionKey, payload: onePart(lie) }]);
      const attack = villain.attack().map((payload) => ({
        partitionKey: payload.parts[0]?.partitionKey ?? '',
        payload,
      }));
      if (attack.length > 0) await put(attack);
      const records = isPacked ? packets(parts) : parts.map(onePart);
      const entries = records.map((payload) => ({
        partitionKey: payload.parts[0]?.partitionKey ?? '',
        payload,
      }));
      for (const { meant } of parts) {
        const isBig = meant.kind === 'sale' && (meant.note?.length ?? 0) >= BIG_NOTE;
        if (isBig) network.chance.happened('bigRow');
      }
      await put(entries);
      if (network.chance.happens('producerRepeats')) await put(entries);
    },
  };
}
