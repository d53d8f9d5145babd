import { describe, expect, test } from '@jest/globals';
import { count, mean, sum } from '../../lib/core/aggregators/authoring.ts';
import { expression } from '../../lib/core/cel/build.ts';
import { tumbling } from '../../lib/core/windows/window.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import { explainAggregate, explainStep } from '../../lib/pipeline/explain/steps.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import {
  expectRefusal,
  hourly,
  type Mistake,
  Sale,
  type Sales,
  salesOf,
} from '../support/definitions/mistakes.ts';

const mistakes: readonly Mistake[] = [
  [
    'an argument of another type',
    'AGGREGATE_TYPE_MISMATCH',
    'shop › v › aggregate › x',
    (sales) =>
      hourly(sales)
        .aggregate({ x: sum("customer + '!'") })
        .view('v'),
  ],
  [
    'an argument that names no field',
    'FIELD_UNKNOWN',
    'shop › v › aggregate › x › character 10 of "amount * »qty«"',
    (sales) =>
      hourly(sales)
        .aggregate({ x: sum('amount * qty') })
        .view('v'),
  ],
  [
    'a condition that is none',
    'EXPRESSION_TYPE',
    'shop › v › aggregate › x › where › character 1 of "»amount * 2«"',
    (sales) =>
      hourly(sales)
        .aggregate({ x: count({ where: 'amount * 2' }) })
        .view('v'),
  ],
  [
    'a condition of rows over what they do not have',
    'FIELD_UNKNOWN',
    'shop › sales › having › sales › filter › character 1 of "»amount« > 1.00"',
    (sales) => hourly(sales).aggregate({ x: count() }).having('amount > 1.00'),
  ],
  [
    'a choice among rows that late events change',
    'STEP_INVALID',
    'shop › sales › having › emit',
    (sales) =>
      sales
        .groupBy('customer')
        .window(tumbling('1h'), { allowedLateness: '1h' })
        .aggregate({ x: count() })
        .having('x > 1'),
  ],
  [
    'a computed key with the name of a field',
    'NAME_TAKEN',
    'shop › sales › groupBy › name',
    (sales) => sales.groupBy({ amount: 'lines * 2' }),
  ],
];

const planned = (declare: (sales: Sales) => { view(name: string): unknown }) => {
  const { views } = planOf(pipeline('shop', (p) => void declare(salesOf(p)).view('v')));
  const [view] = views;
  if (view?.kind !== 'window') throw new Error('no window');
  return view;
};

describe('expressions in aggregates', () => {
  test.each(mistakes)('refuse %s', (...mistake) => {
    expect.hasAssertions();

    expectRefusal(mistake);
  });

  test('are explained by their texts, each computed once', () => {
    const { steps, aggregates } = planned((sales) =>
      hourly(sales).aggregate({
        paid: sum('amount*lines', { where: "country.orValue('')=='DE'" }),
        mean: mean(expression(Sale, (e) => e.amount.times(e.lines)).text()),
        odd: count({ where: 'lines % 7 == 1' }),
      }),
    );

    expect(steps.map(explainStep)).toEqual([
      'compute amount * lines, decimal(2), at most 3 steps',
      'compute country.orValue("") == "DE", boolean, at most 8 steps',
      'compute lines % 7 == 1, boolean, at most 5 steps',
    ]);
    expect(aggregates.map(explainAggregate)).toEqual([
      'paid = sum(amount * lines) where country.orValue("") == "DE"',
      'mean = mean(amount * lines)',
      'odd = count() where lines % 7 == 1',
    ]);
  });
});
