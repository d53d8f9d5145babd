import { knownLeast, least } from '../../core/many.ts';
import { overlap, type SlotRange, sharedSlots } from '../../core/slots.ts';
import { BEGINNING_OF_TIME, END_OF_TIME, type EventTime } from '../../core/time.ts';
import type { ExchangeMessage } from '../../ports/effects.ts';

/** What a task has of one shard of one lane, about some of its slots. Stored as JSON: unknown watermarks are `null`. */
export type LaneEntry = SlotRange & {
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

/**
 * By lane, then by shard; in ascending order of slots. What is said of different slots arrives one after the other,
 * so their entries differ for a while. Slots without an entry are those that the shard has not reached yet:
 * there, others still stand for it.
 */
export type LaneBoard = Readonly<Record<string, Readonly<Record<string, readonly LaneEntry[]>>>>;

/** An entry for a shard that is expected but has not been heard of. */
export const unheard = (
  { from, to }: SlotRange,
  watermark: EventTime | null = null,
): LaneEntry => ({ from, to, gen: 0, epoch: 0, parts: null, watermark });

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

/** The part of a slice that a task does not have yet, or `undefined` if it has all. */
export function missing(board: LaneBoard, { message, from, to }: Slice): Slice | undefined {
  const entries = entriesOf(board, message).filter((entry) => overlap(entry, message.slots));
  if (entries.some(({ ended }) => ended !== undefined)) return undefined;
  const ages = entries.map(({ gen, epoch }) => message.gen - gen || message.epoch - epoch);
  if (ages.some((age) => age < 0)) return undefined;
  const current = entries.find((_, i) => ages[i] === 0);
  if (current === undefined) return { message, from, to };
  if (current.parts === null) return undefined;
  const taken = current.parts[message.part];
  if (taken === undefined) return { message, from, to };
  if (taken >= itemsOf(message)) return undefined;
  return { message, from: Math.max(from, taken), to };
}

/**
 * The board after a slice was taken. A lane's watermark moves only when its epoch is complete for the slots, so
 * that no part of an epoch is late behind another.
 */
export function taken(board: LaneBoard, { message, to }: Slice): LaneBoard {
  const { lane, shard, gen, epoch, part, parts, slots, lineage } = message;
  const known = board[lane] ?? {};
  const { inside, outside } = cut(entriesOf(board, message), slots);
  const isCurrent = (entry: LaneEntry) => entry.gen === gen && entry.epoch === epoch;
  const now = { ...inside.find(isCurrent)?.parts, [part]: to };
  const isComplete = to >= itemsOf(message) && Object.keys(now).length === parts;
  // what is known of some of the slots stays known until the epoch is complete
  const entries = [...inside, ...gapsOf(inside, slots)].map(
    ({ from, to, watermark }): LaneEntry => ({
      ...{ from, to, gen, epoch },
      parts: isComplete ? null : now,
      watermark: isComplete ? later(watermark, message.watermark) : watermark,
    }),
  );
  const shards = lineage === undefined ? known : replaced(known, message, lineage);
  return { ...board, [lane]: { ...shards, [shard]: joined([...outside, ...entries]) } };
}

/** Entries for those slots of a range that have none. */
function gapsOf(entries: readonly LaneEntry[], { from, to }: SlotRange): readonly LaneEntry[] {
  const gaps: LaneEntry[] = [];
  let at = from;
  for (const entry of entries.toSorted((a, b) => a.from - b.from)) {
    if (entry.from > at) gaps.push(unheard({ from: at, to: entry.from }));
    at = Math.max(at, entry.to);
  }
  if (at < to) gaps.push(unheard({ from: at, to }));
  return gaps;
}

const later = (a: EventTime | null, b: EventTime | null): EventTime | null =>
  a === null || (b !== null && b > a) ? b : a;

/** Longer than a stream can keep a message that is delivered again. Milliseconds. */
export const REMEMBER_ENDED = 366 * 86_400_000;

/**
 * With the shards that were replaced ended for the slots of the message, and siblings that are not known
 * there yet where those ended.
 */
function replaced(
  known: LaneBoard[string],
  { slots, arrival: now }: ExchangeMessage,
  { replaces, siblings }: NonNullable<ExchangeMessage['lineage']>,
): LaneBoard[string] {
  const last = replaces
    .flatMap((shard) => cut(known[shard] ?? [], slots).inside)
    .filter(({ ended }) => ended === undefined)
    .map(({ watermark }) => watermark);
  const isRemembered = ({ ended }: LaneEntry) =>
    ended === undefined || ended + REMEMBER_ENDED > now;
  const kept = Object.entries(known).filter(([, entries]) => entries.some(isRemembered));
  const gone = replaces.map((shard) => {
    const { inside, outside } = cut(known[shard] ?? [], slots);
    const ended = least(inside.flatMap((entry) => entry.ended ?? []).concat(now));
    return [shard, joined([...outside, { ...unheard(slots), ended }])] as const;
  });
  const expected = siblings.map((shard) => {
    const entries = known[shard] ?? [];
    const isKnown = entries.some((entry) => overlap(entry, slots));
    return [
      shard,
      isKnown ? entries : joined([...entries, unheard(slots, knownLeast(last))]),
    ] as const;
  });
  return { ...Object.fromEntries([...kept, ...gone]), ...Object.fromEntries(expected) };
}

const entriesOf = (
  board: LaneBoard,
  { lane, shard }: Pick<ExchangeMessage, 'lane' | 'shard'>,
): readonly LaneEntry[] => board[lane]?.[shard] ?? [];

/** Entries, cut at the ends of a range. */
export function cut(
  entries: readonly LaneEntry[],
  { from, to }: SlotRange,
): { readonly inside: readonly LaneEntry[]; readonly outside: readonly LaneEntry[] } {
  const within = (range: SlotRange): readonly LaneEntry[] =>
    entries.flatMap((entry) => {
      const shared = sharedSlots(entry, range);
      return shared === undefined ? [] : { ...entry, ...shared };
    });
  const outside = [
    ...within({ from: 0, to: from }),
    ...within({ from: to, to: Number.POSITIVE_INFINITY }),
  ];
  return { inside: within({ from, to }), outside };
}

/** Entries in their order, neighbours that are alike as one. */
export function joined(entries: readonly LaneEntry[]): readonly LaneEntry[] {
  const all: LaneEntry[] = [];
  for (const entry of entries.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last !== undefined && last.to === entry.from && areAlike(last, entry)) {
      all[all.length - 1] = { ...last, to: entry.to };
    } else all.push(entry);
  }
  return all;
}

const areAlike = (a: LaneEntry, b: LaneEntry): boolean =>
  a.parts === null &&
  b.parts === null &&
  a.gen === b.gen &&
  a.epoch === b.epoch &&
  a.watermark === b.watermark &&
  a.ended === b.ended;

/** How far all shards of a lane have come, for some slots or all: the least of their watermarks. */
export function laneWatermark(board: LaneBoard, lane: string, slots?: SlotRange): EventTime {
  const counts = (_shard: string, entry: LaneEntry) => slots === undefined || overlap(entry, slots);
  const least = leastWatermark(board, lane, counts);
  return least === END_OF_TIME ? BEGINNING_OF_TIME : least;
}

/** How far the shard of a message had come for its slots. */
export function ownWatermark(board: LaneBoard, message: ExchangeMessage): EventTime {
  const { inside } = cut(entriesOf(board, message), message.slots);
  return knownLeast(inside.map(({ watermark }) => watermark)) ?? BEGINNING_OF_TIME;
}

/** The least watermark of the other shards of a lane, for the slots of a message; the end of time if there is none. */
export const othersWatermark = (
  board: LaneBoard,
  { lane, shard, slots }: Pick<ExchangeMessage, 'lane' | 'shard' | 'slots'>,
): EventTime => leastWatermark(board, lane, (id, entry) => id !== shard && overlap(entry, slots));

function leastWatermark(
  board: LaneBoard,
  lane: string,
  counts: (shard: string, entry: LaneEntry) => boolean,
): EventTime {
  const counted = Object.entries(board[lane] ?? {}).flatMap(([shard, entries]) =>
    entries.filter((entry) => entry.ended === undefined && counts(shard, entry)),
  );
  return least(counted.map(({ watermark }) => watermark ?? BEGINNING_OF_TIME));
}
