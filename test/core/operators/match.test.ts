import { describe, expect, test } from '@jest/globals';
import { harness } from '../../support/operators/operator-harness.ts';
import { match } from '../../support/operators/operators.ts';

describe('a pattern', () => {
  test('gives matches and timeouts in the order in which they are certain', () => {
    const one = harness(match());
    one.event(1, { v: -1 });
    one.event(30, { v: -2 });
    one.event(31, { v: 5 });

    const said = one.end();

    expect(said.map(({ record, time }) => [record?.['kind'], time])).toEqual([
      ['timeout', 21],
      ['match', 31],
      ['timeout', 50],
    ]);
  });

  test('does not take an event when too many wait, and says so', () => {
    const one = harness(match({ maxEvents: 1 }));
    one.event(1, { v: -1 });

    const said = one.event(2, { v: -1 });

    expect(said).toMatchObject([{ what: 'overflow', cap: 'events' }]);
  });

  test('gives up the oldest partial matches beyond its limit, says so once an event, and marks what follows', () => {
    const one = harness(match({ runs: 2 }));
    for (const at of [1, 2, 3]) one.event(at, { v: -1 });
    one.event(10, { v: 5 });

    const said = one.end();

    expect(said.filter(({ what }) => what === 'overflow')).toMatchObject([
      { cap: 'runs', time: 2 },
      { cap: 'runs', time: 3 },
    ]);
    const matches = said.flatMap(({ record }) => (record?.['kind'] === 'match' ? [record] : []));
    expect(matches.map(({ shed }) => shed)).toEqual([3, 3]);
  });
});
