import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './item.ts';
import { itemSize, valueSize } from './item-size.ts';

/**
 * Most that a row shows, in bytes, names included.
 *
 * It leaves a third of an item to its keys, and to accumulators where they are small enough.
 */
export const MAX_SHOWN_BYTES = 256 * 1_024;

/** What a row shows, and of what it does not show all. */
export interface Shown {
  readonly item: Item;
  /** Names of attributes that were cut. Sorted. */
  readonly truncated: readonly string[];
}

/**
 * What is shown, cut if it is too much: then each attribute has an equal share, of which nothing is taken
 * but from those that are larger. Of text and lists the beginning is left, of a struct the beginning of
 * each field.
 */
export function cutShown(item: Item): Shown {
  if (itemSize(item) <= MAX_SHOWN_BYTES) return { item, truncated: [] };
  const names = Object.keys(item);
  const share = Math.floor(MAX_SHOWN_BYTES / names.length);
  const truncated: string[] = [];
  const entries = names.map((name): [string, AttributeValue] => {
    const value = item[name] as AttributeValue;
    const room = share - Buffer.byteLength(name);
    if (valueSize(value) <= room) return [name, value];
    truncated.push(name);
    return [name, cutTo(value, room)];
  });
  return { item: Object.fromEntries(entries), truncated: truncated.sort() };
}

/** The beginning of a value, in so many bytes; numbers are never cut. */
function cutTo(value: AttributeValue, room: number): AttributeValue {
  if (valueSize(value) <= room) return value;
  if (value.S !== undefined) return { S: beginning(value.S, room) };
  if (value.L !== undefined) return { L: firstOf(value.L, room) };
  if (value.M !== undefined) {
    const entries = Object.entries(value.M);
    const each = Math.floor((room - 3) / entries.length) - 1;
    return {
      M: Object.fromEntries(
        entries.map(([name, field]) => [name, cutTo(field, each - Buffer.byteLength(name))]),
      ),
    };
  }
  return value;
}

function firstOf(list: readonly AttributeValue[], room: number): AttributeValue[] {
  const first: AttributeValue[] = [];
  let left = room - 3;
  for (const each of list) {
    const size = valueSize(each) + 1;
    if (size > left) break;
    left -= size;
    first.push(each);
  }
  const [only] = list;
  // nothing to see is worse than a part of the first
  if (first.length === 0 && only !== undefined && left > 1) first.push(cutTo(only, left - 1));
  return first;
}

/** Whole characters from the beginning of a text. */
function beginning(text: string, room: number): string {
  const bytes = Buffer.from(text.slice(0, Math.max(room, 0)));
  let end = Math.max(Math.min(room, bytes.length), 0);
  while (end > 0 && end < bytes.length && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
