import { describe, expect, test } from '@jest/globals';
import type { LateMark } from '../../lib/ports/effects.ts';
import { lateIndex } from '../../lib/serving/late-index.ts';

const HOUR = 3_600_000;

const row = (key: string, start: number, length = HOUR) => ({ key, start, end: start + length });

describe('late events by key and window', () => {
  test('excuse the windows of their own key that they fall in, and no other row', () => {
    const late = lateIndex([{ key: 'de', eventTime: HOUR / 2 }]);

    expect(late.excuse(row('de', 0))).toBe('key');
    expect(late.excuse(row('fr', 0))).toBeUndefined();
    expect(late.excuse(row('de', HOUR))).toBeUndefined();
    expect(late.excuse(row('de', -HOUR))).toBeUndefined();
  });

  test('are in every window that overlaps their time, from its start on and before its end', () => {
    const late = lateIndex([{ key: 'de', eventTime: HOUR }]);

    expect(late.excuse(row('de', HOUR))).toBe('key');
    expect(late.excuse(row('de', HOUR / 2))).toBe('key');
    expect(late.excuse(row('de', 0))).toBeUndefined();
  });

  test('of one window excuse that window only, though others hold its start too', () => {
    const late = lateIndex([{ key: 'de', eventTime: HOUR, start: HOUR }]);

    expect(late.excuse(row('de', HOUR))).toBe('key');
    expect(late.excuse(row('de', HOUR / 2))).toBeUndefined();
  });

  test('that later windows have taken excuse the earlier ones', () => {
    const late = lateIndex([
      { key: 'de', eventTime: HOUR, until: HOUR / 2 },
      { key: 'de', eventTime: HOUR + 1, until: HOUR - 1 },
    ]);

    expect(late.excuse(row('de', HOUR / 2))).toBe('key');
    expect(late.excuse(row('de', HOUR - 1))).toBe('key');
    expect(late.excuse(row('de', HOUR))).toBeUndefined();
    expect(late.excuse(row('de', 0))).toBeUndefined();
    expect(late.excuse(row('fr', HOUR / 2))).toBeUndefined();
  });

  test('that name no key excuse any key, as they did when they were written', () => {
    const late = lateIndex([{ eventTime: HOUR / 2 }]);

    expect(late.excuse(row('fr', 0))).toBe('any');
    expect(late.excuse(row('fr', HOUR))).toBeUndefined();
  });

  test('are counted once that fall in one of some windows, whatever the windows share', () => {
    const late = lateIndex([
      { key: 'de', eventTime: HOUR / 2 },
      { key: 'fr', eventTime: 3 * HOUR },
      { eventTime: HOUR },
      { key: 'de', eventTime: 0, start: 0 },
      { key: 'de', eventTime: HOUR, start: HOUR },
    ]);

    expect(late.countIn([row('', 0), row('', HOUR / 2)])).toBe(3);
    expect(late.countIn([row('', 3 * HOUR), row('', HOUR)])).toBe(3);
    expect(late.countIn([])).toBe(0);
  });

  test('are looked up, not searched: what a row costs grows with their logarithm', () => {
    let reads = 0;
    const marks = Array.from({ length: 4_096 }, (_, i): LateMark => {
      return {
        key: 'de',
        get eventTime() {
          reads++;
          return i * HOUR;
        },
      };
    });
    const rows = Array.from({ length: 8_192 }, (_, i) => row('de', i * HOUR));

    const late = lateIndex(marks);
    const excused = rows.filter((each) => late.excuse(each) === 'key').length;

    expect(excused).toBe(4_096);
    expect(late.countIn(rows)).toBe(4_096);
    expect(reads).toBeLessThan(4_096 * 40);
  });
});
