import { recordPacker } from '../../lib/adapters/kinesis/aggregation/record-packer.ts';
import type { ShardSender } from '../../lib/adapters/kinesis/shard-sender.ts';

/** An event as a stream would have it. */
export interface SentEvent {
  readonly partitionKey: string;
  readonly text: string;
}

/**
 * A sender that keeps what it is given; refuses what the real one would.
 *
 * @param onAdd - Told how many events were added so far.
 */
export function recordingSender(
  onAdd: (count: number) => void = () => {},
): ShardSender & { events(): readonly SentEvent[] } {
  const events: SentEvent[] = [];
  let flushed = 0;
  return {
    add({ partitionKey, data }) {
      const result = recordPacker().add({ partitionKey, data });
      if (!result.ok) return result.reason;
      events.push({ partitionKey, text: new TextDecoder().decode(data) });
      onAdd(events.length);
      return undefined;
    },
    pending: () => events.length - flushed,
    flush: async () => {
      flushed = events.length;
    },
    sent: () => ({ events: flushed, records: 0, bytes: 0, refused: 0, strayed: 0 }),
    events: () => events.slice(0, flushed),
  };
}
