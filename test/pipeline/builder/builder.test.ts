import { describe, expect, test } from '@jest/globals';
import { count, mean, sum } from '../../../lib/core/aggregators/authoring.ts';
import { product, where } from '../../../lib/core/expression.ts';
import { decimal, instant, int, optional, string } from '../../../lib/core/field-type.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { rolling } from '../../../lib/core/windows/event-windows.ts';
import { tumbling } from '../../../lib/core/windows/window.ts';
import { calendar, session } from '../../../lib/core/windows/window-kinds.ts';
import { type PipelineBuilder, pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import type { Flow, Pipeline } from '../../../lib/pipeline/definition/definition.ts';
import { chainOf } from '../../../lib/pipeline/definition/operator.ts';
import type { ViewPlan } from '../../../lib/pipeline/plan/plan.ts';
import { planOf } from '../../../lib/pipeline/plan/planner.ts';

const Sale = schema({
  customer: string(),
  country: string(),
  at: instant(),
  amount: decimal(2),
  lines: int(),
  note: optional(string()),
});
const Visit = schema({ customer: string(), at: instant(), page: string() });

const shop = (declare: (p: PipelineBuilder) => void): Pipeline => pipeline('shop', declare);
const salesOf = (p: PipelineBuilder) => p.stream('sales', Sale, { key: 'customer', time: 'at' });
const visitsOf = (p: PipelineBuilder) => p.stream('visits', Visit, { key: 'customer', time: 'at' });

const fieldsOf = ({ fields }: Flow): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, { type, optional: may }]) => [
      name,
      type.kind + (may ? '?' : ''),
    ]),
  );

/** The fields of what `build` makes. */
function madeBy(build: (p: PipelineBuilder) => { readonly flow: Flow }) {
  const made: { flow?: Flow } = {};
  shop((p) => {
    made.flow = build(p).flow;
    salesOf2(p).groupBy('customer').view('records');
  });
  return fieldsOf(made.flow as Flow);
}

const salesOf2 = (p: PipelineBuilder) => p.stream('sales2', Sale, { key: 'customer', time: 'at' });

const viewPlan = (declared: Pipeline, name: string): ViewPlan | undefined =>
  planOf(declared).views.find((view) => view.name === name);

describe('what a step gives to the next one', () => {
  test('rows are the key, the window, and the aggregates as values of an event', () => {
    const fields = madeBy((p) =>
      salesOf(p)
        .groupBy('country')
        .window(tumbling('1h'))
        .aggregate({ n: count(), revenue: sum('amount'), lines: sum('lines'), mean: mean('lines') })
        .rows(),
    );

    expect(fields).toEqual({
      country: 'string',
      windowStart: 'instant',
      windowEnd: 'instant',
      windowTime: 'instant',
      n: 'int',
      revenue: 'decimal',
      lines: 'bigint',
      mean: 'double',
    });
  });

  test('an aggregate of a field that may be missing may be missing too, a count may not', () => {
    const fields = madeBy((p) =>
      salesOf(p)
        .groupAll()
        .window(session('1h'))
        .aggregate({ notes: count('note'), last: { fn: 'last', field: 'note' } })
        .rows(),
    );

    expect(fields).toMatchObject({ notes: 'int', last: 'string?' });
  });

  test('features are the event and, beside its fields, the aggregates', () => {
    const fields = madeBy((p) =>
      visitsOf(p)
        .groupBy('customer')
        .window(rolling('7d', { pane: '1h' }))
        .aggregate({ visits: count() })
        .features(),
    );

    expect(fields).toEqual({ customer: 'string', at: 'instant', page: 'string', visits: 'int' });
  });

  test('a join has the fields of both sides under their prefixes; a side may lack a partner', () => {
    const fields = madeBy((p) =>
      visitsOf(p)
        .groupBy('customer')
        .join(salesOf(p).groupBy('customer'), {
          ...{ as: ['visit', 'sale'], lower: '-5m', upper: '1h', type: 'left' },
        }),
    );

    expect(fields).toMatchObject({
      visit_page: 'string',
      sale_amount: 'decimal?',
      sale_note: 'string?',
      time: 'instant',
    });
  });

  test('a match has its key, its outcome, and its events by stage', () => {
    const fields = madeBy((p) =>
      visitsOf(p)
        .groupBy('customer')
        .match(
          pattern<{ customer: string; at: number; page: string }>()
            .begin('cart', where('page', '==', 'cart'))
            .notFollowedBy('pays', where('page', '==', 'pay'))
            .within('30m')
            .build(),
        ),
    );

    expect(fields).toEqual({
      customer: 'string',
      outcome: 'string',
      at: 'instant',
      events: 'json',
      shed: 'int?',
    });
  });

  test('an alert has its key, its window, what was seen, and an id', () => {
    const fields = madeBy((p) =>
      salesOf(p)
        .groupBy('country')
        .window(tumbling('5m'))
        .aggregate({ orders: count() })
        .monitor({ name: 'too_few', field: 'orders', below: 5 }),
    );

    expect(fields).toMatchObject({
      country: 'string',
      alertId: 'string',
      status: 'string',
      value: 'int?',
      windowTime: 'instant',
    });
  });
});

describe('the plan', () => {
  const declared = shop((p) => {
    const sales = salesOf(p);
    const visits = visitsOf(p);
    const perCountry = sales
      .derive('total', product('amount', 'lines'))
      .groupBy('country')
      .window(tumbling('1h'), { allowedLateness: '1d' })
      .aggregate({ orders: count() })
      .view('by_country');
    perCountry
      .monitor({ name: 'busy', field: 'orders', above: 9 })
      .groupBy('country')
      .view('alerts');
    visits
      .groupBy('customer')
      .window(session('30m'))
      .aggregate({ pages: count() })
      .view('sessions');
    visits
      .groupBy('customer')
      .join(sales.groupBy('customer'), { as: ['visit', 'sale'], lower: 0, upper: '1h' })
      .groupBy('visit_page')
      .window(calendar('day', 'Europe/Berlin'), { emit: 'final' })
      .aggregate({ buys: count() })
      .view('buys_per_page');
  });

  test('is JSON and back without loss', () => {
    const plan = planOf(declared);

    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  test('combines aligned windows of a stream, and sends events where their order matters', () => {
    const sends = planOf(declared).views.map(({ name, kind, placement }) => [
      name,
      kind,
      placement.sends,
    ]);

    expect(sends).toEqual([
      ['by_country', 'window', 'deltas'],
      ['alerts', 'operator', 'events'],
      ['sessions', 'operator', 'events'],
      ['buys_per_page', 'operator', 'events'],
    ]);
  });

  test('says why in words', () => {
    expect(viewPlan(declared, 'sessions')?.placement.why).toBe(
      'session windows depend on each event, so the events themselves are sent, and their state is kept per key',
    );
  });

  test('gives a view of two streams to the lanes of both', () => {
    const speed = planOf(declared).lanes.filter(({ kind }) => kind === 'speed');

    expect(speed.map(({ stream, views }) => [stream, views.includes('buys_per_page')])).toEqual([
      ['sales', true],
      ['visits', true],
    ]);
  });

  test('shares the operator of a view that another one goes on from', () => {
    const [byCountry, alerts] = declared.views;

    expect(alerts && chainOf(alerts.operator).includes(byCountry?.operator as never)).toBe(true);
  });

  test('has another fingerprint when any step before the view changes its meaning', () => {
    const windows = (gap: string) =>
      shop((p) => {
        visitsOf(p)
          .groupBy('customer')
          .window(session(gap))
          .aggregate({ pages: count() })
          .rows()
          .groupBy('customer')
          .view('v');
      });

    const [short, long] = [windows('10m'), windows('11m')].map((one) => viewPlan(one, 'v'));

    expect(short?.fingerprint).not.toBe(long?.fingerprint);
  });

  test('keeps its fingerprint when another view is added', () => {
    const more = (extra: boolean) =>
      shop((p) => {
        const visits = visitsOf(p);
        visits.groupBy('customer').window(session('1h')).aggregate({ n: count() }).view('v');
        if (extra) visits.groupBy('page').view('w');
      });

    const [few, many] = [more(false), more(true)].map((one) => viewPlan(one, 'v'));

    expect(few?.fingerprint).toBe(many?.fingerprint);
  });
});
