import { describe, expect, test } from '@jest/globals';
import { harness, type Said } from '../../support/operators/operator-harness.ts';
import { arrivalTable, versionedTable } from '../../support/operators/operators.ts';

/** The value of the row that each result has seen. */
const seen = (said: readonly Said[]): unknown[] =>
  said.map(({ record }) => (record?.['right'] as { v?: number } | undefined)?.v);

describe('a table as of arrival', () => {
  test('shows the row that came last, however old it is', () => {
    const one = harness(arrivalTable());
    one.event(100, { v: 1 }, 'right');
    one.event(3, { v: 2 }, 'right');

    const said = one.event(50);

    expect(seen(said)).toEqual([2]);
  });

  test('holds nothing for a key whose row was removed', () => {
    const one = harness(arrivalTable());
    one.event(1, { v: 1 }, 'right');

    one.event(2, {}, 'right');

    expect(one.isEmpty()).toBe(true);
  });
});

describe('a table as of event time', () => {
  test('shows the version that held at the time of the event, that time included', () => {
    const one = harness(versionedTable({ grace: undefined }));
    one.event(10, { v: 1 }, 'right');
    one.event(20, { v: 2 }, 'right');

    const said = [9, 10, 19, 20].flatMap((at) => one.event(at));

    expect(seen(said)).toEqual([undefined, 1, 1, 2]);
  });

  test('lets an event wait until the watermark reaches its time plus the grace', () => {
    const one = harness(versionedTable({ grace: 4 }));
    one.event(10);

    const before = one.pass(13);
    one.event(10, { v: 1 }, 'right');
    const then = one.pass(14);

    expect(before).toEqual([]);
    expect(seen(then)).toEqual([1]);
  });

  test('forgets versions that no event can see any more, and keeps the one that holds', () => {
    const one = harness(versionedTable({ history: 10 }));
    for (let at = 0; at < 500; at++) one.event(at, { v: at }, 'right');

    one.pass(505);

    expect(one.encoded()).toMatchObject([{ length: 5 }, []]);
  });

  test('forgets that a row was removed once nobody can ask for what was before', () => {
    const one = harness(versionedTable({ history: 10 }));
    one.event(1, { v: 1 }, 'right');
    one.event(2, {}, 'right');

    one.pass(12);

    expect(one.isEmpty()).toBe(true);
  });

  test('calls an event late that asks for a time it may have forgotten', () => {
    const one = harness(versionedTable({ history: 10 }));
    one.pass(20);

    const said = [one.event(9), one.event(9, { v: 1 }, 'right'), one.event(10)];

    expect(said.map(([first]) => first?.what)).toEqual(['late', 'late', 'emit']);
  });

  test('does not take versions or events beyond their caps, and says which', () => {
    const one = harness(versionedTable({ maxVersions: 1, maxEvents: 1 }));
    one.event(1, { v: 1 }, 'right');
    one.event(1);

    const said = [...one.event(2, { v: 2 }, 'right'), ...one.event(2)];

    expect(said.map(({ what, cap }) => [what, cap])).toEqual([
      ['overflow', 'versions'],
      ['overflow', 'events'],
    ]);
  });
});
