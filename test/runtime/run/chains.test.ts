import { describe, expect, test } from '@jest/globals';
import { count, max, sum } from '../../../lib/core/aggregators/authoring.ts';
import { where } from '../../../lib/core/expression.ts';
import { decimal, instant, int, string } from '../../../lib/core/field-type.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { rolling } from '../../../lib/core/windows/event-windows.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { globalWindow, session } from '../../../lib/core/windows/window-kinds.ts';
import { type PipelineBuilder, pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import { recordingRun } from '../../support/operators/recording-run.ts';

const Sale = schema({ customer: string(), country: string(), at: instant(), amount: decimal(2) });

const salesOf = (p: PipelineBuilder) =>
  p.stream('sales', Sale, { key: 'customer', time: 'at', maxOutOfOrderness: 0 });

const sale = (at: number, amount = 100, country = 'de', customer = 'ann') => ({
  ...{ at, amount, country, customer },
});

describe('rows that flow on', () => {
  test('come when their window closes, with its last millisecond as their time', () => {
    const peaks = pipeline('peaks', (p) => {
      salesOf(p)
        .groupBy('country')
        .window(tumbling(10))
        .aggregate({ orders: count() })
        .rows()
        .groupBy('country')
        .window(tumbling(30))
        .aggregate({ most: max('orders') })
        .view('busiest');
    });
    const { run, rows } = recordingRun(peaks);

    for (const at of [1, 2, 11, 29, 30, 31, 41]) run.push('sales', sale(at));
    run.end();

    expect(rows.map(({ start, end, values }) => [start, end, values['most']])).toEqual([
      [0, 30, 2],
      [30, 60, 2],
    ]);
  });

  test('hold time back by the allowed lateness of their windows', () => {
    const two = pipeline('two', (p) => {
      salesOf(p)
        .groupAll()
        .window(tumbling(10), { allowedLateness: 15 })
        .aggregate({ n: count() })
        .rows()
        .groupAll()
        .window(tumbling(10))
        .aggregate({ total: sum('n') })
        .view('again');
    });
    const { run, rows, late } = recordingRun(two);

    for (const at of [5, 20, 7, 25]) run.push('sales', sale(at));
    run.end();

    expect(late).toEqual([]);
    expect(rows.map(({ start, values }) => [start, values['total']])).toEqual([
      [0, 2],
      [20, 2],
    ]);
  });

  test('are panes where panes are discarding: what is added up in the end is the same', () => {
    const panes = pipeline('panes', (p) => {
      salesOf(p)
        .groupAll()
        .window(tumbling(10), { allowedLateness: 50, accumulation: 'discarding' })
        .aggregate({ n: count() })
        .rows()
        .groupAll()
        .window(globalWindow())
        .aggregate({ panes: count(), total: sum('n') })
        .view('all');
    });
    const { run, rows } = recordingRun(panes);

    for (const at of [1, 2, 10, 3, 4]) run.push('sales', sale(at));
    run.end();

    expect(rows.map(({ values }) => values)).toEqual([{ panes: 4, total: 5 }]);
  });

  test('feed a view and the steps behind it from one state', () => {
    const shared = pipeline('shared', (p) => {
      const sessions = salesOf(p)
        .groupBy('customer')
        .window(session(10))
        .aggregate({ spent: sum('amount') })
        .view('sessions');
      sessions
        .rows()
        .filter(where('spent', '>=', 5))
        .groupBy('customer')
        .view('big_sessions');
    });
    const { run, rows, records } = recordingRun(shared);

    for (const at of [1, 2, 50]) run.push('sales', sale(at, 300));
    run.end();

    expect(rows.map(({ view, start }) => [view, start])).toEqual([
      ['sessions', 1],
      ['sessions', 50],
    ]);
    expect(records.map(({ view, key, record }) => [view, key, record['spent']])).toEqual([
      ['big_sessions', 'ann', 600],
    ]);
    expect(Object.keys(run.checkpoint().operators)).toEqual(['sessions', 'big_sessions']);
  });

  test('are set aside where an event cannot hold their value, and the rest goes on', () => {
    const large = pipeline('large', (p) => {
      salesOf(p)
        .groupBy('customer')
        .window(tumbling(10))
        .aggregate({ spent: sum('amount') })
        .rows()
        .groupBy('customer')
        .view('totals');
    });
    const { run, records, deadLetters } = recordingRun(large);

    run.push('sales', sale(1, Number.MAX_SAFE_INTEGER));
    run.push('sales', sale(2, 5));
    run.push('sales', sale(3, 7, 'de', 'bob'));
    run.end();

    expect(deadLetters).toMatchObject([{ at: 'totals~1', code: 'STEP_FAILED' }]);
    expect(records.map(({ key }) => key)).toEqual(['bob']);
  });
});

describe('what else flows on', () => {
  test('alerts bear the key, the value and an id made of rule, key and window', () => {
    const watched = pipeline('watched', (p) => {
      salesOf(p)
        .groupBy('country')
        .window(tumbling(10))
        .aggregate({ revenue: sum('amount') })
        .monitor({ name: 'too_much', field: 'revenue', above: 2.5, when: { windows: 2, of: 2 } })
        .groupBy('country')
        .view('alerts');
    });
    const { run, records } = recordingRun(watched);

    for (const [at, amount] of [
      [1, 251],
      [11, 260],
      [21, 250],
      [31, 1],
    ] as const) {
      run.push('sales', sale(at, amount));
    }
    run.end();

    expect(records.map(({ record }) => record)).toMatchObject([
      {
        country: 'de',
        alertId: 'too_much/de/1970-01-01T00:00:00.020Z',
        status: 'alerting',
        value: 260,
        windowStart: 10,
      },
      { alertId: 'too_much/de/1970-01-01T00:00:00.020Z', status: 'recovered', value: 250 },
    ]);
  });

  test('features are events that know what was before them', () => {
    const features = pipeline('features', (p) => {
      salesOf(p)
        .groupBy('customer')
        .window(rolling(20))
        .aggregate({ orders: count(), spent: sum('amount') })
        .features()
        .groupBy('customer')
        .view('features');
    });
    const { run, records } = recordingRun(features);

    for (const at of [1, 15, 40]) run.push('sales', sale(at));

    expect(records.map(({ record: { at, orders, spent } }) => [at, orders, spent])).toEqual([
      [1, 1, 100],
      [15, 2, 200],
      [40, 1, 100],
    ]);
  });

  test('matches bear the key and their events; what did not come is a match at its deadline', () => {
    const Page = schema({ user: string(), at: instant(), page: string(), n: int() });
    const carts = pipeline('carts', (p) => {
      p.stream('clicks', Page, { key: 'user', time: 'at', maxOutOfOrderness: 5 })
        .groupBy('user')
        .match(
          pattern<{ user: string; at: number; page: string; n: number }>()
            .begin('cart', where('page', '==', 'cart'))
            .notFollowedBy('pays', where('page', '==', 'pay'))
            .within(30)
            .build(),
        )
        .groupBy('user')
        .view('abandoned');
    });
    const { run, records } = recordingRun(carts);

    run.push('clicks', { user: 'ann', at: 3, page: 'cart', n: 1 });
    run.push('clicks', { user: 'bob', at: 4, page: 'cart', n: 2 });
    run.push('clicks', { user: 'bob', at: 2, page: 'pay', n: 3 });
    run.push('clicks', { user: 'ann', at: 9, page: 'pay', n: 4 });
    run.push('clicks', { user: 'ann', at: 90, page: 'home', n: 5 });

    expect(records).toMatchObject([
      { key: 'bob', time: 34, record: { outcome: 'match', events: { cart: [{ n: 2 }] } } },
    ]);
  });
});
