import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadCases } from './load-cases.ts';
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
