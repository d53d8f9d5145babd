import {
  problemWith,
  RECORD_PACKER_DEFAULTS,
} from '../../../lib/adapters/kinesis/aggregation/record-packer.ts';
import type { ShardSender } from '../../../lib/adapters/kinesis/shard-sender.ts';
import type { OutgoingEvent } from '../../../lib/cli/input/events.ts';

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
): ShardSender<OutgoingEvent> & { events(): readonly SentEvent[] } {
  const events: SentEvent[] = [];
  let flushed = 0;
  return {
    problemWith: (event) => problemWith(event, RECORD_PACKER_DEFAULTS.maxBytes),
    add({ partitionKey, data }) {
      events.push({ partitionKey, text: new TextDecoder().decode(data) });
      onAdd(events.length);
    },
    pending: () => events.length - flushed,
    unsent: () => [],
    flush: async () => {
      flushed = events.length;
    },
    sent: () => ({ events: flushed, records: 0, bytes: 0, refused: 0, strayed: 0 }),
    events: () => events.slice(0, flushed),
  };
}
