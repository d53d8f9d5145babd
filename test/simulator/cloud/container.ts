import type { Caller } from '../engine/network.ts';
import type { Stored } from './stream.ts';

/** What a function answers: the number of the record from which on it must come again, if any. */
export type Answer = { readonly failedFrom: string | undefined };

/** What a function is told of the time it has. */
export interface Invocation {
  readonly remaining: () => number;
}

/** A container of a function, with a memory between invocations: one at a time, if the host is Lambda. */
export interface Container<P> extends Caller {
  handle(shard: string, batch: readonly Stored<P>[], invocation: Invocation): Promise<Answer>;
}
