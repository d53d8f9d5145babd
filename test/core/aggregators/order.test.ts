import { describe, expect, test } from '@jest/globals';
import * as write from '../../../lib/core/aggregators/authoring.ts';
import { type AggregateSpec, bindAggregate } from '../../../lib/core/aggregators/bind.ts';
import { FIELDS, stored } from '../../support/operators/aggregates.ts';

/** An aggregator and an accumulator that was told `[value, time, label]` of each event. */
function told(spec: AggregateSpec, ...events: [value: unknown, time?: number, label?: unknown][]) {
  const { aggregator } = bindAggregate(spec, FIELDS, 'test');
  const acc = aggregator.create();
  for (const [value, time, label] of events) aggregator.add(acc, value, time, label);
  return { aggregator, acc, row: aggregator.present(acc) };
}

describe('count', () => {
  test('without a field counts events, with one what it is given', () => {
    expect(told(write.count(), [undefined], [undefined]).row).toBe(2);
    expect(told(write.count('string'), ['a'], ['a']).row).toBe(2);
  });

  test('of nothing is 0', () => {
    expect(told(write.count()).row).toBe(0);
  });
});

describe('first and last', () => {
  test('go by event time, before 1970 too, not by arrival', () => {
    const events: [string, number][] = [
      ['middle', 0],
      ['late', 5],
      ['early', -5],
    ];

    expect(told(write.first('string'), ...events).row).toBe('early');
    expect(told(write.last('string'), ...events).row).toBe('late');
  });

  test('take the smallest and the largest of several at one time', () => {
    expect(told(write.first('int'), [2, 0], [1, 0], [3, 0]).row).toBe(1);
    expect(told(write.last('int'), [2, 0], [3, 0], [1, 0]).row).toBe(3);
  });
});

describe('topK', () => {
  test('shows each value beside its label', () => {
    const { row } = told(
      write.topK('decimal', 2, { label: 'string' }),
      [1250, 0, 'a'],
      [99, 0, 'b'],
      [1300, 0, undefined],
    );

    expect(row).toEqual([
      { value: { units: 1300n, scale: 2 }, label: null },
      { value: { units: 1250n, scale: 2 }, label: 'a' },
    ]);
  });

  test('shows a value twice that came twice', () => {
    expect(told(write.topK('int', 3), [7], [7], [1]).row).toEqual([7, 7, 1]);
  });
});

describe('distinct', () => {
  test('says that it is capped, and stays so when it is stored or combined', () => {
    const { aggregator, acc } = told(write.distinct('int', { cap: 2 }), [1], [2], [3]);
    const other = aggregator.create();
    aggregator.combine(other, stored(aggregator, acc));

    expect(aggregator.present(other)).toBe(3);
    expect(aggregator.isCapped?.(other)).toBe(true);
  });

  test('is not capped by as many values as the cap, however often they come', () => {
    const { aggregator, acc, row } = told(
      write.distinct('string', { cap: 2 }),
      ['a'],
      ['b'],
      ['a'],
      ['__proto__'],
    );
    const two = told(write.distinct('string', { cap: 2 }), ['a'], ['b'], ['a']);

    expect([row, aggregator.isCapped?.(acc)]).toEqual([3, true]);
    expect([two.row, aggregator.isCapped?.(two.acc)]).toEqual([2, false]);
  });

  test('takes −0 for 0, but texts as they are', () => {
    expect(told(write.distinct('double'), [0], [-0]).row).toBe(1);
    expect(told(write.distinct('string'), ['é'], ['e\u0301'], ['É']).row).toBe(3);
  });
});

describe('min and max', () => {
  test('show decimals with their scale, and false before true', () => {
    expect(told(write.min('decimal'), [5], [-1250]).row).toEqual({ units: -1250n, scale: 2 });
    expect(told(write.min('boolean'), [true], [false]).row).toBe(false);
    expect(told(write.max('boolean'), [true], [false]).row).toBe(true);
  });

  test('show −0 as 0', () => {
    expect(told(write.min('double'), [-0]).row).toBe(0);
    expect(told(write.max('double'), [-1], [-0]).row).toBe(0);
  });

  test('reach the ends of the doubles', () => {
    expect(told(write.min('double'), [Number.MAX_VALUE]).row).toBe(Number.MAX_VALUE);
    expect(told(write.max('double'), [-Number.MAX_VALUE]).row).toBe(-Number.MAX_VALUE);
  });
});
