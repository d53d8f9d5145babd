import { type Caller, type Network, SimulatedFault } from '../engine/network.ts';
import type { Put, SimulatedStream } from './stream.ts';

/** Attempts that one call to `PutRecords` gets. */
const ATTEMPTS = 6;

/** Puts everything, and again what was refused, which then comes after the others. */
export async function putUntilTaken<P>(
  { network, who, stream }: { network: Network; who: Caller; stream: SimulatedStream<P> },
  entries: readonly Put<P>[],
): Promise<void> {
  let rest = entries;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const call = rest;
    const taken = await network.call(who, `PutRecords ${stream.name}`, () => stream.put(call));
    rest = call.filter((_, i) => taken[i] === false);
    if (rest.length === 0) return;
  }
  throw new SimulatedFault(`${stream.name}: records were refused to the end`);
}
