import type { EventTime } from '../../core/time.ts';
import { cut, type LaneBoard, type LaneEntry } from './lane-board.ts';

/** How far a task is. */
interface Reached {
  readonly board: LaneBoard;
  readonly watermarks: Readonly<Record<string, EventTime>>;
}

/** What of a task's progress has gone back, if anything has (law L12). */
export function setback(before: Reached, after: Reached): string | undefined {
  for (const [view, was] of Object.entries(before.watermarks)) {
    const is = after.watermarks[view];
    if (is === undefined || is < was) return `the watermark of ${view}: ${is} after ${was}`;
  }
  return boardSetback(before.board, after.board);
}

function boardSetback(before: LaneBoard, after: LaneBoard): string | undefined {
  for (const [lane, shards] of Object.entries(before)) {
    for (const [shard, was] of entriesOf(shards)) {
      if (was.ended !== undefined) continue; // it may be forgotten, and is known to be over
      const is = cut(after[lane]?.[shard] ?? [], was).inside;
      const kept = is.reduce((sum, { from, to }) => sum + to - from, 0);
      if (kept === was.to - was.from && is.every((entry) => isNoLess(entry, was))) continue;
      return `${lane} on ${shard}: ${JSON.stringify(is)} after ${JSON.stringify(was)}`;
    }
  }
  return undefined;
}

const entriesOf = (shards: LaneBoard[string]): [shard: string, entry: LaneEntry][] =>
  Object.entries(shards).flatMap(([shard, entries]) =>
    entries.map((entry): [string, LaneEntry] => [shard, entry]),
  );

function isNoLess(is: LaneEntry, was: LaneEntry): boolean {
  if (is.ended !== undefined) return true;
  if (isLess(is.watermark, was.watermark)) return false;
  const age = is.gen - was.gen || is.epoch - was.epoch;
  if (age !== 0) return age > 0;
  if (is.parts === null || was.parts === null) return is.parts === null;
  const { parts } = is;
  return Object.entries(was.parts).every(([part, items]) => (parts[part] ?? -1) >= items);
}

const isLess = (is: EventTime | null, was: EventTime | null): boolean =>
  was !== null && (is === null || is < was);
