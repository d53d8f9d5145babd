import type { Head } from '../../ports/head-store.ts';
import type { TaskId } from '../../ports/task.ts';
import { inParts, type StoredItem } from './content.ts';
import { encodeHead, encodeWithoutEffects } from './head-codec.ts';
import type { Item } from './item.ts';
import { PART_BYTES } from './parts.ts';

/** Largest compressed head in one item, in bytes; an item holds 400 KB in all. */
export const MAX_HEAD_BYTES = 300_000;

/**
 * Most parts of a head that one item does not hold.
 *
 * A partition takes 1,000 write units a second, a part is 393 of them: so the largest head is written in
 * four seconds, and what it changes in as many more, out of the minute that a function has.
 */
const MAX_HEAD_PARTS = 10;

/** Largest compressed head, in bytes. */
export const MAX_SPILLED_HEAD_BYTES = MAX_HEAD_PARTS * PART_BYTES;

/** Key of a task's head in the state table. */
export const headItemKey = (task: TaskId): Item => ({
  pk: { S: `H#${idOf(task)}` },
  sk: { S: 'H' },
});

/** Key of what a task shows of itself. */
export const markItemKey = (task: TaskId): Item => ({
  pk: { S: `AP#${idOf(task)}` },
  sk: { S: 'AP' },
});

const idOf = ({ pipeline, lane, shard }: TaskId): string => `${pipeline}#${lane}#${shard}`;

/** Where the payload of a head is. */
export const HEAD_PAYLOAD = { text: 'payload.in', bytes: 'payload' } as const;

/** A head in bytes: whole, or without the effects that are too large to stand beside the rest. */
export interface EncodedHead {
  readonly whole: Uint8Array;
  readonly without: Uint8Array | undefined;
}

/** A head, and how much it is. */
export interface MeasuredHead {
  /** `undefined` if nothing holds the head. */
  readonly encoded: EncodedHead | undefined;
  /** The share of what can be held. */
  readonly fill: number;
}

/** What a head fills whose text is too long to be measured. */
const FAR_TOO_LARGE = 4;

export function measuredHead(head: Head): MeasuredHead {
  const whole = encodeHead(head);
  if (whole === undefined) return { encoded: undefined, fill: FAR_TOO_LARGE };
  const share = whole.length / MAX_SPILLED_HEAD_BYTES;
  if (whole.length <= MAX_HEAD_BYTES)
    return { encoded: { whole, without: undefined }, fill: share };
  const without = encodeWithoutEffects(head);
  const fill = Math.max(share, without.length / MAX_HEAD_BYTES);
  return { encoded: fill <= 1 ? { whole, without } : undefined, fill };
}

/**
 * A head as it is stored: one item, and beside it what that does not hold.
 *
 * @param attempt - Names the attempt to commit it, and no other: so parts of one that is lost are nobody
 *   else's.
 */
export function storedHead(
  task: TaskId,
  head: Head,
  { whole, without, attempt }: EncodedHead & { readonly attempt: string },
): StoredItem {
  const item: Item = {
    ...headItemKey(task),
    gen: { N: String(head.gen) },
    epoch: { N: String(head.epoch) },
    [HEAD_PAYLOAD.bytes]: { B: without ?? whole },
  };
  if (without === undefined) return { item };
  const fence = { S: `${head.epoch}/${attempt}` };
  return inParts({ ...item, fence }, HEAD_PAYLOAD, whole);
}
