import type { BoundAggregate } from '../../core/aggregators/bind.ts';
import type { DurationMs, EventTime } from '../../core/time.ts';
import { isTooLate } from '../../core/watermark.ts';
import { type AlignedWindows, lastWindowStart } from '../../core/windows/window.ts';
import type { Event } from '../../pipeline/definition/definition.ts';

/** Accumulators of one row, in the order of the view's aggregates. */
export type Accumulators = unknown[];

/** What a fold needs to know of a view. */
export interface FoldSpec {
  readonly windows: AlignedWindows;
  readonly allowedLateness: DurationMs;
  readonly aggregates: readonly BoundAggregate[];
}

/** One combined row of a fold. */
export interface Folded {
  readonly key: string;
  readonly start: EventTime;
  readonly end: EventTime;
  readonly acc: Accumulators;
}

/** Combines events per key and window until it is drained. */
export interface WindowFold {
  /** @returns `false` if the event is too late for every window that contains it. */
  add(event: Event, key: string, time: EventTime, watermark: EventTime): boolean;
  /** Start of the last window that is closed for an event that a later one takes; absent if none may be. */
  readonly closedUntil?: (time: EventTime, watermark: EventTime) => EventTime | undefined;
  /** The rows so far, by start and then in order of first appearance; the fold is empty afterwards. */
  drain(): Folded[];
}

/**
 * The hot path of the speed layer: everything that a batch adds to a row becomes one accumulator.
 *
 * Where a batch is cut makes no difference to what its parts combine to (laws L2 and L3).
 */
export function windowFold({ windows, allowedLateness, aggregates }: FoldSpec): WindowFold {
  const { size, slide } = windows;
  let open = new Map<EventTime, Map<string, Accumulators>>();
  let latest: Map<string, Accumulators> | undefined; // events come by time, more or less
  let latestStart = Number.NaN;

  function rowOf(start: EventTime, key: string): Accumulators {
    const keys = start === latestStart && latest !== undefined ? latest : keysOf(start);
    let acc = keys.get(key);
    if (acc === undefined) {
      acc = aggregates.map(({ aggregator }) => aggregator.create());
      keys.set(key, acc);
    }
    return acc;
  }

  function keysOf(start: EventTime): Map<string, Accumulators> {
    const keys = open.get(start) ?? new Map<string, Accumulators>();
    open.set(start, keys);
    latest = keys;
    latestStart = start;
    return keys;
  }

  function closedUntil(time: EventTime, watermark: EventTime): EventTime | undefined {
    const last = lastWindowStart(windows, time);
    const first = last - Math.floor((last - time + size - 1) / slide) * slide;
    if (!isTooLate(first + size, allowedLateness, watermark)) return undefined;
    return first + Math.floor((watermark - allowedLateness - size - first) / slide) * slide;
  }

  return {
    add(event, key, time, watermark) {
      let taken = false;
      for (let start = lastWindowStart(windows, time); start > time - size; start -= slide) {
        if (isTooLate(start + size, allowedLateness, watermark)) break; // earlier ones are too
        accumulate(aggregates, rowOf(start, key), event, time);
        taken = true;
      }
      return taken;
    },

    ...(slide < size ? { closedUntil } : {}),

    drain() {
      const rows: Folded[] = [];
      for (const [start, keys] of [...open].sort(([a], [b]) => a - b)) {
        for (const [key, acc] of keys) rows.push({ key, start, end: start + size, acc });
      }
      open = new Map();
      latest = undefined;
      return rows;
    },
  };
}

/** Adds an event to a row; a missing value counts in no aggregate of its field. */
export function accumulate(
  aggregates: readonly BoundAggregate[],
  acc: Accumulators,
  event: Event,
  time: EventTime,
): void {
  for (let i = 0; i < aggregates.length; i++) {
    const bound = aggregates[i] as BoundAggregate;
    const value = bound.field === undefined ? true : event[bound.field];
    if (value === undefined || value === null) continue;
    bound.aggregator.add(acc[i], value, time, bound.label && event[bound.label]);
  }
}

/** Adds what one row holds to another of the same view. */
export function combineInto(
  aggregates: readonly BoundAggregate[],
  into: Accumulators,
  from: Accumulators,
): void {
  for (let i = 0; i < aggregates.length; i++) {
    (aggregates[i] as BoundAggregate).aggregator.combine(into[i], from[i]);
  }
}
