import { describe, test } from '@jest/globals';
import { count, max } from '../../../lib/core/aggregators/authoring.ts';
import { where } from '../../../lib/core/expression.ts';
import { string } from '../../../lib/core/field-type.ts';
import { schema } from '../../../lib/core/schema/schema.ts';
import { rolling } from '../../../lib/core/windows/event-windows.ts';
import { pipeline } from '../../../lib/pipeline/builder/pipeline.ts';

import {
  as,
  byCustomer,
  expectRefusal,
  hourly,
  type Mistake,
  near,
  Sale,
  type Sales,
  watch,
} from '../../support/definitions/mistakes.ts';

const mistakes: readonly Mistake[] = [
  [
    'an aggregate with the name of a field that a feature has',
    'NAME_TAKEN',
    'shop › sales › features › aggregate › amount',
    (sales) => byCustomer(sales).window(rolling('7d')).aggregate({ amount: count() }).features(),
  ],
  [
    'a join of keys that cannot be equal',
    'JOIN_INVALID',
    'shop › sales › join › keys',
    (sales) => byCustomer(sales).join(sales.groupBy('lines'), near),
  ],
  [
    'a join of different numbers of keys',
    'JOIN_INVALID',
    'shop › sales › join › keys',
    (sales) => byCustomer(sales).join(sales.groupBy('customer', 'id'), near),
  ],
  [
    'bounds that hold nothing',
    'JOIN_INVALID',
    'shop › sales › join › bounds',
    (sales) => byCustomer(sales).join(byCustomer(sales), { as, lower: '2s', upper: '1s' }),
  ],
  [
    'exclusive bounds without a millisecond between them',
    'JOIN_INVALID',
    'shop › sales › join › bounds',
    (sales) =>
      byCustomer(sales).join(byCustomer(sales), {
        ...{ as, lower: 0, upper: 1 },
        ...{ lowerInclusive: false, upperInclusive: false },
      }),
  ],
  [
    'two sides of one name',
    'JOIN_INVALID',
    'shop › sales › join › as',
    (sales) => byCustomer(sales).join(byCustomer(sales), { ...near, as: ['x', 'x'] }),
  ],
  [
    'a prefix that is no name',
    'FIELD_INVALID',
    'shop › sales › join › schema',
    (sales) => byCustomer(sales).join(byCustomer(sales), { ...near, as: ['x-y', 'z'] }),
  ],
  [
    'a stream of another pipeline',
    'STEP_INVALID',
    'shop › sales › join › clicks',
    (sales) => {
      const foreign: { stream?: Sales } = {};
      pipeline('other', (p) => {
        foreign.stream = p.stream('clicks', Sale, { key: 'customer', time: 'at' });
        foreign.stream.groupBy('id').view('v');
      });
      return byCustomer(sales).join(byCustomer(foreign.stream as Sales), near);
    },
  ],
  [
    'a grace for a row as of arrival',
    'JOIN_INVALID',
    'shop › sales › joinTable › grace',
    (sales) =>
      byCustomer(sales).joinTable(byCustomer(sales).table(), { as, asOf: 'arrival', grace: '1s' }),
  ],
  [
    'a grace longer than the table remembers',
    'JOIN_INVALID',
    'shop › sales › joinTable › grace',
    (sales) =>
      byCustomer(sales).joinTable(byCustomer(sales).table(), {
        ...{ as, asOf: 'eventTime', grace: '2h', history: '1h' },
      }),
  ],
  [
    'a table whose rows are removed by a field that is not there',
    'FIELD_UNKNOWN',
    'shop › sales › table › removedWithout',
    (sales) => byCustomer(sales).table({ removedWithout: 'price' as 'id' }),
  ],
  [
    'a dedupe by a field that may be missing',
    'KEY_MAY_BE_MISSING',
    'shop › sales › dedupe › key › country',
    (sales) => sales.dedupe('country', { within: '1h' }),
  ],
  [
    'a monitor of text',
    'MONITOR_INVALID',
    'shop › sales › monitor › many › field',
    (sales) =>
      hourly(sales)
        .aggregate({ n: max('id') })
        .monitor(watch),
  ],
  [
    'a monitor without a threshold',
    'MONITOR_INVALID',
    'shop › sales › monitor › many',
    (sales) => hourly(sales).aggregate({ n: count() }).monitor({ name: 'many', field: 'n' }),
  ],
  [
    'a monitor with two thresholds',
    'MONITOR_INVALID',
    'shop › sales › monitor › many',
    (sales) =>
      hourly(sales)
        .aggregate({ n: count() })
        .monitor({ ...watch, below: 3 }),
  ],
  [
    'a band of which the lower end comes second',
    'MONITOR_INVALID',
    'shop › sales › monitor › many › outside',
    (sales) =>
      hourly(sales)
        .aggregate({ n: count() })
        .monitor({ name: 'many', field: 'n', outside: [5, 1] }),
  ],
  [
    'more breaches than windows',
    'MONITOR_INVALID',
    'shop › sales › monitor › many › when',
    (sales) =>
      hourly(sales)
        .aggregate({ n: count() })
        .monitor({ ...watch, when: { windows: 3, of: 2 } }),
  ],
  [
    'a pattern on a field that is not there',
    'FIELD_UNKNOWN',
    'shop › sales › match › first › where',
    (sales) =>
      byCustomer(sales).match({
        spec: {
          stages: [{ name: 'first', contiguity: 'begin', where: where('naem', '==', 'x') }],
        },
        functions: [],
      }),
  ],
  [
    'a pattern that begins with something else',
    'PATTERN_INVALID',
    'shop › sales › match › first',
    (sales) =>
      byCustomer(sales).match({
        spec: { stages: [{ name: 'first', contiguity: 'next' }] },
        functions: [],
      }),
  ],
  [
    'a filter on a field that is not there',
    'FIELD_UNKNOWN',
    'shop › sales › filter',
    (sales) => sales.filter(where('amuont' as 'amount', '>', 1)),
  ],
  [
    'a filter that compares a number with text',
    'CONDITION_INVALID',
    'shop › sales › filter › amount',
    // @ts-expect-error TypeScript refuses it too
    (sales) => sales.filter(where('amount', '>', '12')),
  ],
  [
    'a filter that looks for a list with ==',
    'CONDITION_INVALID',
    'shop › sales › filter › id',
    (sales) => sales.filter(where('id', '==', ['a', 'b'])),
  ],
  [
    'a filter with an operator that there is not',
    'CONDITION_INVALID',
    'shop › sales › filter › amount',
    (sales) => sales.filter(where('amount', '=>' as '>=', 12)),
  ],
  [
    'a filter with an operator of JavaScript',
    'CONDITION_INVALID',
    'shop › sales › filter › id',
    (sales) => sales.filter(where('id', '===' as '==', 'a')),
  ],
  [
    'a map that loses the time',
    'FIELD_UNKNOWN',
    'shop › sales › map › time',
    (sales) => sales.map(schema({ id: string() }), ({ id }) => ({ id })),
  ],
];

describe('an operator is refused where the mistake is', () => {
  test.each(mistakes)('%s [%s]', (...mistake) => {
    expectRefusal(mistake);
  });
});
