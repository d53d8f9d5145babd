import { describe, expect, test } from '@jest/globals';
import { halves } from '../../scripts/soak/feed.ts';
import { growth, slope } from '../../scripts/soak/memory.ts';
import { timelineOf } from '../../scripts/soak/timeline.ts';
import { HOUR, rides, START } from '../support/ride-hailing/events.ts';
import { compareLines } from '../support/ride-hailing/table.ts';

const every = (minutes: number, megabytesAt: (at: number) => number, pid = 1) =>
  Array.from({ length: 4 * minutes }, (_, i) => ({
    ...{ at: i / 4, pid, role: 'worker', megabytes: megabytesAt(i / 4) },
  }));

describe('the memory of a soak', () => {
  test('grows by what a line through its samples grows in a minute', () => {
    const saw = every(20, (at) => 100 + 3 * at + (Math.round(at * 4) % 2));

    expect(slope(saw)).toBeCloseTo(3, 2);
    expect(slope(saw.slice(0, 2))).toBeUndefined();
  });

  test('is looked at without the first minutes of a process, and only if it lives long enough', () => {
    const loading = every(20, (at) => (at < 2 ? 50 * at : 100));
    const killed = every(6, (at) => 100 * at, 2);

    const [worker] = growth([...loading, ...killed], { warmUp: 2, least: 5 });

    expect(worker).toMatchObject({ processes: 1, most: 575 });
    expect(worker?.fastest).toBeCloseTo(0, 6);
  });
});

describe('the timeline of a soak', () => {
  test.each([6, 60, 240])('disturbs only while events flow, in %d minutes', (minutes) => {
    const { producing, idle, scalings, kills } = timelineOf(minutes);
    const flows = (at: number): boolean =>
      (at >= 0 && at < producing / 2) || (at >= producing / 2 + idle && at < minutes);

    const times = [...scalings.map(({ at }) => at), ...kills.flatMap(({ from, to }) => [from, to])];

    expect(producing + idle).toBeCloseTo(minutes);
    expect(times.filter((at) => !flows(at))).toEqual([]);
  });
});

describe('the events of a soak', () => {
  const all = rides({ seed: 1, events: 5_000, hours: 24 });

  test('land on the edges of windows, of shifts and of the wait for a payment, and beside them', () => {
    const begun = new Map(all.trips.map(({ trip, at }) => [trip, at]));
    const waits = all.payments.map(({ trip, at }) => at - (begun.get(trip) ?? 0));
    const byDriver = Map.groupBy(
      all.trips.toSorted((a, b) => a.at - b.at),
      ({ driver }) => driver,
    );
    const gaps = [...byDriver.values()].flatMap((trips) =>
      trips.slice(1).map(({ at }, i) => at - (trips[i]?.at ?? 0)),
    );

    expect(waits).toEqual(expect.arrayContaining([-1, 0, HOUR, HOUR + 1]));
    for (const edge of [-1, 0, 1]) {
      expect(gaps).toContain(0.75 * HOUR + edge);
      expect(all.requests.map(({ at }) => (at - START) % HOUR)).toContain((edge + HOUR) % HOUR);
    }
  });

  test('are the same from the same seed, and all of them in one of two halves', () => {
    const [first, second] = halves(all, 12);

    expect(rides({ seed: 1, events: 5_000, hours: 24 })).toEqual(all);
    for (const stream of ['requests', 'trips', 'payments'] as const) {
      expect([...first[stream], ...second[stream]]).toEqual(all[stream]);
      expect(first[stream].length).toBeGreaterThan(400);
      expect(second[stream].length).toBeGreaterThan(400);
    }
  });
});

describe('the comparison of a soak', () => {
  test('tells what is missing from what is there too often', () => {
    const expected = new Map([['view', ['a', 'b', 'b', 'c']]]);
    const shown = new Map([['view', ['a', 'a', 'b', 'd']]]);

    const [compared] = compareLines(expected, shown);

    expect(compared).toEqual({
      ...{ view: 'view', expected: 4, equal: 2, missing: ['b', 'c'], extra: ['a', 'd'] },
    });
  });
});
