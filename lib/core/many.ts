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

/** By name, the least of what all records have; nothing of a name that one of them lacks. */
export function leastOfEach(
  all: readonly Readonly<Record<string, number>>[],
): Readonly<Record<string, number>> {
  const [first = {}, ...rest] = all;
  const common = Object.keys(first).filter((name) => rest.every((each) => name in each));
  return Object.fromEntries(
    common.map((name) => [name, least(all.map((each) => each[name] ?? 0))]),
  );
}

/** The least of numbers; `null` if there is none, or one is not known. */
export const knownLeast = (numbers: readonly (number | null)[]): number | null => {
  const known = numbers.filter((number) => number !== null);
  return known.length === 0 || known.length < numbers.length ? null : least(known);
};
