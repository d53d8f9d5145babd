import type { Accumulators, RowAggregate } from '../../core/operators/accumulators.ts';
import type { DurationMs, EventTime } from '../../core/time.ts';
import { isTooLate } from '../../core/watermark.ts';
import { firstOpen, firstWindowOf, openPart, type PaneId } from '../../core/windows/panes.ts';
import { type AlignedWindows, lastWindowStart } from '../../core/windows/window.ts';
import type { Event } from '../../pipeline/definition/definition.ts';
import type { RowKey } from '../../ports/effects.ts';

/** What a fold needs to know of a view. */
export interface FoldSpec {
  readonly windows: AlignedWindows;
  /** What rows are of, if not of the windows. */
  readonly panes?: AlignedWindows | undefined;
  readonly allowedLateness: DurationMs;
  readonly row: RowAggregate;
}

/** One combined row of a fold. */
export interface Folded extends PaneId {
  readonly key: string;
  readonly end: EventTime;
  readonly acc: Accumulators;
}

/** Identity of a row that a view's fold adds to. */
export const rowKeyOf = (view: string, { key, start, since }: Folded): RowKey =>
  since === undefined ? { view, key, start } : { view, key, start, since };

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
export function windowFold(spec: FoldSpec): WindowFold {
  const { windows, panes = windows, allowedLateness, row } = spec;
  const { size, slide } = windows;
  let open = new Map<EventTime, Map<string, Accumulators>>();
  let latest: Map<string, Accumulators> | undefined; // events come by time, more or less
  let latestStart = Number.NaN;
  /** Parts of panes, for events that only some of their windows take: by start and then `since`. */
  let parts = new Map<EventTime, Map<EventTime, Map<string, Accumulators>>>();

  function rowOf(start: EventTime, key: string): Accumulators {
    const keys = start === latestStart && latest !== undefined ? latest : keysOf(start);
    return accOf(keys, key);
  }

  function accOf(keys: Map<string, Accumulators>, key: string): Accumulators {
    let acc = keys.get(key);
    if (acc === undefined) {
      acc = row.create();
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

  function partOf(start: EventTime, since: EventTime, key: string): Accumulators {
    const mine = parts.get(start) ?? new Map<EventTime, Map<string, Accumulators>>();
    parts.set(start, mine);
    const keys = mine.get(since) ?? new Map<string, Accumulators>();
    mine.set(since, keys);
    return accOf(keys, key);
  }

  function closedUntil(time: EventTime, watermark: EventTime): EventTime | undefined {
    const first = firstWindowOf(windows, time);
    if (!isTooLate(first + size, allowedLateness, watermark)) return undefined;
    return firstOpen(windows, allowedLateness, watermark) - slide;
  }

  function addToPane(event: Event, key: string, time: EventTime, watermark: EventTime): boolean {
    const pane = { start: lastWindowStart(panes, time) };
    const part = openPart(windows, pane, firstOpen(windows, allowedLateness, watermark));
    if (part === undefined) return false;
    const { start, since } = part;
    const acc = since === undefined ? rowOf(start, key) : partOf(start, since, key);
    row.add(acc, event, time, 0);
    return true;
  }

  function addToWindows(event: Event, key: string, time: EventTime, watermark: EventTime): boolean {
    let taken = false;
    for (let start = lastWindowStart(windows, time); start > time - size; start -= slide) {
      if (isTooLate(start + size, allowedLateness, watermark)) break; // earlier ones are too
      row.add(rowOf(start, key), event, time, 0);
      taken = true;
    }
    return taken;
  }

  return {
    add: panes === windows ? addToWindows : addToPane,

    ...(slide < size ? { closedUntil } : {}),

    drain() {
      const rows: Folded[] = [];
      for (const start of [...new Set([...open.keys(), ...parts.keys()])].sort((a, b) => a - b)) {
        const end = start + panes.size;
        for (const [key, acc] of open.get(start) ?? []) rows.push({ key, start, end, acc });
        for (const [since, keys] of parts.get(start) ?? []) {
          for (const [key, acc] of keys) rows.push({ key, start, since, end, acc });
        }
      }
      open = new Map();
      parts = new Map();
      latest = undefined;
      return rows;
    },
  };
}
