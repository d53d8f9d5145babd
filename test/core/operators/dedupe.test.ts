import { describe, expect, test } from '@jest/globals';
import { dedupe } from '../../../lib/core/operators/dedupe.ts';
import { harness } from '../../support/operators/operator-harness.ts';

describe('dedupe', () => {
  test('lets the first event with an id through, and no other within the horizon', () => {
    const one = harness(dedupe(10));

    const said = [5, 5, 9, 1].flatMap((at) => one.event(at));

    expect(said).toEqual([{ what: 'emit', record: { at: 5 }, time: 5 }]);
  });

  test('remembers an id while the watermark is at most the horizon past its event', () => {
    const one = harness(dedupe(10));
    one.event(5);

    one.pass(15);
    const still = one.event(15);
    one.pass(16);
    const again = one.event(16);

    expect(still).toEqual([]);
    expect(again).toHaveLength(1);
  });

  test('holds nothing once the horizon has passed', () => {
    const one = harness(dedupe(10));
    one.event(5);

    one.pass(16);

    expect(one.isEmpty()).toBe(true);
  });

  test('does not remember an id that is past its horizon when it comes', () => {
    const one = harness(dedupe(10));
    one.pass(100);

    const said = [...one.event(5), ...one.event(5)];

    expect(said).toHaveLength(2);
    expect(one.isEmpty()).toBe(true);
  });
});
