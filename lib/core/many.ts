/**
 * The least of any number of numbers; arguments of a call are limited to some 120,000.
 *
 * @param ceiling - What it is if there are none, or all are greater.
 */
export function least(values: Iterable<number>, ceiling = Number.POSITIVE_INFINITY): number {
  let found = ceiling;
  for (const value of values) found = Math.min(found, value);
  return found;
}

/**
 * The greatest of any number of numbers.
 *
 * @param floor - What it is if there are none, or all are less.
 */
export function greatest(values: Iterable<number>, floor = Number.NEGATIVE_INFINITY): number {
  let found = floor;
  for (const value of values) found = Math.max(found, value);
  return found;
}

/** Puts any number of items behind those of a list. */
export function append<T>(list: T[], more: Iterable<T>): void {
  for (const item of more) list.push(item);
}
