import { BEGINNING_OF_TIME, type EventTime } from '../../core/time.ts';
import type { Delta, ExchangeMessage, SentEvent } from '../../ports/effects.ts';
import type { KeyedEpoch } from '../keyed/keyed-epoch.ts';
import type { Room } from '../keyed/room.ts';
import type { DeltaEpoch } from './delta-epoch.ts';
import {
  type LaneBoard,
  laneWatermark,
  othersWatermark,
  ownWatermark,
  type Slice,
  taken,
} from './lane-board.ts';

/** An epoch that messages are read into. */
export interface Reading {
  readonly epoch: KeyedEpoch;
  readonly deltas: DeltaEpoch;
  readonly room: Room;
  /** Set the first item aside, because no head holds what it changes. */
  readonly refuses: boolean;
  /** What the time of inputs follows, by the lane that they come from. */
  readonly clockOf: (lane: string) => string | undefined;
  /** Views whose rows are made of deltas. */
  readonly views: readonly { readonly view: string; readonly lane: string }[];
}

/** How far a task has come with messages. */
export interface Read {
  readonly board: LaneBoard;
  /** Of each view, by view id; never goes back. */
  readonly watermarks: Readonly<Record<string, EventTime>>;
}

/** Reads messages, the last one as far as there is room and time; at least one item. */
export async function readSlices(
  slices: readonly Slice[],
  before: Read,
  { epoch, deltas, room, refuses, clockOf, views }: Reading,
): Promise<Read> {
  const watermarks = { ...before.watermarks };
  const events = slices.flatMap(eventsOf);
  let { board } = before;
  let [next, loaded] = [0, 0];

  function takeDelta(slice: Slice, index: number, { view }: Delta): void {
    const watermark = watermarks[view] ?? BEGINNING_OF_TIME;
    const isFirst = room.begun() === 0;
    room.begin();
    if (refuses && isFirst) deltas.refuse(slice, index, watermark);
    else deltas.take(slice, index, watermark);
  }

  /** @returns the place of the first item that was not read. */
  async function readSlice(slice: Slice): Promise<number> {
    const { message, from, to } = slice;
    const { lane, shard } = message;
    const clock = clockOf(lane);
    epoch.arrive(message.arrival);
    const own = ownWatermark(board, message);
    const others = othersWatermark(board, message);
    for (let i = from; i < to; i++) {
      const item = itemAt(message, i);
      if (item === undefined) continue;
      if (room.isOver()) return i;
      if (!('event' in item)) {
        takeDelta(slice, i, item);
        continue;
      }
      if (next === loaded) loaded = await epoch.load(events, loaded);
      if (!epoch.hasRoomFor(item)) return i;
      next++;
      if (clock !== undefined) {
        // an event's shard is as far as it was before it
        const reached = Math.max(own, item.reached ?? BEGINNING_OF_TIME);
        epoch.reach(clock, Math.min(reached, others), message.slots);
        const wait = epoch.take({ ...item, id: `${lane}/${shard}/${item.id}` });
        if (wait !== undefined) await wait;
      }
    }
    return to;
  }

  for (const slice of slices) {
    const { message, from, to } = slice;
    const end = await readSlice(slice);
    if (end === from && from < to) break;
    board = taken(board, { message, from, to: end });
    if (end < to) break;
    const clock = clockOf(message.lane);
    if (clock !== undefined) {
      const { lane, slots } = message;
      epoch.reach(clock, laneWatermark(board, lane, slots), slots);
      epoch.reach(clock, laneWatermark(board, lane));
    }
    for (const { view, lane } of views) raise(watermarks, view, laneWatermark(board, lane));
  }
  return { board, watermarks };
}

/** Lets a watermark rise; it never goes back. */
export function raise(watermarks: Record<string, EventTime>, view: string, to: EventTime): void {
  if (to > (watermarks[view] ?? BEGINNING_OF_TIME)) watermarks[view] = to;
}

const itemAt = (
  { deltas, events }: ExchangeMessage,
  index: number,
): Delta | SentEvent | undefined => deltas[index] ?? events[index - deltas.length];

const eventsOf = ({ message: { deltas, events }, from, to }: Slice): readonly SentEvent[] =>
  events.slice(Math.max(0, from - deltas.length), Math.max(0, to - deltas.length));
