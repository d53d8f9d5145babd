import { describe, expect, test } from '@jest/globals';
import { where } from '../../../lib/core/expression.ts';
import { pattern } from '../../../lib/core/pattern/pattern.ts';

interface Login {
  readonly type: string;
  readonly ok: boolean;
  readonly amount: number;
}

describe('a pattern in the words of its author', () => {
  test('is plain data', () => {
    const { spec, functions } = pattern<Login>()
      .begin('fails', where('ok', '==', false))
      .times(3)
      .followedBy('buys', where('type', '==', 'purchase'))
      .within('2m')
      .skip('pastLastEvent')
      .build();

    expect(JSON.parse(JSON.stringify(spec))).toEqual({
      stages: [
        {
          name: 'fails',
          contiguity: 'begin',
          where: { field: 'ok', op: '==', value: false },
          times: { min: 3, max: 3 },
        },
        {
          name: 'buys',
          contiguity: 'followedBy',
          where: { field: 'type', op: '==', value: 'purchase' },
        },
      ],
      withinMs: 120_000,
      withinType: 'firstToLast',
      skip: { strategy: 'pastLastEvent' },
    });
    expect(functions).toEqual([]);
  });

  test('refers to its functions by index', () => {
    const { spec, functions } = pattern<Login>()
      .begin('a', ({ ok }) => ok)
      .next('b', ({ amount }, { a }) => amount > (a[0]?.amount ?? 0))
      .oneOrMore()
      .until((_, { b }) => b.length > 9)
      .build();

    expect(spec.stages.map((stage) => stage.where)).toEqual([{ fn: 0 }, { fn: 1 }]);
    expect(spec.stages[1]?.until).toEqual({ fn: 2 });
    expect(functions).toHaveLength(3);
  });

  test('can share a beginning with another', () => {
    const start = pattern<Login>().begin('a');

    const [b, c] = [start.next('b').build(), start.next('c').build()];

    expect(b.spec.stages.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(c.spec.stages.map(({ name }) => name)).toEqual(['a', 'c']);
  });

  test('repeats a stage in one way only', () => {
    const loop = pattern<Login>().begin('a').oneOrMore();

    expect(() => loop.times(2)).toThrow('a › times: the stage repeats already');
    expect(() => loop.consecutive().allowCombinations()).toThrow('not both');
    expect(() => loop.until(where('ok', '==', true)).until(where('ok', '==', false))).toThrow(
      'is ended already',
    );
  });

  test('knows the stages that a condition may look at, and those that can be skipped to', () => {
    const start = pattern<Login>().begin('a');

    // @ts-expect-error there is no stage "z"
    const looksAtNothing = start.next('b', (_, { z }) => z.length > 0);
    // @ts-expect-error there is no stage "z"
    const skipsToNothing = start.skip('toFirst', 'z');
    // @ts-expect-error there is no field "price"
    const comparesNothing = start.where(where('price', '>', 1));

    expect([looksAtNothing, skipsToNothing, comparesNothing]).toHaveLength(3);
  });
});
