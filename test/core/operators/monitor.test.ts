import { describe, expect, test } from '@jest/globals';
import { harness, type Said } from '../../support/operators/operator-harness.ts';
import { monitor } from '../../support/operators/operators.ts';

/** What was reported: status, and the ends of the windows that decided and that raised the alert. */
const reports = (said: readonly Said[]): unknown[] =>
  said.map(({ record }) => [record?.['status'], record?.['windowEnd'], record?.['raisedAt']]);

/** Gives the rows of windows that end at 10, 20, …: values above 10 breach, null has no row. */
function windows(one: ReturnType<typeof harness>, values: readonly (number | null)[]): Said[] {
  return values.flatMap((v, i) => {
    const end = (i + 1) * 10;
    const said = v === null ? [] : one.event(end - 1, { v });
    return [...said, ...one.pass(end)];
  });
}

describe('a monitor', () => {
  test('raises an alert when M of the last N windows breach', () => {
    const one = harness(monitor({ needed: 2, of: 3 }));

    const said = windows(one, [11, 0, 0, 11, 0, 11]);

    expect(reports(said)).toEqual([['alerting', 60, 60]]);
  });

  test('reports the end of an alert with the window that raised it', () => {
    const one = harness(monitor({ needed: 2, of: 3 }));

    const said = windows(one, [11, 11, 11, 0, 0]);

    expect(reports(said)).toEqual([
      ['alerting', 20, 20],
      ['recovered', 50, 20],
    ]);
  });

  test('ends an alert only after so many good windows in a row', () => {
    const one = harness(monitor({ needed: 1, of: 1, recoverAfter: 3 }));

    const said = windows(one, [11, 0, 0, 11, 0, 0, 0]);

    expect(reports(said)).toEqual([
      ['alerting', 10, 10],
      ['recovered', 70, 10],
    ]);
  });

  test('raises no second alert within the time of suppression, and the one that is then due', () => {
    const one = harness(monitor({ needed: 1, of: 1, suppress: 40 }));

    const said = windows(one, [11, 0, 11, 0, 11, 11]);

    expect(reports(said)).toEqual([
      ['alerting', 10, 10],
      ['recovered', 20, 10],
      ['alerting', 50, 50],
    ]);
  });

  test('takes a window without a row for nothing, unless it is told otherwise', () => {
    const skip = harness(monitor({ needed: 2, of: 2 }));
    const good = harness(monitor({ needed: 2, of: 2, missing: 'good' }));

    const said = [skip, good].map((one) => reports(windows(one, [11, null, 11])));

    expect(said).toEqual([[['alerting', 30, 30]], []]);
  });

  test('raises an alert about silence when its time has come, without any row', () => {
    const one = harness(monitor({ needed: 2, of: 2, missing: 'breach' }));

    const said = windows(one, [0, null, null, null]);

    expect(reports(said)).toEqual([['alerting', 30, 30]]);
  });

  test('takes the end of the stream for no silence', () => {
    const one = harness(monitor({ needed: 1, of: 1, missing: 'breach' }));
    windows(one, [0]);

    const said = one.end();

    expect(said).toEqual([]);
  });

  test('forgets a key that has been silent for long, alerting or not', () => {
    const one = harness(monitor({ needed: 1, of: 1, forgetAfter: 100 }));
    windows(one, [11]);

    one.pass(110);

    expect(one.isEmpty()).toBe(true);
  });

  test('holds nothing for a key that is well', () => {
    const one = harness(monitor());

    windows(one, [0, 0, 0]);

    expect(one.isEmpty()).toBe(true);
  });
});
