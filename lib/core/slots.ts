/**
 * The exchange spreads keys over so many slots. A shard of its stream owns a range of them, and so does the
 * task that reads the shard.
 */
export const SLOTS = 2 ** 16;

/** Two to its power is how many ranges lanes address until the exchange is scaled. */
export const FIRST_LEVEL = 2;

/** Two to its power is how many shards an exchange has at most. */
export const MAX_LEVEL = 12;

/** Slots `from ≤ slot < to`. */
export type SlotRange = { readonly from: number; readonly to: number };

/** Whether a range lies within another. */
export const isWithin = (inner: SlotRange, outer: SlotRange): boolean =>
  inner.from >= outer.from && inner.to <= outer.to;

/** Whether a slot is in a range. */
export const contains = ({ from, to }: SlotRange, slot: number): boolean =>
  from <= slot && slot < to;

/** Whether ranges have a slot in common. */
export const overlap = (a: SlotRange, b: SlotRange): boolean => a.from < b.to && b.from < a.to;

/** The slots that ranges have in common; `undefined` if none. */
export function sharedSlots(a: SlotRange, b: SlotRange): SlotRange | undefined {
  const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)];
  return from < to ? { from, to } : undefined;
}

/** The 2^level ranges of one size that are all slots. */
export function rangesAt(level: number): readonly SlotRange[] {
  const size = SLOTS / 2 ** level;
  return Array.from({ length: 2 ** level }, (_, i) => ({ from: i * size, to: (i + 1) * size }));
}

/** Bits of a hash that choose no slot. */
const UNUSED_BITS = 32 - Math.log2(SLOTS);

/** The slot of the exchange that a row is in. The same for all windows of a key. */
export function slotOf(view: string, key: string): number {
  let hash = 0x811c9dc5;
  const text = `${view}#${key}`;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d); // spread the bits, of which the high ones decide
  hash = Math.imul(hash ^ (hash >>> 13), 0x297a2d39);
  return (hash ^ (hash >>> 15)) >>> UNUSED_BITS;
}
