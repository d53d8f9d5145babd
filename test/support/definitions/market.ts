import { count, distinct, max, mean, sum, topK } from '../../../lib/core/aggregators/authoring.ts';
import { bigint, decimal, instant, int, string } from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { sliding, tumbling } from '../../../lib/core/windows/window.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import type { Event } from '../../../lib/pipeline/definition/definition.ts';

const Sale = schema({
  country: string(),
  till: int(),
  buyer: string(),
  amount: decimal(3),
  serial: bigint(),
  at: instant(),
});

/** Views of every shape that reading tells apart: keys of none, one and two fields; windows that overlap. */
export const market = pipeline('market', (p) => {
  const sales = p.stream('sales', Sale, { key: 'country', time: 'at', maxOutOfOrderness: '1m' });

  sales
    .groupBy('country')
    .window(tumbling('1h'))
    .aggregate({
      sales: count(),
      revenue: sum('amount'),
      buyers: distinct('buyer'),
      mean: mean('amount'),
      last_serial: max('serial'),
      best: topK('amount', 2, { label: 'buyer' }),
    })
    .view('by_country');

  sales
    .groupBy('country', 'till')
    .window(tumbling('1d'), { allowedLateness: '2h' })
    .aggregate({ revenue: sum('amount') })
    .view('by_till', { version: 2 });

  sales
    .groupAll()
    .window(tumbling('1d'))
    .aggregate({ buyers: distinct('buyer') })
    .view('daily');

  sales.groupBy('country').window(sliding('2h', '1h')).aggregate({ sales: count() }).view('recent');
});

const HOUR = 3_600_000;

/** 2010-12-01T00:00Z. */
export const FIRST_DAY = Date.UTC(2010, 11, 1);

const sale = (hour: number, country: string, buyer: string, amount: number): Event => ({
  country,
  till: hour % 2,
  buyer,
  amount,
  serial: 9_007_199_254_740_993n + BigInt(hour),
  at: FIRST_DAY + hour * HOUR + 60_000,
});

/** Sales of the hours 8 to 11; the amounts in thousandths. France has none at 9. */
export const SALES: readonly Event[] = [
  sale(8, 'France', 'ann', 855_860),
  sale(8, 'France', 'bob', 500),
  sale(8, 'EIRE', 'cid', 100_000),
  sale(9, 'EIRE', 'cid', 50_000),
  sale(10, 'France', 'ann', 1_000),
  sale(10, 'Norway', 'dag', -7_500),
  sale(11, 'EIRE', 'eve', 900_000),
];

/** Time of the last of the {@link SALES}. */
export const NEWEST = FIRST_DAY + 11 * HOUR + 60_000;
