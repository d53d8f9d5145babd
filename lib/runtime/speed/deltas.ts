import type { Delta, ExchangeMessage, Lineage, SentEvent } from '../../ports/effects.ts';
import type { ViewRuntime } from '../rows/view-runtime.ts';
import type { Folded } from '../rows/window-fold.ts';

/**
 * Most characters of deltas and events in one message. A Kinesis record holds 1 MiB, a character up to 3 bytes;
 * smaller parts also keep the receiver's epochs small.
 */
export const MAX_PART_CHARACTERS = 200_000;

/** The exchange bucket that owns a row. The same for all windows of a key. */
export function bucketOf(view: string, key: string, buckets: number): number {
  let hash = 0x811c9dc5;
  const text = `${view}#${key}`;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d); // spread the low bits, which decide
  return ((hash ^ (hash >>> 13)) >>> 0) % buckets;
}

/** What a view's fold tells the exchange lane. */
export const deltaOf = (view: ViewRuntime, { key, start, since, end, acc }: Folded): Delta => ({
  view: view.id,
  key,
  start,
  ...(since === undefined ? {} : { since }),
  end,
  acc: view.row.encode(acc),
});

/** What is the same in all messages of an epoch. */
export type Envelope = Omit<
  ExchangeMessage,
  'part' | 'parts' | 'bucket' | 'deltas' | 'events' | 'lineage'
> & {
  readonly lineage: Lineage | null;
};

/** What the lanes of an epoch say to the exchange lane beside how far they are. */
export interface Said {
  readonly deltas: readonly Delta[];
  readonly events: readonly SentEvent[];
}

/**
 * The messages of an epoch: for every bucket at least one, because each must learn the watermark.
 */
export function messagesOf(
  { lineage, ...envelope }: Envelope,
  { deltas, events }: Said,
  buckets: number,
): ExchangeMessage[] {
  const perBucket = Array.from({ length: buckets }, (): Item[] => []);
  for (const item of [...deltas, ...events]) {
    perBucket[bucketOf(item.view, item.key, buckets)]?.push(item);
  }
  return perBucket.flatMap((mine, bucket) => {
    const parts = cut(mine);
    return parts.map((part, i) => ({
      ...envelope,
      part: i,
      parts: parts.length,
      bucket,
      deltas: part.filter((item) => 'acc' in item),
      events: part.filter((item) => 'event' in item),
      ...(lineage === null ? {} : { lineage }),
    }));
  });
}

type Item = Delta | SentEvent;

function cut(items: readonly Item[]): Item[][] {
  const parts: Item[][] = [[]];
  let characters = 0;
  for (const item of items) {
    const length = JSON.stringify(item).length;
    if (characters + length > MAX_PART_CHARACTERS && characters > 0) {
      parts.push([]);
      characters = 0;
    }
    parts.at(-1)?.push(item);
    characters += length;
  }
  return parts;
}
