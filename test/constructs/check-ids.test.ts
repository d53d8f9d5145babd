import { describe, expect, test } from '@jest/globals';
import { checkIds } from '../../lib/constructs/check-ids.ts';
import type { Plan, StreamPlan } from '../../lib/pipeline/plan/plan.ts';
import { planOf } from '../../lib/pipeline/plan/planner.ts';
import { sample } from '../support/definitions/sample-pipeline.ts';

const planWith = (...names: string[]): Plan => {
  const plan = planOf(sample);
  const [stream] = plan.streams;
  return { ...plan, streams: names.map((name) => ({ ...stream, name }) as StreamPlan) };
};

describe('checkIds', () => {
  test('takes streams that differ in a letter or a digit', () => {
    expect(() => checkIds(planWith('sales', 'sales2', 'returns'))).not.toThrow();
  });

  test('refuses streams that differ only in how words are joined', () => {
    expect(() => checkIds(planWith('web-sales', 'web_sales'))).toThrow(
      'sample_shop › web_sales › name: the stream and "web-sales" would be one resource, WebSales',
    );
  });

  test('refuses views whose results would be one table', () => {
    const [view] = planOf(sample).views;
    const named = (...names: string[]) =>
      names.map((name) => ({ ...view, name }) as NonNullable<typeof view>);

    expect(() => checkIds({ ...planWith('sales'), views: named('by-day', 'by_day') })).toThrow(
      'sample_shop › by_day › name: the view and "by-day" would be one resource, ResultsByDay',
    );
    expect(() => checkIds({ ...planWith('results_v'), views: named('v') })).toThrow(
      'sample_shop › v › name: the view and "results_v" would be one resource, ResultsV',
    );
  });

  test.each(['database', 'work_group', 'work-group'])(
    'refuses a stream with the id of what stands beside the tables of the lake: %s',
    (name) => {
      expect(() => checkIds(planWith(name))).toThrow(
        `sample_shop › ${name} › name: the stream and the ${name === 'database' ? 'Database' : 'WorkGroup'} of the lake's tables would be one resource`,
      );
    },
  );

  test('refuses a stream with the name of the exchange, if there is one', () => {
    expect(() => checkIds(planWith('exchange'))).toThrow('exchange › name');
    expect(() => checkIds({ ...planWith('exchange'), exchange: null })).not.toThrow();
  });
});
