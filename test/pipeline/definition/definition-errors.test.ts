import { describe, expect, test } from '@jest/globals';
import { count, sum } from '../../../lib/core/aggregators/authoring.ts';
import { product } from '../../../lib/core/expression.ts';
import { rolling } from '../../../lib/core/windows/event-windows.ts';
import { sliding, tumbling } from '../../../lib/core/windows/window.ts';
import { calendar, globalWindow, session } from '../../../lib/core/windows/window-kinds.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';

import {
  byCustomer,
  expectRefusal,
  hourly,
  type Mistake,
  Sale,
  salesOf,
} from '../../support/definitions/mistakes.ts';

const mistakes: readonly Mistake[] = [
  [
    'a field that is not declared',
    'FIELD_UNKNOWN',
    'shop › revenue › aggregate › sum',
    (sales) =>
      hourly(sales)
        .aggregate({ sum: sum('amuont' as 'amount') })
        .view('revenue'),
  ],
  [
    'a sum of text',
    'AGGREGATE_TYPE_MISMATCH',
    'shop › names › aggregate › sum',
    (sales) =>
      hourly(sales)
        .aggregate({ sum: sum('id') })
        .view('names'),
  ],
  [
    'a decimal times a double',
    'AGGREGATE_TYPE_MISMATCH',
    'shop › sales › derive › total › product',
    (sales) => sales.derive('total', product('amount', 'ratio')),
  ],
  [
    'two views of one name',
    'NAME_TAKEN',
    'shop › twice › name',
    (sales) => {
      hourly(sales).aggregate({ n: count() }).view('twice');
      hourly(sales).aggregate({ n: count() }).view('twice');
    },
  ],
  [
    'two streams of one name',
    'NAME_TAKEN',
    'shop › sales › name',
    (_sales, p) => p.stream('sales', Sale, { key: 'customer', time: 'at' }),
  ],
  [
    'a name that cannot stay',
    'NAME_INVALID',
    'shop › Sales By Country › name',
    (sales) => hourly(sales).aggregate({ n: count() }).view('Sales By Country'),
  ],
  [
    'an aggregate under a name of ours',
    'NAME_TAKEN',
    'shop › v › aggregate › windowEnd',
    (sales) => hourly(sales).aggregate({ windowEnd: count() }).view('v'),
  ],
  [
    'a view that says nothing',
    'VIEW_INCOMPLETE',
    'shop › v › aggregate',
    (sales) => hourly(sales).aggregate({}).view('v'),
  ],
  [
    'a version that is none',
    'VIEW_INCOMPLETE',
    'shop › v › version',
    (sales) => hourly(sales).aggregate({ n: count() }).view('v', { version: 0 }),
  ],
  [
    'a join by a key that may be missing',
    'KEY_MAY_BE_MISSING',
    'shop › sales › join › key › country',
    (sales) =>
      sales.groupBy('country').join(sales.groupBy('country'), {
        ...{ as: ['a', 'b'], lower: 0, upper: 1 },
      }),
  ],
  [
    'a stream whose time is no instant',
    'STREAM_OPTION_INVALID',
    'shop › more › time › lines',
    (_sales, p) => p.stream('more', Sale, { key: 'customer', time: 'lines' }),
  ],
  [
    'a slide longer than the size',
    'WINDOW_SLIDE_OUT_OF_RANGE',
    'shop › sliding',
    () => sliding('1m', '2m'),
  ],
  [
    'a duration that cannot be read',
    'DURATION_INVALID',
    'shop › sales › window › allowedLateness',
    (sales) => byCustomer(sales).window(tumbling('1h'), { allowedLateness: '1 day' }),
  ],
  ['a session without a gap', 'WINDOW_INVALID', 'shop › session › gap', () => session(0)],
  [
    'a gap that is no number of milliseconds',
    'WINDOW_INVALID',
    'shop › sales › window › session › gapField › ratio',
    (sales) => byCustomer(sales).window(session('1m', { gapField: 'ratio' })),
  ],
  [
    'a gap of a field that is not there',
    'FIELD_UNKNOWN',
    'shop › sales › window › session › gapField',
    (sales) => byCustomer(sales).window(session('1m', { gapField: 'pause' })),
  ],
  [
    'panes of windows that have none',
    'WINDOW_INVALID',
    'shop › sales › window › rows',
    (sales) => byCustomer(sales).window(session('1m'), { rows: 'panes' }),
  ],
  [
    'panes of windows that give a row once',
    'WINDOW_INVALID',
    'shop › sales › window › rows',
    (sales) => byCustomer(sales).window(sliding('1h', '1m'), { rows: 'panes', emit: 'final' }),
  ],
  [
    'more panes than a reader combines',
    'WINDOW_INVALID',
    'shop › sales › window › rows',
    (sales) => byCustomer(sales).window(sliding('1h', 999_999), { rows: 'panes' }),
  ],
  [
    'panes of what a step gives',
    'WINDOW_INVALID',
    'shop › again › rows',
    (sales) =>
      byCustomer(byCustomer(sales).window(tumbling('1h')).aggregate({ n: count() }).rows() as never)
        .window(sliding('1d', '1h'), { rows: 'panes' })
        .aggregate({ n: count() })
        .view('again'),
  ],
  [
    'a calendar unit that is none',
    'WINDOW_INVALID',
    'shop › calendar › unit',
    () => calendar('hour' as 'day', 'UTC'),
  ],
  [
    'a time zone that is none',
    'TIME_ZONE_UNKNOWN',
    'shop › time zone',
    () => calendar('day', 'Europe/Berln'),
  ],
  [
    'panes that do not make up the window',
    'WINDOW_INVALID',
    'shop › rolling › pane',
    () => rolling('7d', { pane: '5h' }),
  ],
  [
    'a rolling window that should be final',
    'WINDOW_INVALID',
    'shop › sales › window › rolling',
    (sales) => byCustomer(sales).window(rolling('7d'), { emit: 'final' }),
  ],
  [
    'a count of events that is none',
    'WINDOW_INVALID',
    'shop › global › every',
    () => globalWindow({ every: 0 }),
  ],
  [
    'rows of rolling windows',
    'STEP_INVALID',
    'shop › sales › rows › rolling',
    (sales) => byCustomer(sales).window(rolling('7d')).aggregate({ n: count() }).rows(),
  ],
  [
    'features of windows that tumble',
    'STEP_INVALID',
    'shop › sales › features › aligned',
    (sales) => hourly(sales).aggregate({ n: count() }).features(),
  ],
];

describe('a definition is refused where the mistake is', () => {
  test.each(mistakes)('%s [%s]', (...mistake) => {
    expectRefusal(mistake);
  });

  test('a pipeline without a view', () => {
    const declare = (): unknown => pipeline('empty', (p) => void salesOf(p));

    expect(declare).toThrow('empty › views: nothing would be computed; got no view');
  });
});
