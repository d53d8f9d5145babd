import { describe, expect, test } from '@jest/globals';
import { count } from '../../lib/core/aggregators/authoring.ts';
import { instant, int, json, string } from '../../lib/core/field-type.ts';
import { path } from '../../lib/core/path.ts';
import { tumbling } from '../../lib/core/windows/window.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import type { Grouped } from '../../lib/pipeline/definition/grouped.ts';
import { explainStep } from '../../lib/pipeline/explain/steps.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import {
  expectRefusal,
  type Mistake,
  type Sales,
  salesOf,
} from '../support/definitions/mistakes.ts';

const mistakes: readonly Mistake[] = [
  [
    'a field that is renamed and not there',
    'FIELD_UNKNOWN',
    'shop › sales › rename',
    (sales) => sales.rename({ amuont: 'sum' } as unknown as { readonly amount: 'sum' }),
  ],
  [
    'a name that another field has',
    'NAME_TAKEN',
    'shop › sales › rename › amount',
    (sales) => sales.rename({ amount: 'Lines' }),
  ],
  [
    'two fields renamed alike',
    'NAME_TAKEN',
    'shop › sales › rename › amount',
    (sales) => sales.rename({ amount: 'x', lines: 'x' }),
  ],
  [
    'a name that cannot be a column',
    'FIELD_INVALID',
    'shop › sales › rename › amount',
    (sales) => sales.rename({ amount: 'a b' }),
  ],
  [
    'an event without its time',
    'STEP_INVALID',
    'shop › sales › drop › at',
    (sales) => sales.drop('id', 'at'),
  ],
  [
    'a choice without the time',
    'STEP_INVALID',
    'shop › sales › select › at',
    (sales) => sales.select('id'),
  ],
  ['no field', 'STEP_INVALID', 'shop › sales › rename', (sales) => sales.rename({})],
  [
    'a path into text',
    'STEP_INVALID',
    'shop › sales › derive › x › path › id',
    (sales) => sales.derive('x', path('id.a', string())),
  ],
  [
    'a path to the field itself',
    'STEP_INVALID',
    'shop › sales › derive › x › path › extra',
    (sales) => sales.derive('x', path('extra', string())),
  ],
  [
    'a path with a name left out',
    'STEP_INVALID',
    'shop › sales › derive › x › path › extra',
    (sales) => sales.derive('x', path('extra..a', string())),
  ],
  [
    'a computed field that is there',
    'NAME_TAKEN',
    'shop › sales › derive › lines › name',
    (sales) => sales.derive('lines', int(), () => 1),
  ],
  [
    'a list that is text',
    'STEP_INVALID',
    'shop › sales › flatten › id',
    (sales) => sales.flatten('id'),
  ],
  [
    'an element under a taken name',
    'NAME_TAKEN',
    'shop › sales › flatten › as',
    (sales) => sales.flatten('extra', { as: 'id' }),
  ],
  [
    'streams of other fields',
    'STEP_INVALID',
    'shop › sales › union › sales',
    (sales) => sales.union(sales.drop('id') as unknown as Sales),
  ],
  [
    'streams with fields of other types',
    'STEP_INVALID',
    'shop › sales › union › sales',
    (sales) =>
      sales.union(sales.drop('lines').derive('lines', string(), () => '1') as unknown as Sales),
  ],
  [
    'streams with other times',
    'STEP_INVALID',
    'shop › sales › union › sales',
    (sales) => {
      const timed = sales.derive('other', instant(), ({ at }) => at);
      return timed.union(timed.rename({ at: 'other', other: 'at' }) as unknown as typeof timed);
    },
  ],
  [
    'one stream alone',
    'STEP_INVALID',
    'shop › sales › union › union',
    (sales) => sales.union(...([] as unknown as readonly [Sales])),
  ],
];

describe('steps that change fields', () => {
  test.each(mistakes)('refuse %s', (...mistake) => {
    expect.hasAssertions();

    expectRefusal(mistake);
  });

  type Made = Grouped<{ readonly n?: unknown }, never>;

  const placed = (made: (sales: Sales) => unknown) =>
    planOf(
      pipeline('shop', (p) => {
        (made(salesOf(p)) as Made).window(tumbling('1h')).aggregate({ n: count() }).view('v');
      }),
    ).views[0]?.placement.lane;

  test.each([
    ['another name', 'source', (s: Sales) => s.rename({ customer: 'who' }).groupBy('who')],
    [
      'a name that it had, of another field',
      'exchange',
      (s: Sales) => s.rename({ customer: 'who', id: 'customer' }).groupBy('customer'),
    ],
    ['other fields dropped', 'source', (s: Sales) => s.drop('extra').groupBy('customer')],
    [
      'a field of its name after it was dropped',
      'exchange',
      (s: Sales) =>
        s
          .drop('customer')
          .derive('customer', string(), () => 'x')
          .groupBy('customer'),
    ],
    ['elements of another field', 'source', (s: Sales) => s.flatten('extra').groupBy('customer')],
    [
      'elements instead of it',
      'exchange',
      (s: Sales) =>
        s
          .rename({ customer: 'who' })
          .flatten('extra', { as: 'customer', of: string() })
          .groupBy('customer'),
    ],
  ] as const)('know the partition key behind %s: %s', (_, stage, made) => {
    const found = placed(made);

    expect(found).toBe(stage);
  });

  test('are explained one by one', () => {
    const { views } = planOf(
      pipeline('shop', (p) => {
        salesOf(p)
          .rename({ customer: 'who', id: 'sale' })
          .derive('city', path('extra.to.city', string()))
          .derive('double', int(), ({ lines }) => 2 * lines)
          .flatten('extra', { as: 'part', of: json(), keepEmpty: true })
          .drop('country', 'gap')
          .select('who', 'at', 'city')
          .groupBy('who')
          .window(tumbling('1h'))
          .aggregate({ n: count() })
          .view('v');
      }),
    );

    const steps = views[0]?.kind === 'window' ? views[0].steps.map(explainStep) : [];

    expect(steps).toEqual([
      'rename customer to who and id to sale',
      'derive city = extra.to.city, string',
      'derive double by a function',
      'an event for each part in extra, or one without any',
      'without country and gap',
      'only who and at and city',
    ]);
  });
});
