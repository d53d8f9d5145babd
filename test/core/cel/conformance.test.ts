import { describe, expect, test } from '@jest/globals';
import { LEFT_OUT, leftOut } from '../../support/cel/left-out.ts';
import { publishedTests } from '../../support/cel/published-tests.ts';
import { runPublished } from '../../support/cel/run-published.ts';

const { conformance } = publishedTests;
const applicable = conformance.filter((each) => leftOut(each) === undefined);

describe('the published conformance tests of CEL', () => {
  test('are 2,344, of which 1,470 are about expressions over events', () => {
    expect([conformance.length, applicable.length]).toEqual([2_344, 1_470]);
  });

  test('give what they say, all that apply', () => {
    const failed = applicable.flatMap((each) => {
      const why = runPublished(each);
      return why === undefined ? [] : [`${each.suite}: ${each.expr}: ${why}`];
    });

    expect(failed).toEqual([]);
  });

  test.each(LEFT_OUT)('$count are left out: $reason', (reason) => {
    expect(conformance.filter((each) => leftOut(each) === reason)).toHaveLength(reason.count);
  });
});
