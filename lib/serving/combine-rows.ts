import type { ViewRow } from '../ports/row-reader.ts';
import type { AnswerRow } from './query-rows.ts';
import type { RowStatus } from './row-status.ts';
import type { ServedView } from './served-view.ts';

/** What several rows say together. */
export type Combined = Pick<ViewRow, 'values' | 'capped'>;

/**
 * What several rows say together, as if their events had been counted in one.
 *
 * Exact where the rows are: accumulators are combined, so distinct counts and quantiles of the whole
 * are those of the whole, and not sums of parts. The whole may pass a cap that no part has passed.
 *
 * @param rows - With accumulators, of windows that do not overlap.
 * @returns `undefined` if the view's rows cannot be added up.
 */
export function combineRows(
  { aggregates, results }: ServedView,
  rows: readonly AnswerRow[],
): Combined | undefined {
  if (aggregates === null || rows.some(({ acc }) => acc === null)) return undefined;
  const totals = aggregates.map(({ aggregator }, i) => {
    const total = aggregator.create();
    for (const { acc } of rows) aggregator.combine(total, aggregator.decode(acc?.[i] ?? null));
    const name = results[i]?.name ?? '';
    return { name, value: aggregator.present(total), isCapped: aggregator.isCapped?.(total) };
  });
  return {
    values: Object.fromEntries(totals.map(({ name, value }) => [name, value])),
    capped: totals.filter(({ isCapped }) => isCapped).map(({ name }) => name),
  };
}

const RANK: Readonly<Record<RowStatus, number>> = { open: 0, closed: 1, verified: 2 };

/** Of several rows the status that all of them have at least. */
export const leastStatus = (rows: readonly AnswerRow[]): RowStatus =>
  rows.reduce<RowStatus>(
    (least, { status }) => (RANK[status] < RANK[least] ? status : least),
    'verified',
  );
