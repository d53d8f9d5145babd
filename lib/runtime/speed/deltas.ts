import { rangesAt, SLOTS, slotOf } from '../../core/slots.ts';
import type { Delta, ExchangeMessage, Lineage, SentEvent } from '../../ports/effects.ts';
import type { ViewRuntime } from '../rows/view-runtime.ts';
import type { Folded } from '../rows/window-fold.ts';

/**
 * Most characters of deltas and events in one message. A Kinesis record holds 1 MiB, a character up to 3 bytes;
 * smaller parts also keep the receiver's epochs small.
 */
export const MAX_PART_CHARACTERS = 200_000;

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
  'part' | 'parts' | 'slots' | 'deltas' | 'events' | 'lineage'
> & {
  readonly lineage: Lineage | null;
};

/** What the lanes of an epoch say to the exchange lane beside how far they are. */
export interface Said {
  readonly deltas: readonly Delta[];
  readonly events: readonly SentEvent[];
}

/**
 * The messages of an epoch: for every range of slots at least one, because each owner must learn the
 * watermark.
 *
 * @param level - Of {@link Layout}: there are 2^level ranges.
 */
export function messagesOf(
  { lineage, ...envelope }: Envelope,
  { deltas, events }: Said,
  level: number,
): ExchangeMessage[] {
  const ranges = rangesAt(level);
  const perRange = ranges.map((): Item[] => []);
  for (const item of [...deltas, ...events]) {
    perRange[Math.floor((slotOf(item.view, item.key) * ranges.length) / SLOTS)]?.push(item);
  }
  return ranges.flatMap((slots, i) => {
    const parts = cut(perRange[i] ?? []);
    return parts.map((part, i) => ({
      ...envelope,
      part: i,
      parts: parts.length,
      slots,
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
