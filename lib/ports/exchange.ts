import type { ExchangeMessage } from './effects.ts';

/**
 * The way to the exchange lane.
 *
 * Contract:
 * 1. `send` returns only after every message is durable; if it throws, some may be.
 * 2. Messages of one bucket that were sent by two calls, one after the other, arrive in that order; so
 *    do the parts of an epoch that are sent by one call.
 * 3. A message may arrive more than once; it never arrives changed.
 * 4. A message that `fits` can be sent, and read by whoever receives it.
 */
export interface Exchange {
  send(messages: readonly ExchangeMessage[]): Promise<void>;
  /** Whether a message can be sent; if not, the runtime makes the epoch smaller. */
  fits(message: ExchangeMessage): boolean;
}
