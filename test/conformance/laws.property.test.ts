import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { oracleOf } from '../support/oracle/semantics.ts';
import { runs } from '../support/property.ts';
import { aJoinCase, aTableCase, aWindowCase } from './arbitraries.ts';
import type { Case } from './case.ts';
import { runCase } from './run-case.ts';

const agrees = (generated: Case<object>): void => {
  const one = generated as Case;
  const expected = oracleOf(one);

  const problems = runCase({ ...one, expected });

  expect(problems).toEqual([]);
};

describe('run', () => {
  test('L4: rows by step, the table at the end and late events equal a recomputation from scratch', () => {
    fc.assert(fc.property(aWindowCase, agrees), runs());
  });

  test('L4: pairs, events without a partner and late events equal nested loops', () => {
    fc.assert(fc.property(aJoinCase, agrees), runs());
  });

  test('L4: rows of a stream and a table equal a look through all of its history', () => {
    fc.assert(fc.property(aTableCase, agrees), runs());
  });
});
