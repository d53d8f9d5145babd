import { rowAggregate } from '../core/operators/accumulators.ts';
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
  { aggregates }: ServedView,
  rows: readonly AnswerRow[],
): Combined | undefined {
  if (aggregates === null || rows.some(({ acc }) => acc === null)) return undefined;
  const { create, combine, decode, present, capped } = rowAggregate(aggregates);
  const total = create();
  for (const { acc } of rows) combine(total, decode(acc ?? []));
  return { values: present(total), capped: capped(total) };
}

const RANK: Readonly<Record<RowStatus, number>> = { open: 0, closed: 1, verified: 2 };

/** Of several rows the status that all of them have at least. */
export const leastStatus = (rows: readonly AnswerRow[]): RowStatus =>
  rows.reduce<RowStatus>(
    (least, { status }) => (RANK[status] < RANK[least] ? status : least),
    'verified',
  );
