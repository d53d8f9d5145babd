import { describe, expect, test } from '@jest/globals';
import type { RowReader, ViewRow } from '../../lib/ports/row-reader.ts';
import { type AnswerRow, queryRows } from '../../lib/serving/query-rows.ts';
import { rankRows } from '../../lib/serving/rank-rows.ts';
import { servedView } from '../../lib/serving/served-view.ts';
import { FIRST_DAY, market } from '../support/definitions/market.ts';

/** More than a call can have arguments. */
const MANY = 300_000;

const HOUR = 3_600_000;
const view = servedView(
  market.views.find(({ name }) => name === 'by_country') ?? (undefined as never),
);

const rowOf = (i: number): ViewRow => ({
  ...{ view: view.id, key: `k${i}`, start: FIRST_DAY, end: FIRST_DAY + HOUR, updatedAt: 0 },
  ...{ values: { country: `k${i}`, revenue: i }, acc: null, capped: [], truncated: [], run: null },
});

/** A view with so many keys in one window. */
const reader: RowReader = {
  rowsOfKey: async () => [],
  rowsOfWindow: async ({ start }) =>
    start === FIRST_DAY ? Array.from({ length: MANY }, (_, i) => rowOf(i)) : [],
  watermarks: async () => new Map([['s', FIRST_DAY + HOUR]]),
};

const asked = async (): Promise<readonly AnswerRow[]> => {
  const range = { from: FIRST_DAY, to: FIRST_DAY + HOUR };
  const reached = async () => FIRST_DAY + HOUR;
  return (await queryRows(view, range, { reader, reached, covered: async () => [] })).rows;
};

describe('a window with more keys than a call has arguments', () => {
  test('is read and ranked', async () => {
    const rows = await asked();
    const ranked = rankRows(view, rows, { by: 'revenue', count: 2 });

    expect(rows).toHaveLength(MANY);
    expect(ranked.rows.map(({ key }) => key)).toEqual([`k${MANY - 1}`, `k${MANY - 2}`]);
  });
});
