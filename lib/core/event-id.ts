import type { DurationMs, EventTime } from './time.ts';

/** Begins every text that stands for an id under its key; what versions before have kept never does. */
const KEYED = '~=';

/**
 * Text that stands for the id of an event under its partition key. No other key and id have the same:
 * so nobody can take up another key's ids.
 */
export const keyedId = (key: string, id: string): string => `${KEYED}${key.length}:${key}${id}`;

/** Whether a text stands for an id under a key, and not for an id alone, as it did before. */
export const isKeyedId = (name: string): boolean => name.startsWith(KEYED);

/**
 * How far the arrivals of one shard's records may be out of order. Kinesis says they are about right;
 * what is remembered of ids is kept for this much longer than it counts.
 */
export const ARRIVAL_DISORDER: DurationMs = 600_000;

/**
 * Whether an event repeats the one before it that had its key and id: if it arrived within the horizon.
 *
 * Asked of neighbours in the order of the stream, so that whoever reads a part of it decides alike.
 */
export const isRepetition = (
  before: EventTime | undefined,
  arrival: EventTime,
  horizon: DurationMs,
): boolean => before !== undefined && arrival - before <= horizon;
