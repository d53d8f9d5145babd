import { describe, expect, test } from '@jest/globals';
import { type Pace, pacer } from '../../../lib/cli/produce/pace.ts';

/** Waits for events at these times, each of which takes a moment after its wait. */
function waits(pace: Omit<Pace, 'now'>, times: readonly number[], workMs = 0): number[] {
  let now = 10_000;
  const wait = pacer({ ...pace, now: () => now });
  return times.map((time) => {
    const ms = wait({ time });
    now += ms + workMs;
    return ms;
  });
}

describe('the pacer', () => {
  test('waits for nothing without a rate and a speed', () => {
    expect(waits({}, [0, 10, 1_000_000])).toEqual([0, 0, 0]);
  });

  test('lets the first event go, and one after each part of a second', () => {
    expect(waits({ rate: 10 }, [5, 5, 5, 5])).toEqual([0, 100, 100, 100]);
  });

  test('takes the time that the work needs off the wait, and makes up for what was lost', () => {
    expect(waits({ rate: 10 }, [0, 0, 0, 0], 30)).toEqual([0, 70, 70, 70]);
    expect(waits({ rate: 10 }, [0, 0, 0, 0], 150)).toEqual([0, 0, 0, 0]);
  });

  test('follows event time so many times faster, from the first event on', () => {
    expect(waits({ speedup: 100 }, [7_000, 8_000, 10_000])).toEqual([0, 10, 20]);
  });

  test('does not wait for what is older than the first event', () => {
    expect(waits({ speedup: 1 }, [7_000, 1_000, 7_100])).toEqual([0, 0, 100]);
  });

  test('waits for the longer of the two', () => {
    expect(waits({ rate: 10, speedup: 1 }, [0, 20, 5_000])).toEqual([0, 100, 4_900]);
  });

  test('leaves out waits of up to 5 ms, and adds them up', () => {
    expect(waits({ rate: 250 }, [0, 0, 0, 0])).toEqual([0, 0, 8, 0]);
    expect(waits({ rate: 200 }, [0, 0, 0])).toEqual([0, 0, 10]);
    expect(waits({ rate: 160 }, [0, 0])).toEqual([0, 6.25]);
  });

  test('begins to count with the first event, however late that comes', () => {
    let now = 0;
    const wait = pacer({ rate: 10, now: () => now });
    now = 60_000;

    expect([wait({ time: 0 }), wait({ time: 0 })]).toEqual([0, 100]);
  });
});
