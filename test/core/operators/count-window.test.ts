import { describe, expect, test } from '@jest/globals';
import { countWindow } from '../../../lib/core/operators/count-window.ts';
import { harness, type Said } from '../../support/operators/operator-harness.ts';
import { AGGREGATE } from '../../support/operators/operators.ts';

const counting = (accumulation: 'accumulating' | 'discarding', every = 2) =>
  harness(countWindow({ every, accumulation, aggregate: AGGREGATE }), AGGREGATE);

const rows = (said: readonly Said[]): unknown[] =>
  said
    .filter(({ what }) => what === 'row')
    .map(({ pane, values }) => [pane, (values as { n: number }).n]);

describe('a window of all time', () => {
  test('gives an early row after each so many events, of all of them', () => {
    const one = counting('accumulating');

    const said = [9, 1, 5, 3].flatMap((at) => one.event(at));

    expect(rows(said)).toEqual([
      ['early', 2],
      ['early', 4],
    ]);
  });

  test('gives only the new ones where it discards', () => {
    const one = counting('discarding');

    const said = [9, 1, 5, 3].flatMap((at) => one.event(at));

    expect(rows(said)).toEqual([
      ['early', 2],
      ['early', 2],
    ]);
  });

  test('gives what is left when the stream ends, and nothing if nothing is', () => {
    const [some, none] = [counting('accumulating'), counting('accumulating')];
    for (const at of [1, 2, 3]) some.event(at);
    for (const at of [1, 2]) none.event(at);

    const said = [some.end(), none.end()].map(rows);

    expect(said).toEqual([[['onTime', 3]], []]);
  });
});
