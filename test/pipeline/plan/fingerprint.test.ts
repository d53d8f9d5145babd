import { expect, test } from '@jest/globals';
import { fingerprint } from '../../../lib/pipeline/plan/fingerprint.ts';

const step = (kind: string, cost: unknown, text = 'lines > 1') => ({
  steps: [{ kind, text, cost }],
});

test.each(['filterExpression', 'deriveExpression'])(
  'the fingerprint of %s changes with its text, and not with how its steps are counted',
  (kind) => {
    const before = fingerprint(step(kind, 5));

    expect(fingerprint(step(kind, 6))).toBe(before);
    expect(fingerprint(step(kind, 5, 'lines > 2'))).not.toBe(before);
  },
);

test('a field that is called cost counts', () => {
  const names = (cost: string) => ({ kind: 'rename', names: { cost, kind: 'filterExpression' } });

  expect(fingerprint(names('price'))).not.toBe(fingerprint(names('fee')));
});
