import type { SlotRange } from '../core/slots.ts';
import type { ExchangeMessage } from './effects.ts';
import type { Shard } from './topology.ts';

/** A shard of the exchange, and the slots that it owns. */
export interface ExchangeShard extends Shard {
  readonly slots: SlotRange;
}

/**
 * The way to the exchange lane.
 *
 * Contract:
 * 1. `send` returns only after every message is durable; if it throws, some may be.
 * 2. Messages about one slot that were sent by two calls, one after the other, arrive in that order, on one
 *    shard or on those that replace it; so do the parts of an epoch that are sent by one call.
 * 3. A message arrives on a shard that owns the middle of its slots; whole, if the shards own whole ranges.
 * 4. A message may arrive more than once; it never arrives changed.
 * 5. A message that `fits` can be sent, and read by whoever receives it.
 */
export interface Exchange {
  send(messages: readonly ExchangeMessage[]): Promise<void>;
  /** Whether a message can be sent; if not, the runtime makes the epoch smaller. */
  fits(message: ExchangeMessage): boolean;
  /** Its shards, closed ones within retention included. */
  shards(): Promise<readonly ExchangeShard[]>;
}
