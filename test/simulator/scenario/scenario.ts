import type { Rates } from '../engine/chance.ts';
import type { Part } from './payloads.ts';
import type { Extent } from './shop.ts';

/** Something that is done to the system at a moment of virtual time. */
export type Input =
  | {
      readonly kind: 'send';
      readonly at: number;
      readonly parts: readonly Part[];
      /** Several to a record, by what the producer takes for the shards' ranges. */
      readonly isPacked: boolean;
    }
  | {
      readonly kind: 'split' | 'merge';
      readonly at: number;
      readonly stream: 'source' | 'exchange';
      readonly which: number;
    }
  /** Somebody asks for so many shards of the exchange. */
  | { readonly kind: 'scale'; readonly at: number; readonly to: number }
  /** New code: what runs goes on in the old containers. */
  | { readonly kind: 'deploy'; readonly at: number }
  /** A mapping is made anew and reads from TRIM_HORIZON; what has passed its time to live is gone. */
  | {
      readonly kind: 'replay';
      readonly at: number;
      readonly lane: 'speed' | 'exchange' | 'archive';
    }
  /** Somebody puts all dead letters back into their stream. */
  | { readonly kind: 'redrive'; readonly at: number }
  /** Retention takes what every lane has done with. */
  | { readonly kind: 'trim'; readonly at: number };

/** A run, all of it: nothing else decides what happens. */
export interface Scenario {
  readonly seed: number;
  readonly shards: { readonly source: number; readonly exchange: number };
  /** How finely lanes address the exchange at first, if somebody has scaled it before. */
  readonly level: number | undefined;
  /** The first sequence number; it grows a digit after some records. */
  readonly firstSequence: bigint;
  readonly batchSize: number;
  readonly payloadBytes: number;
  /** How long an invocation may take, if the rates have `timeout`. Virtual milliseconds. */
  readonly timeLimit: number;
  /** What the code needs for an event then. Virtual milliseconds. */
  readonly costOfEvent: number;
  /** Of all mappings. Virtual milliseconds. */
  readonly batchingWindow: number;
  /** Largest head, in characters. */
  readonly headCharacters: number;
  readonly heartbeatEvery: number;
  /** What is deployed at first; from the first deployment on it is all. */
  readonly beginsAs: Extent;
  /** Whether there is an archive lane. */
  readonly isArchived: boolean;
  readonly rates: Rates;
  /** In the order of their time. */
  readonly inputs: readonly Input[];
}

/** When a run begins: half a minute before an hour, so that the lake turns into the next one. */
export const START = 36_000_000 - 30_000;
