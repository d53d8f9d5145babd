import { describe, expect, test } from '@jest/globals';
import { harness } from '../../support/operators/operator-harness.ts';
import { gaps, precedingEvents } from '../../support/operators/operators.ts';

describe('filled gaps', () => {
  test('are no longer than the limit: the row behind a longer one is marked, and counted', () => {
    const one = harness(gaps('lastRow', 2));
    one.event(9);

    const said = one.event(49);

    expect(
      said.map(({ what, record, cap }) => [what, record?.['name'] ?? record?.['cut'] ?? cap]),
    ).toEqual([
      ['emit', 'filled 10'],
      ['emit', 'filled 20'],
      ['overflow', 'gap'],
      ['emit', true],
    ]);
  });

  test('are marked so where time has passed them, too', () => {
    const one = harness(gaps('watermark', 2));
    one.event(9);
    const passed = one.pass(45);

    const said = one.event(49);

    expect(passed.map(({ time }) => time)).toEqual([19, 29]);
    expect(said.map(({ what, record }) => [what, record?.['cut']])).toEqual([
      ['overflow', undefined],
      ['emit', true],
    ]);
  });

  test('end where a key was without a row for long', () => {
    const one = harness(gaps('lastRow', 9));
    one.event(9);

    one.pass(79);
    const held = one.isEmpty();
    one.pass(80);

    expect([held, one.isEmpty()]).toEqual([false, true]);
    expect(one.event(89).map(({ record }) => record?.['cut'])).toEqual([false]);
  });

  test('say the same whether time passes a long silence in steps or in one', () => {
    const one = harness(gaps('lastRow', 9));
    one.event(9);

    const said = one.event(89);

    expect(said.map(({ record }) => record?.['cut'])).toEqual([false]);
  });
});

describe('preceding events', () => {
  test('count for as long as the key is not silent', () => {
    const one = harness(precedingEvents({ forgetAfter: 10 }));
    for (const at of [1, 11, 22]) one.event(at, { v: at });

    const said = one.end();

    expect(said.map(({ record }) => record?.['sum'])).toEqual([1, 12, 22]);
  });
});
