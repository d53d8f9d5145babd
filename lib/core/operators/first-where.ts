/**
 * Index of the first item of which something holds that then holds of all behind it; the length if
 * there is none.
 *
 * Looks back from the end, where most of what comes belongs, in steps that double, and then between
 * the last two: at one item if it is none, at no more than twice log₂ of all.
 */
export function firstWhere<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let high = items.length;
  let low = high - 1;
  for (let step = 1; low >= 0 && holds(items[low] as T); step *= 2) {
    high = low;
    low -= step;
  }
  low = Math.max(low + 1, 0);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}
