import type { Network } from '../engine/network.ts';
import { heartbeatPart, type Part, salePart } from '../scenario/payloads.ts';

/** How far a clock is ahead: less and more than the order of the stream, minutes, an hour, a day. */
const AHEAD = [2_000, 4_000, 299_000, 3_600_000, 86_400_000];

const CUSTOMERS = ['ada', 'bob', 'eve'];

/** Somebody who may put records and nothing else, and whose clock is ahead. */
export function liarIn({ chance, clock }: Network) {
  let sales = 0;
  return {
    /** What it puts now, if it does: a sale, or what looks like a heartbeat, under somebody's key. */
    lie(): Part | undefined {
      if (!chance.happens('clockAhead')) return undefined;
      const which = chance.pick('clock', AHEAD.length * CUSTOMERS.length * 2);
      const at = clock.now + (AHEAD[which % AHEAD.length] ?? 0);
      const customer = CUSTOMERS[Math.floor(which / AHEAD.length) % CUSTOMERS.length] ?? '';
      if (which >= AHEAD.length * CUSTOMERS.length) return heartbeatPart(at, customer);
      const id = `ahead${sales++}`;
      return salePart({ kind: 'sale', id, customer, country: 'de', at, cents: 100 });
    },
  };
}
