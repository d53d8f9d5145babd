import type { EventTime } from '../../core/time.ts';
import type { SentEvent } from '../../ports/effects.ts';

/** Something that happens to one key: an event comes, or without one time passes. Stored as JSON. */
export type Happening = {
  readonly event?: SentEvent;
  /** How far everything has come that the key's steps follow, by name. */
  readonly clocks: Readonly<Record<string, EventTime>>;
};

/**
 * What has happened to a key and is to be worked off, because its results are more than an epoch
 * takes. The key's time stands still meanwhile. Stored as JSON.
 */
export type Backlog = {
  /** Place in the queue of keys that are behind. */
  readonly turn: number;
  /** So many results of the first happening have left. */
  readonly from: number;
  readonly happenings: Happening[];
};

/** Name of the timers that are the queue of keys that are behind; no step is called so. */
export const queueOf = (owner: string): string => `${QUEUE}${owner}`;

const QUEUE = 'behind/';

/** The states whose keys are behind, some of them. */
export const behindIn = (timers: Readonly<Record<string, number>>): readonly string[] =>
  Object.keys(timers)
    .filter((step) => step.startsWith(QUEUE))
    .map((step) => step.slice(QUEUE.length));
