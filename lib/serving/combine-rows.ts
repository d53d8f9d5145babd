import type { Value } from '../core/value.ts';
import type { AnswerRow } from './query-rows.ts';
import type { RowStatus } from './row-status.ts';
import type { ServedView } from './served-view.ts';

/**
 * What several rows say together, as if their events had been counted in one.
 *
 * Exact where the rows are: accumulators are combined, so distinct counts and quantiles of the whole
 * are those of the whole, and not sums of parts.
 *
 * @param rows - With accumulators, of windows that do not overlap.
 * @returns Values by column; `undefined` if the view's rows cannot be added up.
 */
export function combineRows(
  { aggregates, results }: ServedView,
  rows: readonly AnswerRow[],
): Readonly<Record<string, Value>> | undefined {
  if (aggregates === null || rows.some(({ acc }) => acc === null)) return undefined;
  const entries = aggregates.map(({ aggregator }, i): [string, Value] => {
    const total = aggregator.create();
    for (const { acc } of rows) aggregator.combine(total, aggregator.decode(acc?.[i] ?? null));
    return [results[i]?.name ?? '', aggregator.present(total)];
  });
  return Object.fromEntries(entries);
}

const RANK: Readonly<Record<RowStatus, number>> = { open: 0, closed: 1, verified: 2 };

/** Of several rows the status that all of them have at least. */
export const leastStatus = (rows: readonly AnswerRow[]): RowStatus =>
  rows.reduce<RowStatus>(
    (least, { status }) => (RANK[status] < RANK[least] ? status : least),
    'verified',
  );
