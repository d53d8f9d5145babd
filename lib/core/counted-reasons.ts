import { own } from './own.ts';

/** How much there is for each reason. */
export type Reasons = Readonly<Record<string, number>>;

/** Counts of several, together. */
export function addedReasons(all: readonly Reasons[]): Reasons {
  const sum = new Map<string, number>();
  for (const reasons of all) {
    for (const [reason, count] of Object.entries(reasons)) {
      sum.set(reason, (sum.get(reason) ?? 0) + count);
    }
  }
  return Object.fromEntries(sum);
}

/** What has come to counts since they were others; reasons that stand still are left out. */
export const newReasons = (now: Reasons, before: Reasons): Reasons =>
  Object.fromEntries(
    Object.entries(now)
      .map(([reason, count]) => [reason, count - (own(before, reason) ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );

/** As text, the most frequent first: `overflow: events 9, STEP_FAILED 1`; empty if there are none. */
export const reasonsText = (reasons: Reasons): string =>
  Object.entries(reasons)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ');
