import { least } from './many.ts';
import { BEGINNING_OF_TIME, type DurationMs, type EventTime } from './time.ts';

/** How a stream's watermark follows its records. Units: milliseconds. */
export interface WatermarkPolicy {
  /** How far behind the newest event time an event may still arrive and be in time. */
  readonly maxOutOfOrderness: DurationMs;
  /** How far a producer's clock may run ahead of arrival before it is not believed. */
  readonly maxClockSkew: DurationMs;
}

/**
 * The watermark after a record: it trails the newest believable event time and never goes back.
 *
 * An event time further ahead of its arrival than `maxClockSkew` counts as that far ahead, so one
 * producer with a wrong clock cannot make everybody else late. Arrival is the record's own time
 * stamp, never a clock that is read, so a replay decides as the first run did.
 */
export const watermarkAfter = (
  watermark: EventTime,
  eventTime: EventTime,
  arrival: EventTime,
  { maxOutOfOrderness, maxClockSkew }: WatermarkPolicy,
): EventTime =>
  Math.max(watermark, Math.min(eventTime, arrival + maxClockSkew) - maxOutOfOrderness);

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
