import { least } from '../../core/many.ts';
import { BEGINNING_OF_TIME, END_OF_TIME, type EventTime } from '../../core/time.ts';
import type { ExchangeMessage } from '../../ports/effects.ts';

/** What a bucket has of one shard of one lane. Stored as JSON: unknown watermarks are `null`. */
export type LaneEntry = {
  readonly gen: number;
  /** Epoch that is being received, or was last. */
  readonly epoch: number;
  /** Items taken of each part of that epoch, by part; `null` once all parts are complete. */
  readonly parts: Readonly<Record<string, number>> | null;
  readonly watermark: EventTime | null;
  /**
   * Arrival of the message that said that others have replaced the shard; absent until then. All that
   * it had to say came before, so whatever comes of it later is a repetition.
   */
  readonly ended?: EventTime;
};

/** By lane, then by shard. */
export type LaneBoard = Readonly<Record<string, Readonly<Record<string, LaneEntry>>>>;

/** An entry for a shard that is expected but has not been heard of. */
export const unheard = (watermark: EventTime | null = null): LaneEntry => ({
  gen: 0,
  epoch: 0,
  parts: null,
  watermark,
});

/** How many items a message has: its deltas, and behind them its events. */
export const itemsOf = ({ deltas, events }: ExchangeMessage): number =>
  deltas.length + events.length;

/** A contiguous range of a message's items; the unit that epochs are cut into. */
export interface Slice {
  readonly message: ExchangeMessage;
  /** Items `from ≤ i < to`. */
  readonly from: number;
  readonly to: number;
}

/** The part of a slice that a bucket does not have yet, or `undefined` if it has all. */
export function missing(board: LaneBoard, { message, from, to }: Slice): Slice | undefined {
  const entry = board[message.lane]?.[message.shard];
  if (entry === undefined) return { message, from, to };
  if (entry.ended !== undefined) return undefined;
  const age = message.gen - entry.gen || message.epoch - entry.epoch;
  if (age < 0) return undefined;
  if (age > 0) return { message, from, to };
  if (entry.parts === null) return undefined;
  const taken = entry.parts[message.part];
  if (taken === undefined) return { message, from, to };
  if (taken >= itemsOf(message)) return undefined;
  return { message, from: Math.max(from, taken), to };
}

/**
 * The board after a slice was taken. A lane's watermark moves only when its epoch is complete, so
 * that no part of an epoch is late behind another.
 */
export function taken(board: LaneBoard, { message, to }: Slice): LaneBoard {
  const { lane, shard, gen, epoch, part, parts, lineage } = message;
  const known = board[lane] ?? {};
  const before = known[shard] ?? unheard();
  const current = before.gen === gen && before.epoch === epoch ? (before.parts ?? {}) : {};
  const now = { ...current, [part]: to };
  const isComplete = to >= itemsOf(message) && Object.keys(now).length === parts;
  const entry: LaneEntry = {
    gen,
    epoch,
    parts: isComplete ? null : now,
    watermark: isComplete ? later(before.watermark, message.watermark) : before.watermark,
  };
  const shards = lineage === undefined ? known : replaced(known, lineage, message.arrival);
  return { ...board, [lane]: { ...shards, [shard]: entry } };
}

const later = (a: EventTime | null, b: EventTime | null): EventTime | null =>
  a === null || (b !== null && b > a) ? b : a;

/** Longer than a stream can keep a message that is delivered again. Milliseconds. */
export const REMEMBER_ENDED = 366 * 86_400_000;

/** With the shards that were replaced ended, and siblings that are not known yet where those ended. */
function replaced(
  known: LaneBoard[string],
  { replaces, siblings }: NonNullable<ExchangeMessage['lineage']>,
  now: EventTime,
): LaneBoard[string] {
  const last = replaces
    .flatMap((shard) => known[shard] ?? [])
    .filter(({ ended }) => ended === undefined)
    .map(({ watermark }) => watermark);
  const start = last.length === 0 || last.includes(null) ? null : least(last as number[]);
  const kept = Object.entries(known).filter(
    ([, { ended }]) => ended === undefined || ended + REMEMBER_ENDED > now,
  );
  const gone = replaces.map((shard) => {
    const ended = known[shard]?.ended ?? now;
    return [shard, { ...unheard(), ended }] as const;
  });
  const expected = siblings.map((shard) => [shard, known[shard] ?? unheard(start)] as const);
  return { ...Object.fromEntries([...kept, ...gone]), ...Object.fromEntries(expected) };
}

/** How far all shards of a lane have come: the least of their watermarks. */
export function laneWatermark(board: LaneBoard, lane: string): EventTime {
  const least = othersWatermark(board, lane, undefined);
  return least === END_OF_TIME ? BEGINNING_OF_TIME : least;
}

/** The least watermark of all shards of a lane but one; the end of time if there is no other. */
export function othersWatermark(
  board: LaneBoard,
  lane: string,
  shard: string | undefined,
): EventTime {
  const others = Object.entries(board[lane] ?? {}).filter(
    ([id, { ended }]) => id !== shard && ended === undefined,
  );
  return least(others.map(([, { watermark }]) => watermark ?? BEGINNING_OF_TIME));
}
