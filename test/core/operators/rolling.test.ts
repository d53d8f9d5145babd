import { describe, expect, test } from '@jest/globals';
import { harness, type Said } from '../../support/operators/operator-harness.ts';
import { rollingEvents, rollingPanes } from '../../support/operators/operators.ts';

const counts = (said: readonly Said[]): unknown[] => said.map(({ record }) => record?.['n']);

describe('a rolling window of events', () => {
  test('answers each event with what lies in (t − size, t], itself included', () => {
    const one = harness(rollingEvents({ size: 20 }));

    const said = [0, 19, 20, 21, 40].flatMap((at) => one.event(at));

    expect(counts(said)).toEqual([1, 2, 2, 3, 2]);
  });

  test('leaves out events that lie after the one that is answered, though they came before', () => {
    const one = harness(rollingEvents({ size: 20 }));
    one.event(30);

    const said = one.event(25);

    expect(counts(said)).toEqual([1]);
  });

  test('forgets events that no answer can need any more', () => {
    const one = harness(rollingEvents({ size: 20 }));
    for (let at = 0; at < 300; at++) one.event(at);

    one.pass(300);

    expect(one.encoded()).toHaveLength(19);
  });

  test('does not answer an event beyond its cap, and says so', () => {
    const one = harness(rollingEvents({ maxEvents: 1 }));
    one.event(1);

    const said = one.event(2);

    expect(said).toMatchObject([{ what: 'overflow', cap: 'events' }]);
  });
});

describe('a rolling window of panes', () => {
  test('answers with whole panes: at most one pane is counted that should not be, or not counted', () => {
    const one = harness(rollingPanes({ size: 20 }));

    const said = [0, 4, 19, 20, 24, 44].flatMap((at) => one.event(at));

    expect(counts(said)).toEqual([1, 2, 3, 2, 3, 1]);
  });

  test('is within one pane of the exact answer, at both ends', () => {
    const panes = harness(rollingPanes({ size: 20 }));
    const all = Array.from({ length: 200 }, (_, i) => (i * 37) % 150);

    all.forEach((at, i) => {
      const [answer] = counts(panes.event(at)) as number[];

      const before = all.slice(0, i + 1);
      const within = (from: number, to: number) => before.filter((s) => s > from && s < to).length;
      expect(answer).toBeGreaterThanOrEqual(within(at - 15, at + 1));
      expect(answer).toBeLessThanOrEqual(within(at - 20, at + 5));
    });
  });

  test('holds at most the panes of its size', () => {
    const one = harness(rollingPanes({ size: 20 }));
    for (let at = 0; at < 300; at++) one.event(at);

    one.pass(300);

    expect((one.encoded() as readonly unknown[]).length).toBeLessThanOrEqual(4);
  });
});
