import { expect, test } from '@jest/globals';
import { topRows } from '../../../lib/core/aggregators/authoring.ts';
import { bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import { explainAggregate } from '../../../lib/pipeline/explain/steps.ts';
import { FIELDS } from '../../support/operators/aggregates.ts';

test('an aggregate that sorts by several fields names each with its direction', () => {
  const { spec, output } = bindAggregate(
    topRows(2, {
      by: [
        { field: 'int', order: 'desc' },
        { field: 'string', order: 'asc', nulls: 'first' },
      ],
      fields: ['string', 'double'],
    }),
    FIELDS,
    'test',
  );

  expect(explainAggregate({ name: 'best', spec, output, encoding: 'x' })).toBe(
    'best = topRows(n 2, by int desc nulls last and string asc nulls first, fields string double, rank row)',
  );
});
