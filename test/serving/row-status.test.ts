import { describe, expect, test } from '@jest/globals';
import { BEGINNING_OF_TIME, END_OF_TIME } from '../../lib/core/time.ts';
import { leastWatermark } from '../../lib/core/watermark.ts';
import { rowStatus } from '../../lib/serving/row-status.ts';

describe('leastWatermark', () => {
  const of = (...watermarks: (number | undefined)[]) =>
    leastWatermark(new Map(watermarks.map((watermark, i) => [`shard-${i}`, watermark])));

  test('is the least of what the tasks say', () => {
    expect(of(7, 3, 5)).toBe(3);
  });

  test('is unknown as long as a task that is expected has said nothing', () => {
    expect(of(7, undefined)).toBe(BEGINNING_OF_TIME);
    expect(of()).toBe(BEGINNING_OF_TIME);
  });

  test('is not held back by tasks that have retired', () => {
    expect(of(END_OF_TIME, 5)).toBe(5);
    expect(of(END_OF_TIME)).toBe(END_OF_TIME);
  });
});

describe('rowStatus', () => {
  const row = { start: 0, end: 100, run: null };
  const reach = (watermark: number) => ({ watermark, covered: [] });

  test('is open until the watermark reaches the end of the window and what may be late', () => {
    expect(rowStatus(row, 0, reach(99))).toBe('open');
    expect(rowStatus(row, 0, reach(100))).toBe('closed');
    expect(rowStatus(row, 50, reach(149))).toBe('open');
    expect(rowStatus(row, 50, reach(150))).toBe('closed');
  });

  test('is open while the watermark is unknown, and closed when streams have ended', () => {
    expect(rowStatus(row, 0, reach(BEGINNING_OF_TIME))).toBe('open');
    expect(rowStatus(row, 50, reach(END_OF_TIME))).toBe('closed');
  });

  test('is verified if a batch run says so', () => {
    expect(rowStatus({ ...row, run: '2026-03-01' }, 0, reach(BEGINNING_OF_TIME))).toBe('verified');
  });

  test('is verified if the whole window lies in what batch runs have covered', () => {
    const within = (from: number, to: number) => ({
      watermark: 200,
      covered: [
        { from: -50, to: -1, run: 'r1' },
        { from, to, run: 'r2' },
      ],
    });

    expect(rowStatus(row, 0, within(0, 100))).toBe('verified');
    expect(rowStatus(row, 0, within(1, 100))).toBe('closed');
    expect(rowStatus(row, 0, within(0, 99))).toBe('closed');
  });
});
