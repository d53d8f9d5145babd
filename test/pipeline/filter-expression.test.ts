import { describe, expect, test } from '@jest/globals';
import { count } from '../../lib/core/aggregators/authoring.ts';
import { expression } from '../../lib/core/cel/build.ts';
import { compileConditionOn } from '../../lib/core/cel/expression.ts';
import { tumbling } from '../../lib/core/windows/window.ts';
import { pipeline } from '../../lib/pipeline/builder/pipeline.ts';
import type { Event } from '../../lib/pipeline/definition/definition.ts';
import { explainStep } from '../../lib/pipeline/explain/steps.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import { transformOf } from '../../lib/runtime/operators/transform.ts';
import {
  expectRefusal,
  type Mistake,
  Sale,
  type Sales,
  salesOf,
} from '../support/definitions/mistakes.ts';

const stepsOf = (filtered: (sales: Sales) => Sales) => {
  const { views } = planOf(
    pipeline('shop', (p) => {
      filtered(salesOf(p))
        .groupBy('customer')
        .window(tumbling('1h'))
        .aggregate({ n: count() })
        .view('v');
    }),
  );
  return views[0]?.kind === 'window' ? views[0].steps : [];
};

const mistakes: readonly Mistake[] = [
  [
    'a text that is none',
    'EXPRESSION_SYNTAX',
    'shop › sales › filter › character 10 of "amount > »«"',
    (sales) => sales.filter('amount > '),
  ],
  [
    'a field that is not there',
    'FIELD_UNKNOWN',
    'shop › sales › filter › character 1 of "»amonut« > 5"',
    (sales) => sales.filter('amonut > 5'),
  ],
  [
    'types that do not fit',
    'EXPRESSION_TYPE',
    'shop › sales › filter › character 1 of "»id > 5«"',
    (sales) => sales.filter('id > 5'),
  ],
  [
    'a value that is no condition',
    'EXPRESSION_TYPE',
    'shop › sales › filter › character 1 of "»lines + 1«"',
    (sales) => sales.filter('lines + 1'),
  ],
  [
    'too many steps',
    'EXPRESSION_TOO_COSTLY',
    'shop › sales › filter › character 1 of "»extra.all(a, extra.all(b, extra.all(c, true)))«"',
    (sales) => sales.filter('extra.all(a, extra.all(b, extra.all(c, true)))'),
  ],
];

describe('a filter by an expression', () => {
  test.each(mistakes)('refuses %s', (...mistake) => {
    expect.hasAssertions();

    expectRefusal(mistake);
  });

  test('is in the plan by its canonical text, however it is written', () => {
    const plans = [
      (sales: Sales) => sales.filter("amount>50.00&&(customer in['DE'])"),
      (sales: Sales) => sales.filter('amount > 50.00 && customer in ["DE"] // those'),
      (sales: Sales) =>
        sales.filter(expression(Sale, (e) => e.amount.gt('50.00').and(e.customer.in(['DE'])))),
    ].map(stepsOf);

    expect(plans[1]).toEqual(plans[0]);
    expect(plans[2]).toEqual(plans[0]);
    expect(plans[0]?.map(explainStep)).toEqual([
      'filter amount > 50.00 && customer in ["DE"], at most 9 steps',
    ]);
  });

  const through = (text: string, event: Event): Event[] => {
    const given: Event[] = [];
    const condition = compileConditionOn(text, Sale.fields);
    transformOf([{ kind: 'filterExpression', expression: condition }])(event, (each) =>
      given.push(each),
    );
    return given;
  };

  test.each([
    [5_001, 1],
    [5_000, 0],
  ])('lets %s units through %s times, as the decimal that they are', (amount, times) => {
    expect(through('amount > 50.00', { amount })).toHaveLength(times);
  });

  test('sets an event aside for which it has no value, with the place', () => {
    expect(() => through('10 / lines > 1', { lines: 0 })).toThrow(
      'filter: a division by zero, at character 1 of "»1«0 / lines > 1"',
    );
  });
});
