import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { oracleOf } from '../support/oracle/semantics.ts';
import { loadCases } from './load-cases.ts';
import { runCase } from './run-case.ts';

const GOLDEN = join(import.meta.dirname, '../golden');

/** The oracle is held to the facts, and the engine to the oracle where a case says less. */
describe.each(['conformance', 'conformance-own'])('the oracle and the engine on %s', (folder) => {
  const cases = loadCases(join(GOLDEN, folder)).map((loaded) => loaded.case);
  const known = cases.filter((one) => oracleOf(one) !== undefined);

  test.each(known.map((one) => [one.id, one] as const))('agree on all of %s', (_id, one) => {
    const expected = oracleOf(one);

    const problems = runCase({ ...one, expected });

    expect(problems).toEqual([]);
  });
});
