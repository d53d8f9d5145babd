import type { Json } from '../../core/aggregators/aggregator.ts';
import { jsonSize } from '../../core/json/json-size.ts';
import type { Accumulators } from '../../core/operators/accumulators.ts';
import type { EventTime } from '../../core/time.ts';
import { isTooLate } from '../../core/watermark.ts';
import { firstOpen, openPart } from '../../core/windows/panes.ts';
import type { Delta, LateEvent, RowImage } from '../../ports/effects.ts';
import { ENVELOPE } from '../keyed/results.ts';
import type { Room } from '../keyed/room.ts';
import type { CachedRow, RowCache } from '../rows/row-cache.ts';
import type { ViewRuntime } from '../rows/view-runtime.ts';
import type { Slice } from './lane-board.ts';

/** Totals of a task. */
export type DeltaCounters = { deltas: number; late: number; refused: number };

/** What deltas of one epoch add to rows. */
export interface DeltaEpoch {
  readonly late: readonly LateEvent[];
  readonly counters: DeltaCounters;
  /**
   * Takes a delta, unless it is late or refused.
   *
   * @param watermark - Of its view.
   */
  take(slice: Slice, index: number, watermark: EventTime): void;
  /** Sets an item aside. */
  refuse(slice: Slice, index: number, watermark: EventTime): void;
  /** The rows as they are now. */
  rows(cache: RowCache): Promise<RowImage[]>;
  /** Remembers those rows, now that they are committed (law L13). */
  keep(): void;
}

/** What is remembered of the sizes of rows, so that an epoch is cut before it is too big. */
export interface RowSizes {
  get(row: string): number | undefined;
  set(row: string, characters: number): void;
}

/** Most rows whose sizes are remembered. */
const MAX_SIZES = 20_000;

/** Remembers the sizes of large rows; the others are about as large as what is added to them. */
export function rowSizes(): RowSizes {
  const sizes = new Map<string, number>();
  return {
    get: (row) => sizes.get(row),
    set(row, characters) {
      if (characters < LARGE) return;
      if (sizes.size >= MAX_SIZES) sizes.clear();
      sizes.set(row, characters);
    },
  };
}

/** Characters. */
const LARGE = 1_000;

interface Touched {
  readonly delta: Delta;
  readonly more: Delta[];
  arrival: EventTime;
}

export interface DeltaOptions {
  /** A view by its id; `undefined` if it was removed. */
  readonly viewOf: (id: string) => ViewRuntime | undefined;
  readonly room: Room;
  /** Sizes of rows, as far as they are known. */
  readonly sizes: RowSizes;
}

export function deltaEpoch(
  counters: DeltaCounters,
  { viewOf, room, sizes }: DeltaOptions,
): DeltaEpoch {
  const touched = new Map<string, Touched>();
  const late: LateEvent[] = [];
  const total = { ...counters };
  const changed: { readonly row: CachedRow; readonly acc: Accumulators }[] = [];

  return {
    late,
    counters: total,

    take(slice, index, watermark) {
      const { deltas, arrival } = slice.message;
      const said = deltas[index];
      const view = said && viewOf(said.view);
      if (said === undefined || view === undefined) return;
      total.deltas++;
      const open = stillOpen(view, said, watermark);
      if (open === undefined) {
        total.late++;
        late.push(itemSetAside(slice, index, watermark, view));
        return;
      }
      const { delta, until } = open;
      if (until !== undefined) late.push({ ...itemSetAside(slice, index, watermark, view), until });
      const id = `${delta.view}\n${delta.start}\n${delta.since ?? ''}\n${delta.key}`;
      const same = touched.get(id);
      const size = jsonSize(delta.acc);
      if (same === undefined) {
        room.add(ENVELOPE + delta.key.length + size + (sizes.get(id) ?? size));
        touched.set(id, { delta, arrival, more: [] });
      } else {
        room.add(size);
        same.more.push(delta);
        same.arrival = Math.max(same.arrival, arrival);
      }
    },

    refuse(slice, index, watermark) {
      total.refused++;
      const { deltas, events } = slice.message;
      const payload = (deltas[index] ?? events[index - deltas.length] ?? null) as Json;
      const view = deltas[index] && viewOf(deltas[index].view);
      const refused = itemSetAside(slice, index, watermark, view);
      late.push({ ...refused, why: 'overflow: effects', payload });
    },

    async rows(cache) {
      const ids = [...touched.keys()];
      const rows = [...touched.values()];
      const cached = await cache.load(rows.map(({ delta }) => delta));
      return rows.flatMap(({ delta, arrival, more }, i): RowImage[] => {
        const view = viewOf(delta.view);
        const row = cached[i];
        if (view === undefined || row === undefined) return [];
        const { decode, combine, encode } = view.row;
        const acc = decode(delta.acc);
        for (const same of more) combine(acc, decode(same.acc));
        if (row.committed !== undefined) combine(acc, row.committed);
        changed.push({ row, acc });
        const encoded = encode(acc);
        sizes.set(ids[i] ?? '', jsonSize(encoded));
        return [{ ...delta, acc: encoded, updatedAt: arrival }];
      });
    },

    keep() {
      for (const { row, acc } of changed) row.committed = acc;
    },
  };
}

/** What of a delta still has a window to go to, and the last window that is closed for some of it. */
function stillOpen(
  { plan: { windows, panes, allowedLateness } }: ViewRuntime,
  delta: Delta,
  watermark: EventTime,
): { readonly delta: Delta; readonly until?: EventTime } | undefined {
  if (panes === undefined) {
    return isTooLate(delta.end, allowedLateness, watermark) ? undefined : { delta };
  }
  const open = firstOpen(windows, allowedLateness, watermark);
  const part = openPart(windows, delta, open);
  if (part === undefined) return undefined;
  if (part.since === delta.since) return { delta };
  return { delta: { ...delta, ...part }, until: open - windows.slide };
}

function itemSetAside(
  { message }: Slice,
  index: number,
  watermark: EventTime,
  view?: ViewRuntime,
): LateEvent {
  const { lane, shard, gen, epoch, slots, part, deltas, events } = message;
  const delta = deltas[index];
  const event = events[index - deltas.length];
  const isPane = view?.plan.panes !== undefined; // then all windows lack it that hold the pane
  return {
    view: delta?.view ?? event?.view ?? '',
    ...(delta === undefined ? {} : { key: delta.key, ...(isPane ? {} : { start: delta.start }) }),
    sequence: `${lane}/${shard}/${gen}/${epoch}/${slots.from}.${part}`,
    sub: index,
    eventTime: delta?.start ?? event?.time ?? 0,
    watermark,
  };
}
