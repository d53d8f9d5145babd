import { least } from './many.ts';
import { BEGINNING_OF_TIME, type DurationMs, type EventTime } from './time.ts';

/** How a stream's watermark follows its records. Units: milliseconds. */
export interface WatermarkPolicy {
  /** How far behind the newest event time an event may still arrive and be in time. */
  readonly maxOutOfOrderness: DurationMs;
  /** How far past the arrival of its record a time is believed; 0 unless every producer is trusted. */
  readonly maxClockSkew: DurationMs;
}

/**
 * The watermark after a record: it trails the newest believable event time and never goes back.
 *
 * A time counts as `maxClockSkew` past the arrival of its record at most. So whatever times records
 * bear, an event that arrives within `maxOutOfOrderness − maxClockSkew` of its own time is in time (law
 * L18), as long as arrivals do not go back. Arrival is the record's own time stamp, which the service
 * sets, never a clock that is read: a replay decides as the first run did.
 */
export const watermarkAfter = (
  watermark: EventTime,
  eventTime: EventTime,
  arrival: EventTime,
  { maxOutOfOrderness, maxClockSkew }: WatermarkPolicy,
): EventTime =>
  Math.max(watermark, believable(eventTime, arrival, { maxClockSkew }) - maxOutOfOrderness);

/** What of an event time is believed, given when its record arrived. */
export const believable = (
  eventTime: EventTime,
  arrival: EventTime,
  { maxClockSkew }: Pick<WatermarkPolicy, 'maxClockSkew'>,
): EventTime => Math.min(eventTime, arrival + maxClockSkew);

/** Whether an event is too late for a window that ends at `end`; judged before it moves the watermark. */
export const isTooLate = (
  end: EventTime,
  allowedLateness: DurationMs,
  watermark: EventTime,
): boolean => end + allowedLateness <= watermark;

/**
 * How far a view is complete: the least of what its tasks say.
 *
 * @returns −Infinity as long as a task has said nothing, or no task is known.
 */
export function leastWatermark(tasks: ReadonlyMap<string, EventTime | undefined>): EventTime {
  if (tasks.size === 0) return BEGINNING_OF_TIME;
  return least([...tasks.values()].map((watermark) => watermark ?? BEGINNING_OF_TIME));
}
