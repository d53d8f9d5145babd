import type { Json } from '../aggregators/aggregator.ts';

/** What a number is taken to need: more than most do. */
const NUMBER = 16;

/**
 * About how many characters a value has as JSON, without making that text: a bit more than it has,
 * unless it is full of characters that JSON escapes.
 */
export function jsonSize(value: Json): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value === 'number') return NUMBER;
  if (typeof value !== 'object' || value === null) return 6;
  let size = 2;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) size += 1 + jsonSize(value[i] as Json);
    return size;
  }
  for (const [name, inner] of Object.entries(value)) {
    size += name.length + 4 + (inner === undefined ? 0 : jsonSize(inner));
  }
  return size;
}
