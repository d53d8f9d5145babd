import { expect, test } from '@jest/globals';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';
import { carriersIn } from '../../../lib/runtime/erasure/carriers.ts';
import { type Sales, salesOf } from '../../support/definitions/mistakes.ts';

const possibleIn = (shape: (sales: Sales) => Pick<Sales, 'flow'>): string[] => {
  const found: string[] = [];
  pipeline('shop', (p) => {
    const sales = salesOf(p);
    const { flow } = shape(sales);
    found.push(...carriersIn(flow, { stream: 'sales', field: 'customer' }).possible);
    sales.groupBy('customer').view('v');
  });
  return found;
};

test('what an expression makes of a field that names a subject may name it, too', () => {
  const possible = possibleIn((sales) =>
    sales
      .derive('greeting', "'hello ' + customer")
      .derive('louder', "string(greeting) + '!'")
      .derive('twice', 'lines * 2'),
  );

  expect(possible).toEqual(['customer', 'greeting', 'louder']);
});
