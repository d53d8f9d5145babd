import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Event } from '../../lib/pipeline/definition/definition.ts';
import { combineRows } from '../../lib/serving/combine-rows.ts';
import { type AnswerRow, queryRows } from '../../lib/serving/query-rows.ts';
import { rankRows } from '../../lib/serving/rank-rows.ts';
import { servedView } from '../../lib/serving/served-view.ts';
import { FIRST_DAY, market } from '../support/definitions/market.ts';
import { runs } from '../support/property.ts';
import { writtenRows } from '../support/rows/written-rows.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

const sale = fc.record({
  country: fc.constantFrom('a', 'b', 'c'),
  till: fc.integer({ min: 0, max: 1 }),
  buyer: fc.constantFrom('p', 'q', 'r', 's'),
  amount: fc.integer({ min: -50, max: 50 }),
  serial: fc.bigInt({ min: 0n, max: 1n << 60n }),
  at: fc.integer({ min: 0, max: 1_439 }).map((minute) => FIRST_DAY + minute * MINUTE),
});

const named = (name: string) => {
  const view = market.views.find((each) => each.name === name);
  if (view === undefined) throw new Error(`no view ${name}`);
  return servedView(view);
};

async function rowsOf(name: string, events: readonly Event[]): Promise<readonly AnswerRow[]> {
  const { reader } = await writtenRows(market, events);
  const { rows } = await queryRows(
    named(name),
    { from: FIRST_DAY, to: FIRST_DAY + DAY, withAccumulators: true },
    { reader, reached: async () => FIRST_DAY + DAY, covered: async () => [] },
  );
  return rows;
}

describe('rankRows', () => {
  test('adds the rows of a key up to what all its events together give, greatest first', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sale, { minLength: 1, maxLength: 30 }), async (sales) => {
        const view = named('by_country');
        const rows = await rowsOf('by_country', sales);

        const ranking = rankRows(view, rows, { by: 'revenue', count: 2 });

        const naive = [...Map.groupBy(sales, ({ country }) => country)]
          .map(([key, mine]) => ({
            key,
            sales: mine.length,
            revenue: mine.reduce((sum, { amount }) => sum + amount, 0),
            buyers: new Set(mine.map(({ buyer }) => buyer)).size,
          }))
          .sort((a, b) => b.revenue - a.revenue || (a.key < b.key ? -1 : 1))
          .slice(0, 2);
        expect(
          ranking.rows.map(({ key, values }) => ({
            key,
            sales: values['sales'],
            revenue: Number((values['revenue'] as { units: bigint }).units),
            buyers: values['buyers'],
          })),
        ).toEqual(naive);
      }),
      runs(),
    );
  });

  test('adds all rows up to one total', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sale, { minLength: 1, maxLength: 30 }), async (sales) => {
        const rows = await rowsOf('by_country', sales);

        const total = combineRows(named('by_country'), rows);

        expect(total?.values).toMatchObject({
          sales: sales.length,
          buyers: new Set(sales.map(({ buyer }) => buyer)).size,
          mean: expect.closeTo(
            sales.reduce((sum, { amount }) => sum + amount, 0) / 1_000 / sales.length,
            12,
          ),
        });
      }),
      runs(),
    );
  });

  test('spans the windows of each key, and is as final as the least final of them', async () => {
    const at = (hour: number, country: string) => ({
      ...{ till: 0, buyer: 'p', amount: 1, serial: 1n, country },
      at: FIRST_DAY + hour * 60 * MINUTE,
    });
    const rows = await rowsOf('by_country', [at(1, 'a'), at(3, 'a'), at(2, 'b')]);
    const marked = rows.map((row) => ({
      ...row,
      status: row.key === 'a' && row.start > FIRST_DAY + DAY / 12 ? 'open' : 'closed',
    })) as AnswerRow[];

    const ranking = rankRows(named('by_country'), marked, { by: 'sales', count: 9 });

    expect(ranking.over).toBe('range');
    expect(
      ranking.rows.map(({ key, start, end, status }) => [
        key,
        (start - FIRST_DAY) / 60 / MINUTE,
        (end - FIRST_DAY) / 60 / MINUTE,
        status,
      ]),
    ).toEqual([
      ['a', 1, 4, 'open'],
      ['b', 2, 3, 'closed'],
    ]);
  });

  test('ranks the rows of one window as they are', async () => {
    const rows = await rowsOf('by_till', [
      { country: 'a', till: 0, buyer: 'p', amount: 5, serial: 1n, at: FIRST_DAY },
      { country: 'a', till: 1, buyer: 'p', amount: 9, serial: 1n, at: FIRST_DAY },
    ]);

    const ranking = rankRows(named('by_till'), rows, { by: 'revenue', count: 1 });

    expect(ranking.over).toBe('window');
    expect(ranking.rows.map(({ key }) => key)).toEqual(['a|1']);
  });
});
