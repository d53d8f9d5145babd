import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Case } from './case.ts';
import { type LoadedCase, loadCases } from './load-cases.ts';
import { runCase } from './run-case.ts';

const GOLDEN = join(import.meta.dirname, '../golden');

/** `conformance`: facts from the behaviour of other engines. `conformance-own`: what they leave open. */
describe.each(['conformance', 'conformance-own'])('every case of %s holds', (folder) => {
  const cases = loadCases(join(GOLDEN, folder));

  test.each(cases.map((loaded) => [loaded.case.id, loaded.case.title, loaded.case] as const))(
    '%s: %s',
    (_id, _title, one) => {
      const problems = runCase(one);

      expect(problems).toEqual([]);
    },
  );
});

describe('what no definition can say', () => {
  const [{ case: given }] = loadCases(join(GOLDEN, 'conformance/01-tumbling.json')) as [LoadedCase];
  const spec = given.spec as { readonly window: object };

  test.each([
    ['a kind', { ...given, kind: 'scan' }, 'cases of kind "scan"'],
    [
      'a window',
      { ...given, spec: { ...spec, window: { type: 'snake' } } },
      'windows of type "snake"',
    ],
    [
      'an option',
      { ...given, spec: { ...spec, trigger: 'often' } },
      'the option "trigger" in spec',
    ],
    [
      'an option of a window',
      { ...given, spec: { ...spec, window: { ...spec.window, jitterMs: 5 } } },
      'the option "jitterMs" in window',
    ],
    ['a value', { ...given, spec: { ...spec, emit: 'early' } }, 'emit "early" in spec'],
    [
      'a step',
      { ...given, steps: [{ processingTime: 5 }] },
      'the option "processingTime" in a step',
    ],
  ])('%s fails with the reason', (_, one, reason) => {
    expect(runCase(one as Case)).toEqual([`unsupported: ${reason}`]);
  });
});
