import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  approxDistinct,
  count,
  distinct,
  first,
  last,
  max,
  mean,
  quantile,
  sum,
  topK,
} from '../../lib/core/aggregators/authoring.ts';
import { decimal, double, instant, string } from '../../lib/core/field-type.ts';
import { schema } from '../../lib/core/schema/schema.ts';
import { type AlignedWindows, sliding } from '../../lib/core/windows/window.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import { testPipeline } from '../../lib/testing/test-pipeline.ts';
import { runs } from '../support/property.ts';

const Sale = schema({
  customer: string(),
  country: string(),
  amount: decimal(2),
  weight: double(),
  at: instant(),
});

const AGGREGATES = {
  sales: count(),
  revenue: sum('amount'),
  weight: sum('weight'),
  mean: mean('weight'),
  most: max('amount'),
  first: first('amount'),
  last: last('amount'),
  kinds: distinct('amount', { cap: 3 }),
  about: approxDistinct('amount'),
  median: quantile('weight', 0.5),
  top: topK('amount', 2),
};

/** Each view twice: what it stores is all that differs. */
const shop = (windows: AlignedWindows, allowedLateness: number) =>
  pipeline('shop', (p) => {
    const sales = p.stream('sales', Sale, { key: 'customer', time: 'at', maxOutOfOrderness: 3 });
    for (const rows of ['windows', 'panes'] as const) {
      const rule = { allowedLateness, rows };
      sales
        .groupBy('customer')
        .window(windows, rule)
        .aggregate(AGGREGATES)
        .view(`by_customer_${rows}`);
      sales
        .groupBy('country')
        .window(windows, rule)
        .aggregate(AGGREGATES)
        .view(`by_country_${rows}`);
    }
  });

const someWindows = fc
  .record({
    slide: fc.integer({ min: 1, max: 8 }),
    more: fc.integer({ min: 1, max: 40 }),
    offset: fc.integer({ min: -9, max: 9 }),
  })
  .map(({ slide, more, offset }) => sliding(slide + more, slide, { offset }));

/** Most follow each other; some are late, for a few windows or for all. */
const someSales = fc.array(
  fc.record({
    customer: fc.constantFrom('ada', 'bob', 'cyd'),
    country: fc.constantFrom('de', 'fr'),
    amount: fc.integer({ min: -500, max: 500 }).map((cents) => cents / 100),
    weight: fc.double({ noNaN: true, noDefaultInfinity: true }),
    forward: fc.nat(12),
    back: fc.oneof({ weight: 2, arbitrary: fc.nat(4) }, fc.nat(70)),
  }),
  { maxLength: 40 },
);

describe('a view of panes', () => {
  test('shows the very rows of one of windows, late events and their marks included', async () => {
    await fc.assert(
      fc.asyncProperty(
        ...([someWindows, fc.nat(15), someSales, fc.integer({ min: 1, max: 3 })] as const),
        async (windows, lateness, sales, shards) => {
          const tested = testPipeline(shop(windows, lateness), { shards });
          let now = 1_000;
          for (const { forward, back, ...sale } of sales) {
            now += forward;
            await tested.give('sales', [{ ...sale, at: now - back }], { arrival: now });
          }

          for (const name of ['by_customer', 'by_country']) {
            const stored = await tested.rows(`${name}_windows`);
            expect(await tested.rows(`${name}_panes`)).toEqual(stored);
            for (const { key } of stored.slice(0, 1)) {
              expect(await tested.rows(`${name}_panes`, key)).toEqual(
                stored.filter((row) => row.key === key),
              );
            }
          }
          const lateFor = (name: string) =>
            tested.late().flatMap(({ view, why: _, ...late }) => (view === name ? [late] : []));
          expect(lateFor('by_customer_panes')).toEqual(lateFor('by_customer_windows'));
          expect(lateFor('by_country_panes')).toEqual(lateFor('by_country_windows'));
        },
      ),
      runs(60),
    );
  });
});
